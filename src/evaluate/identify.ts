import type { Catalogue, Identification } from '../catalogue/index.ts';
import { mayEndInVersion } from '../catalogue/spellings.ts';
import { emptyFilter } from '../matching/prefix-filter.ts';
import type { IdKind } from '../schema/index.ts';
import type { PrefixFilter, Program, Sighting } from '../types.ts';
import type { Candidates } from './candidates.ts';
import type { CompiledBan } from './compile-ban.ts';

/** What sightings are looked up with. */
export interface LookupContext {
  readonly catalogue: Catalogue;
  readonly candidates: Candidates<CompiledBan>;
  /** Ids of packages that no ban and no vendor is concerned with, or that every list allows, and in which version. */
  readonly irrelevant: Map<string, Remembered>;
  /** Tables that were made. */
  readonly prefixes: Map<IdKind, PrefixFilter | undefined>;
}

/** A sighting that a vendor or a ban is concerned with. */
export interface Identified {
  readonly sighting: Sighting;
  readonly identification: Identification;
  readonly named: readonly CompiledBan[];
}

/**
 * What the names of packages of this kind begin with that may be relevant when nothing is known of them but what
 * every database shows; undefined when any may be.
 */
export function prefixesOf(
  { catalogue, candidates, prefixes }: LookupContext,
  kind: IdKind,
): PrefixFilter | undefined {
  if (!prefixes.has(kind)) {
    const table = emptyFilter();
    const isWhole = catalogue.addBeginnings(table, kind) && candidates.addBeginnings(table, kind);
    prefixes.set(kind, isWhole ? table : undefined);
  }
  return prefixes.get(kind);
}

/** Whether a program was found to be irrelevant before. */
export function isIrrelevant(
  { candidates, irrelevant }: LookupContext,
  program: Program,
  reader: string,
): boolean {
  const key = keyOf(program, candidates);
  const known = key === undefined ? undefined : irrelevant.get(key);
  return (
    known !== undefined &&
    (known.version === EVERY || known.version === program.version) &&
    (known.reader === EVERY || known.reader === reader) &&
    (known.maintainer === EVERY || known.maintainer === program.maintainer)
  );
}

/** What is known of a sighting; undefined when it is irrelevant. */
export function identify(context: LookupContext, sighting: Sighting): Identified | undefined {
  if (isIrrelevant(context, sighting, sighting.reader)) return undefined;
  const identification = context.catalogue.identify(sighting);
  const named = context.candidates.ofSighting(sighting);
  if (identification.identities.length + identification.possible.length + named.length > 0)
    return { sighting, identification, named };
  remember(context, sighting, []);
  return undefined;
}

/**
 * Remembers a program that every list allows and that is no trace. Packages repeat from host to host, and the next
 * host's need not be asked again.
 */
export function rememberAllowed(
  context: LookupContext,
  { sighting, named }: Pick<Identified, 'sighting' | 'named'>,
): void {
  const asked = named.map(({ asksFor }) => asksFor);
  if (asked.includes(undefined)) return;
  remember(
    context,
    sighting,
    asked.flatMap((one) => one ?? []),
  );
}

function remember(
  { irrelevant, candidates }: LookupContext,
  sighting: Sighting,
  asked: readonly (keyof Remembered)[],
): void {
  const key = keyOf(sighting, candidates);
  if (key === undefined) return;
  if (irrelevant.size >= MAX_CACHED) irrelevant.clear();
  const isOfVersion = asked.includes('version') || mayEndInVersion(sighting.name);
  irrelevant.set(key, {
    version: isOfVersion ? sighting.version : EVERY,
    maintainer: asked.includes('maintainer') ? sighting.maintainer : EVERY,
    reader: asked.includes('reader') ? sighting.reader : EVERY,
  });
}

/** With which version, maintainer and reader a program was found to be irrelevant. */
interface Remembered {
  readonly version: string | undefined;
  readonly maintainer: string | undefined;
  readonly reader: string;
}

/** No version, maintainer and reader is written so. */
const EVERY = '\0';

/** Packages repeat from host to host, and the largest distributions have fewer; more of them are an attack. */
const MAX_CACHED = 100_000;

/**
 * What a program is remembered by. Of a package whose manifest shows nothing else, that is its id, which says all that
 * indicators look at, but for a version at the end of the name. Other programs are remembered for allow-lists, which
 * most programs of every host are on, by all that indicators and rules look at.
 */
function keyOf(program: Program, candidates: Candidates<CompiledBan>): string | undefined {
  const { name, ids = [], publisher, folder, marks } = program;
  if (marks !== undefined || candidates.asksFor('path')) return undefined;
  const [id = ''] = ids;
  const isItsName = id.endsWith(name) && id[id.length - name.length - 1] === ':';
  if (publisher === undefined && folder === undefined && ids.length === 1 && isItsName) return id;
  if (!candidates.always) return undefined;
  const { version, maintainer, executable, kind } = program;
  const parts = [name, version, publisher, folder, maintainer, executable, kind, ...ids];
  return parts.map((part) => part ?? EVERY).join('\n');
}
