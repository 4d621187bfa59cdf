import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { isSexpList, type Sexp, sexpPart, sexpText } from '../../formats/markup/s-expression.ts';
import { quoted } from '../../formats/source-position.ts';
import { headText } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';

const PROFILES = [
  'var/guix/profiles/per-user/*/*',
  'var/guix/profiles/system/profile',
  'home/*/.guix-profile',
  'root/.guix-profile',
  'home/*/.guix-home/profile',
];
/** Versions of the form of a manifest. */
const KNOWN = new Set(['0', '1', '2', '3', '4']);

/**
 * Profiles of Guix: what the system, an account or `guix pull` has installed, with what each package brings along.
 *
 * @see https://guix.gnu.org/manual/en/html_node/Invoking-guix-package.html
 */
export const guixProfile: Reader = {
  id: 'guix-profile',
  title: 'Guix profiles',
  paths: PROFILES.map((profile) => `${profile}/manifest`),
  recognises: (head) => /^(?:\s*;[^\n]*\n)*\s*\(manifest\s+\(version \d/u.test(headText(head)),
  *read(bytes, resolver) {
    const faults = errorCollector();
    const { value: manifest, fault } = sexpPart(bytes);
    const version = sexpText(memberOf(manifest, 'version')?.[1]);
    const packages = memberOf(manifest, 'packages')?.[1];
    if (version === undefined || !isSexpList(packages))
      throw fault ?? new SyntaxError('not a Guix profile: no packages');
    if (!KNOWN.has(version)) faults.add(`version ${quoted(version)} of Guix profiles is unknown`);
    for (const other of isSexpList(manifest) ? manifest.slice(1) : [])
      if (!isSexpList(other)) faults.add(`not a part of a Guix profile: ${quoted(other.value)}`);
    const user = PER_USER.exec(resolver.path)?.groups?.['user'];
    for (const program of programsIn(packages, faults))
      yield user === undefined ? program : { ...program, user };
    if (fault !== undefined) throw fault;
    faults.throwIfAny();
  },
};

const PER_USER = /(?:^|\/)per-user\/(?<user>[^/]+)\//u;

/** An entry is name, version, output and item of the store, and then lists of what else is known of it. */
function* programsIn(entries: readonly Sexp[], faults: ErrorCollector): Generator<Program> {
  const todo = [...entries].reverse();
  const seen = new Set<string>();
  for (let entry = todo.pop(); entry !== undefined; entry = todo.pop()) {
    const parts = isSexpList(entry) ? entry : [];
    const isRepeated = isSymbol(parts[0], 'repeated');
    const [name, version] = parts.slice(isRepeated ? 1 : 0).map(sexpText);
    if (!name) {
      faults.add(`a package without a name: ${quoted(JSON.stringify(entry))}`);
      continue;
    }
    // What several packages bring along is one package.
    const key = `${name}\0${version}`;
    if (!seen.has(key)) yield { name, ...(version && version !== '#f' ? { version } : {}) };
    seen.add(key);
    const inputs = memberOf(parts, 'propagated-inputs')?.[1];
    if (isSexpList(inputs)) todo.push(...inputs);
  }
}

/** The list in a list that begins with a word. */
function memberOf(value: Sexp | undefined, word: string): readonly Sexp[] | undefined {
  if (!isSexpList(value)) return undefined;
  return value.find((part): part is readonly Sexp[] => isSexpList(part) && isSymbol(part[0], word));
}

function isSymbol(value: Sexp | undefined, word: string): boolean {
  return value !== undefined && !isSexpList(value) && !value.isText && value.value === word;
}
