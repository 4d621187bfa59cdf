import { isGlob, literalPrefix } from '../matching/glob.ts';
import type { Fact, FactMapping, Product, Vendor } from '../schema/index.ts';
import { type IndicatorKind, indicatorKey, isPackage } from './keys.ts';
import { pathsOf } from './places.ts';

/**
 * A fact made ready to be looked up. A tuple, since the built-in ones are read at every start:
 * kind, key, vendor (its place in the list), product (its place in the vendor, or -1), conditions, if any.
 */
export type Indicator = readonly [
  kind: IndicatorKind,
  key: string,
  vendor: number,
  product: number,
  conditions?: IndicatorConditions,
];

/** What else must hold for a mark to decide. */
export interface IndicatorConditions {
  readonly low?: true;
  readonly medium?: true;
  readonly with?: 'publisher' | 'name' | 'path';
  readonly from?: string;
  readonly to?: string;
  /** A package name that is a common word: it says nothing where the package manager is not reported. */
  readonly own?: true;
  /** What it means is not of this vendor, though a wider mark says so. */
  readonly not?: true;
}

/** The marks of a catalogue, to be walked or to be asked for by their bucket: a machine has few of the many. */
export interface Indicators extends Iterable<Indicator> {
  readonly buckets: readonly string[];
  of(bucket: string): readonly Indicator[];
  /** What names of packages of a kind begin with that are marks on some day, packed, where it was found out ahead. */
  prefixes?(kind: string): Uint8Array | undefined;
}

/** Most marks are of these kinds, and each text begins like few of them. */
const BY_LETTER: ReadonlySet<string> = new Set(['name', 'publisher']);

/** Where marks of a kind stand that a text may match; those that begin with a wildcard stand where no text does. */
export function bucketOf(kind: string, text: string): string {
  return BY_LETTER.has(kind) ? `${kind} ${text.slice(0, 1)}` : kind;
}

/** All marks of a catalogue. */
export function indicatorsOf(vendors: readonly Vendor[]): Indicators {
  const lists = new Map<string, Indicator[]>();
  for (const indicator of allMarks(vendors)) {
    const bucket = bucketOf(indicator[0], literalPrefix(indicator[1]));
    const list = lists.get(bucket);
    if (list) list.push(indicator);
    else lists.set(bucket, [indicator]);
  }
  return indicatorsByBucket(lists);
}

/** Marks that were sorted by {@link bucketOf}, each list of them at hand or made when it is asked for. */
export function indicatorsByBucket(
  lists: ReadonlyMap<string, readonly Indicator[] | (() => readonly Indicator[])>,
  prefixes?: (kind: string) => Uint8Array | undefined,
): Indicators {
  const made = new Map<string, readonly Indicator[]>();
  const of = (bucket: string): readonly Indicator[] => {
    let list = made.get(bucket);
    if (list) return list;
    const known = lists.get(bucket) ?? [];
    list = typeof known === 'function' ? known() : known;
    made.set(bucket, list);
    return list;
  };
  const buckets = [...lists.keys()];
  return {
    buckets: buckets,
    of,
    ...(prefixes && { prefixes }),
    *[Symbol.iterator]() {
      for (const bucket of buckets) yield* of(bucket);
    },
  };
}

function allMarks(vendors: readonly Vendor[]): Indicator[] {
  const indicators: Indicator[] = [];
  for (const [place, vendor] of vendors.entries()) {
    const add = (kind: IndicatorKind, facts: readonly Fact[] | undefined, product: number, dates: Dates) => {
      for (const fact of facts ?? []) indicators.push(...marksOfFact(kind, fact, place, product, dates));
    };
    add('publisher', vendor.publishers, -1, {});
    add('publisher', vendor.signers?.organisation, -1, {});
    add('publisher', vendor.signers?.certificate, -1, {});
    add('signer-registration', vendor.signers?.registration, -1, {});
    add('signer-certificate', vendor.signers?.thumbprint, -1, {});
    add('team-id', vendor.signers?.['apple-team-id'], -1, {});
    add('domain', vendor.domains, -1, {});
    addIds(vendor.ids, (kind, facts) => add(kind, facts, -1, {}));
    for (const [index, product] of (vendor.products ?? []).entries()) {
      add('name', product.names, index, product);
      add('package', product.packages, index, product);
      add('domain', product.domains, index, product);
      addIds(product.ids, (kind, facts) => add(kind, facts, index, product));
    }
  }
  return indicators;
}

type Dates = Pick<Product, 'from' | 'to'>;

function addIds(ids: Product['ids'], add: (kind: IndicatorKind, facts: readonly Fact[]) => void): void {
  for (const [kind, facts] of Object.entries(ids ?? {})) add(kind as IndicatorKind, facts);
}

function marksOfFact(
  kind: IndicatorKind,
  fact: Fact,
  vendor: number,
  product: number,
  dates: Dates,
): Indicator[] {
  const long: FactMapping = typeof fact === 'string' ? { value: fact } : fact;
  const own = long.exact && (kind === 'package' || isPackage(kind)) ? ({ own: true } as const) : {};
  const conditions = { ...conditionsOf(long, dates), ...own };
  const tail = Object.keys(conditions).length > 0 ? ([conditions] as const) : ([] as const);
  return [
    ...spellings(kind, long.value).map((key) => [kind, key, vendor, product, ...tail] as Indicator),
    ...(long.except ?? []).map(
      (id) => [kind, indicatorKey(kind, id), vendor, product, { not: true }] as Indicator,
    ),
  ];
}

/** `X *` means X too; a place on a Windows disk may be written with a variable. */
function spellings(kind: IndicatorKind, value: string): string[] {
  if (kind === 'path') return pathsOf(value).map((place) => indicatorKey(kind, place));
  const key = indicatorKey(kind, value);
  const alone = kind === 'name' && key.endsWith(' *') ? key.slice(0, -2) : undefined;
  return alone === undefined || isGlob(alone) ? [key] : [alone, key];
}

function conditionsOf(fact: FactMapping, dates: Dates): IndicatorConditions {
  const from = later(fact.from, dates.from);
  const to = earlier(fact.to, dates.to);
  return {
    ...(fact.confidence === 'low' ? { low: true } : fact.confidence === 'medium' ? { medium: true } : {}),
    ...(fact.with === undefined ? {} : { with: fact.with }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a !== undefined && b !== undefined ? (a > b ? a : b) : (a ?? b);
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  return a !== undefined && b !== undefined ? (a < b ? a : b) : (a ?? b);
}
