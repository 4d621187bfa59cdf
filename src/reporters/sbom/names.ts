import { PackageURL } from 'packageurl-js';
import { programs, results } from '../../report/order.ts';
import type { Run } from '../../report/run.ts';
import { isProgram } from '../../report/status.ts';
import type { Sighting, SourceResult } from '../../types.ts';

/** One source of a run and what a bill of materials lists of it. */
export interface Listed {
  readonly outcome: SourceResult;
  readonly programs: readonly Sighting[];
}

/** What is installed, source by source: no mere trace unless the run shows traces, and nothing that was removed. */
export function* listed(run: Run): Generator<Listed> {
  for (const result of results(run)) {
    const kept = result.sightings.filter(
      (sighting) => sighting.state !== 'residue' && (run.traces || isProgram(sighting)),
    );
    yield { outcome: result, programs: programs(kept) };
  }
}

/** Kinds of ids that are packages of an ecosystem, with the type of their package URL. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['deb', 'deb'],
  ['rpm', 'rpm'],
  ['apk', 'apk'],
  ['pacman', 'alpm'],
  ['npm', 'npm'],
  ['pip', 'pypi'],
  ['opkg', 'opkg'],
]);
/** The epoch of an rpm is a qualifier; that of a deb belongs to its version. */
const EPOCH = /^(?<epoch>\d+):(?<version>.+)$/u;
/** Of these the namespace is the distribution. */
const DISTRIBUTED: ReadonlySet<string> = new Set(['deb', 'rpm', 'apk', 'alpm', 'opkg']);

/**
 * The package URL of a program: the one that its document gave, or that of its package. There is none of a name that
 * a package URL cannot hold.
 *
 * @see https://github.com/package-url/purl-spec
 */
export function purlOf(program: Sighting, { os }: SourceResult): string | undefined {
  const given = valueOf(program, 'purl');
  if (given !== undefined) return given;
  for (const id of program.ids ?? []) {
    const type = TYPES.get(id.slice(0, id.indexOf(':')));
    const name = id.slice(id.indexOf(':') + 1);
    if (type === undefined) continue;
    const cut = type === 'npm' ? name.lastIndexOf('/') : -1;
    const namespace = DISTRIBUTED.has(type) ? os?.id : name.slice(0, Math.max(cut, 0)) || undefined;
    const { epoch, version } = EPOCH.exec(type === 'rpm' ? (program.version ?? '') : '')?.groups ?? {};
    const qualifiers = {
      ...(DISTRIBUTED.has(type) && program.arch ? { arch: program.arch } : {}),
      ...(epoch === undefined ? {} : { epoch }),
    };
    const url = written(type, namespace, name.slice(cut + 1), version ?? program.version, qualifiers);
    if (url !== undefined) return url;
  }
  return undefined;
}

/** The library throws on an empty name and on half a pair of surrogates, and a manifest may name either. */
function written(...parts: ConstructorParameters<typeof PackageURL>): string | undefined {
  try {
    return new PackageURL(...parts).toString();
  } catch {
    return undefined;
  }
}

/** A CPE 2.3 name that its document gave. */
export function cpeOf(program: Sighting): string | undefined {
  const cpe = valueOf(program, 'cpe');
  return cpe !== undefined && CPE.test(cpe) ? cpe : undefined;
}

/** Eleven fields after the version; shorter names are common and are no names by the schemas. */
const CPE = /^cpe:2\.3:[aho*-](?::(?:[A-Za-z0-9._*?-]|\\[^\s:])+){10}$/u;

function valueOf({ ids = [] }: Sighting, kind: string): string | undefined {
  return ids.find((id) => id.startsWith(`${kind}:`))?.slice(kind.length + 1);
}

/** Who a program is from: its publisher, else who packaged it, without the address. */
export function vendorNameOf({ publisher, maintainer }: Sighting): string | undefined {
  return publisher ?? (maintainer?.replace(ADDRESS, '').trim() || undefined);
}

const ADDRESS = /\s*<[^<>]*>\s*$/u;

/** The day checked as an instant: reports know no clock. */
export function instantOf(run: Run): string {
  return `${run.asOf}T00:00:00Z`;
}
