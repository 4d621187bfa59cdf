import { PackageURL } from 'packageurl-js';
import { attempt } from '../../formats/try.ts';

/** What a package URL says. */
export interface Purl {
  /** `deb`, `npm`, … in lower case. */
  readonly type: string;
  /** With the namespace where that is part of the name: `@scope/name`, `group/artifact`. */
  readonly name: string;
  readonly version?: string;
}

/** Type → kind of id, of package managers whose package names are ids of their own. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['deb', 'deb'],
  ['rpm', 'rpm'],
  ['apk', 'apk'],
  ['alpm', 'pacman'],
  ['npm', 'npm'],
  ['pypi', 'pip'],
  ['brew', 'brew'],
  ['opkg', 'opkg'],
]);
/** Of these the namespace is a distribution, and no part of the name. */
const DISTRIBUTED: ReadonlySet<string> = new Set(['deb', 'rpm', 'apk', 'alpm', 'opkg', 'brew']);

/**
 * A package URL in its parts; undefined when it is none.
 *
 * @see https://github.com/package-url/purl-spec
 */
export function purl(text: string): Purl | undefined {
  const parts = attempt(() => PackageURL.fromString(text)).value;
  if (!parts?.type || !parts.name) return undefined;
  const { type, namespace, name, version } = parts;
  return {
    type,
    name: namespace && !DISTRIBUTED.has(type) ? `${namespace}/${name}` : name,
    ...(version ? { version } : {}),
  };
}

/** The ids in package URLs and CPE names, in the order given, each once; other texts give none. */
export function idsOfNames(names: readonly string[]): string[] {
  return [...new Set(names.flatMap(idsOfName))];
}

const CPE = /^cpe:(?:\/|2\.3:)[aoh*-]/u;

function idsOfName(name: string): string[] {
  if (CPE.test(name)) return [`cpe:${name}`];
  const parsed = purl(name);
  if (!parsed) return [];
  const kind = KINDS.get(parsed.type);
  return [...(kind ? [`${kind}:${parsed.name}`] : []), `purl:${name}`];
}
