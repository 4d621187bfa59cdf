import type { Catalogue } from '../../src/catalogue/index.ts';
import { publisherKey } from '../../src/matching/names/index.ts';
import type { IndexEntry } from './index-entries.ts';

/** An identifier that the catalogue does not know, of a program that seems to be a vendor's. */
export interface Gap {
  readonly vendor: string;
  readonly id: string;
  readonly name: string;
  /** Why the program seems to be of this vendor. */
  readonly because: string;
}

/** What comparing a catalogue with an index found. */
export interface Gaps {
  /** Identifiers of programs that are, or seem to be, of a vendor of the catalogue. */
  readonly all: number;
  readonly gaps: readonly Gap[];
}

/** Compares a catalogue with the entries of an index. */
export function gapsIn(catalogue: Catalogue, entries: readonly IndexEntry[]): Gaps {
  const brands = brandsOf(catalogue);
  const gaps: Gap[] = [];
  let all = 0;
  for (const { names, ids } of entries) {
    const known = new Map(ids.map((id) => [id, vendorsOf(catalogue, { name: '', ids: [id] })]));
    const reported = suspects(catalogue, names, known, brands);
    if (reported.size === 0) continue;
    all += ids.length;
    for (const [vendor, because] of reported) {
      const missing = ids.filter((id) => known.get(id)?.length === 0);
      gaps.push(...missing.map((id) => ({ vendor, id, name: names[0] ?? '', because })));
    }
  }
  return { all, gaps };
}

/** Vendors that a program seems to be of, each with the reason. */
function suspects(
  catalogue: Catalogue,
  names: readonly string[],
  known: ReadonlyMap<string, readonly string[]>,
  brands: ReadonlyMap<string, string>,
): Map<string, string> {
  const found = new Map<string, string>();
  const add = (vendor: string, because: string) => found.has(vendor) || found.set(vendor, because);
  for (const [id, vendors] of known) for (const vendor of vendors) add(vendor, `${id} is of this vendor`);
  for (const name of names) {
    for (const vendor of vendorsOf(catalogue, { name })) add(vendor, `the name ${name} is of this vendor`);
  }
  for (const id of known.keys()) {
    const [, publisher] = /^winget:(?<publisher>[^.]+)\./u.exec(id) ?? [];
    const vendor = publisher === undefined ? undefined : brands.get(spelling(publisher));
    if (vendor !== undefined) add(vendor, `the publisher part ${publisher} is its name or brand`);
  }
  return found;
}

function vendorsOf(catalogue: Catalogue, program: { name: string; ids?: readonly string[] }): string[] {
  return catalogue.identify(program).identities.map(({ vendor }) => vendor.id);
}

/** Names, brands and publishers of vendors, as winget writes them in one word. */
function brandsOf({ vendors }: Catalogue): ReadonlyMap<string, string> {
  const brands = new Map<string, string>();
  for (const { id, name, aliases = [], publishers = [] } of vendors) {
    const written = publishers.map((fact) => (typeof fact === 'string' ? fact : fact.value));
    for (const one of [id, name, ...aliases, ...written]) {
      const key = spelling(one);
      if (key.length > 2 && !brands.has(key)) brands.set(key, id);
    }
  }
  return brands;
}

function spelling(name: string): string {
  return publisherKey(name).replace(/ /gu, '');
}
