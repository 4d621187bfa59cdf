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
export function isIrrelevant({ candidates, irrelevant }: LookupContext, program: Program): boolean {
  const id = packageOf(program, candidates);
  const known = id === undefined ? undefined : irrelevant.get(id);
  return (
    known !== undefined &&
    (known.version === EVERY || known.version === program.version) &&
    (known.maintainer === EVERY || known.maintainer === program.maintainer)
  );
}

/** What is known of a sighting; undefined when it is irrelevant. */
export function identify(context: LookupContext, sighting: Sighting): Identified | undefined {
  if (isIrrelevant(context, sighting)) return undefined;
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
  const id = packageOf(sighting, candidates);
  if (id === undefined) return;
  if (irrelevant.size >= MAX_CACHED) irrelevant.clear();
  const isOfVersion = asked.includes('version') || mayEndInVersion(sighting.name);
  irrelevant.set(id, {
    version: isOfVersion ? sighting.version : EVERY,
    maintainer: asked.includes('maintainer') ? sighting.maintainer : EVERY,
  });
}

/** With which version and maintainer a package was found to be irrelevant. */
interface Remembered {
  readonly version: string | undefined;
  readonly maintainer: string | undefined;
}

/** No version and no maintainer is written so. */
const EVERY = '\0';

/** Packages repeat from host to host, and the largest distributions have fewer; more of them are an attack. */
const MAX_CACHED = 100_000;

/**
 * The id of a package of which its manifest shows nothing but the package: it says all that indicators look at, but
 * for a version at the end of the name.
 */
function packageOf(program: Program, candidates: Candidates<CompiledBan>): string | undefined {
  const { name, ids, publisher, folder, marks } = program;
  if (publisher !== undefined || folder !== undefined || marks !== undefined || ids?.length !== 1)
    return undefined;
  const id = ids[0] as string;
  const isItsName = id.endsWith(name) && id[id.length - name.length - 1] === ':';
  return isItsName && !candidates.asksFor('path') ? id : undefined;
}
