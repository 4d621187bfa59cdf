import { isGlob, literalPrefix } from '../matching/glob.ts';
import type { Fact, FactMapping, Product, Vendor } from '../schema/index.ts';
import { isPackage, type MarkKind, markKey } from './keys.ts';
import { placesOf } from './places.ts';

/**
 * A fact made ready to be looked up. A tuple, since the built-in ones are read at every start:
 * kind, key, vendor (its place in the list), product (its place in the vendor, or -1), conditions, if any.
 */
export type Mark = readonly [
  kind: MarkKind,
  key: string,
  vendor: number,
  product: number,
  conditions?: MarkConditions,
];

/** What else must hold for a mark to decide. */
export interface MarkConditions {
  readonly low?: true;
  readonly medium?: true;
  readonly with?: 'publisher' | 'name' | 'path';
  readonly from?: string;
  readonly to?: string;
  /** A package name that is a common word: it says nothing where the package manager is not told. */
  readonly own?: true;
  /** What it means is not of this vendor, though a wider mark says so. */
  readonly not?: true;
}

/** The marks of a catalogue, to be walked or to be asked for by their shelf: a machine has few of the many. */
export interface Marks extends Iterable<Mark> {
  readonly shelves: readonly string[];
  of(shelf: string): readonly Mark[];
}

/** Most marks are of these kinds, and each text begins like few of them. */
const BY_LETTER: ReadonlySet<string> = new Set(['name', 'publisher']);

/** Where marks of a kind stand that a text may match; those that begin with a wildcard stand where no text does. */
export function shelfOf(kind: string, text: string): string {
  return BY_LETTER.has(kind) ? `${kind} ${text.slice(0, 1)}` : kind;
}

/** All marks of a catalogue. */
export function marksOf(vendors: readonly Vendor[]): Marks {
  const lists = new Map<string, Mark[]>();
  for (const mark of allMarks(vendors)) {
    const shelf = shelfOf(mark[0], literalPrefix(mark[1]));
    const list = lists.get(shelf);
    if (list) list.push(mark);
    else lists.set(shelf, [mark]);
  }
  return marksOnShelves(lists);
}

/** Marks that were sorted by {@link shelfOf}, each list of them at hand or made when it is asked for. */
export function marksOnShelves(lists: ReadonlyMap<string, readonly Mark[] | (() => readonly Mark[])>): Marks {
  const made = new Map<string, readonly Mark[]>();
  const of = (shelf: string): readonly Mark[] => {
    let list = made.get(shelf);
    if (list) return list;
    const known = lists.get(shelf) ?? [];
    list = typeof known === 'function' ? known() : known;
    made.set(shelf, list);
    return list;
  };
  const shelves = [...lists.keys()];
  return {
    shelves,
    of,
    *[Symbol.iterator]() {
      for (const shelf of shelves) yield* of(shelf);
    },
  };
}

function allMarks(vendors: readonly Vendor[]): Mark[] {
  const marks: Mark[] = [];
  for (const [place, vendor] of vendors.entries()) {
    const add = (kind: MarkKind, facts: readonly Fact[] | undefined, product: number, dates: Dates) => {
      for (const fact of facts ?? []) marks.push(...marksOfFact(kind, fact, place, product, dates));
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
  return marks;
}

type Dates = Pick<Product, 'from' | 'to'>;

function addIds(ids: Product['ids'], add: (kind: MarkKind, facts: readonly Fact[]) => void): void {
  for (const [kind, facts] of Object.entries(ids ?? {})) add(kind as MarkKind, facts);
}

function marksOfFact(kind: MarkKind, fact: Fact, vendor: number, product: number, dates: Dates): Mark[] {
  const long: FactMapping = typeof fact === 'string' ? { value: fact } : fact;
  const own = long.exact && (kind === 'package' || isPackage(kind)) ? ({ own: true } as const) : {};
  const conditions = { ...conditionsOf(long, dates), ...own };
  const tail = Object.keys(conditions).length > 0 ? ([conditions] as const) : ([] as const);
  return [
    ...spellings(kind, long.value).map((key) => [kind, key, vendor, product, ...tail] as Mark),
    ...(long.except ?? []).map((id) => [kind, markKey(kind, id), vendor, product, { not: true }] as Mark),
  ];
}

/** `X *` means X too; a place on a Windows disk may be written with a variable. */
function spellings(kind: MarkKind, value: string): string[] {
  if (kind === 'path') return placesOf(value).map((place) => markKey(kind, place));
  const key = markKey(kind, value);
  const alone = kind === 'name' && key.endsWith(' *') ? key.slice(0, -2) : undefined;
  return alone === undefined || isGlob(alone) ? [key] : [alone, key];
}

function conditionsOf(fact: FactMapping, dates: Dates): MarkConditions {
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
