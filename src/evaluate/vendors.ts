import { order } from '../matching/compare-text.ts';
import type { Vendor, VendorSelector } from '../schema/index.ts';

/** Why a vendor is meant; undefined when it is not. */
export type VendorTest = (vendor: Vendor) => readonly string[] | undefined;

/** Which vendors some selectors mean on a day. Vendors are tested when they are asked about, and the answer is kept. */
export function vendorTest(
  selectors: readonly VendorSelector[],
  vendors: readonly Vendor[],
  day: string,
): VendorTest {
  const tests = selectors.map((selector) => testOf(selector, vendors, day));
  const known = new Map<Vendor, readonly string[] | undefined>();
  return (vendor) => {
    if (!known.has(vendor)) known.set(vendor, firstOf(tests, vendor));
    return known.get(vendor);
  };
}

function firstOf(tests: readonly VendorTest[], vendor: Vendor): readonly string[] | undefined {
  for (const test of tests) {
    const reasons = test(vendor);
    if (reasons) return reasons;
  }
  return undefined;
}

/** Vendors by their IDs, made once for a catalogue: hundreds of conditions ask for theirs. */
const indexes = new WeakMap<readonly Vendor[], ReadonlyMap<string, Vendor>>();

/** The vendor of an ID. */
export function vendorOf(id: string, vendors: readonly Vendor[]): Vendor | undefined {
  const index = indexes.get(vendors) ?? new Map(vendors.map((vendor) => [vendor.id, vendor]));
  indexes.set(vendors, index);
  return index.get(id);
}

type Attributes = Exclude<VendorSelector, string>;

/** Why a selector means a vendor; undefined when it does not. */
function testOf(selector: VendorSelector, vendors: readonly Vendor[], day: string): VendorTest {
  const attributes: Attributes = typeof selector === 'string' ? { id: selector } : selector;
  const checks = CHECKS.filter(([key]) => attributes[key] !== undefined);
  return (vendor) => {
    const reasons: string[] = [];
    for (const [, check] of checks) {
      const reason = check(attributes, vendor, vendors, day);
      if (reason === undefined) return undefined;
      reasons.push(reason);
    }
    return reasons;
  };
}

/** A reason when the attribute, which is asked for, holds. */
type Check = (
  wanted: Attributes,
  vendor: Vendor,
  vendors: readonly Vendor[],
  day: string,
) => string | undefined;

const CHECKS: readonly (readonly [keyof Attributes, Check])[] = [
  [
    'id',
    ({ id = [], successors }, vendor, vendors) => {
      const ids = listed(id);
      if (ids.includes(vendor.id)) return `its vendor is ${vendor.name}`;
      const before = successors ? predecessors(vendor, vendors).find((it) => ids.includes(it.id)) : undefined;
      return before && `its vendor ${vendor.name} carries on ${before.name}`;
    },
  ],
  [
    'country',
    ({ country = [] }, vendor, _, day) => {
      const place = countryOn(vendor, day);
      return listed(country).includes(place) ? `its vendor ${vendor.name} is based in ${place}` : undefined;
    },
  ],
  [
    'controlled-from',
    ({ 'controlled-from': wanted = [] }, vendor, _, day) => {
      const places = controlledFrom(vendor, day);
      const place = listed(wanted).find((it) => places.includes(it));
      return place && `its vendor ${vendor.name} is controlled from ${place}`;
    },
  ],
  [
    'sanctioned-by',
    ({ 'sanctioned-by': wanted = [] }, vendor, _, day) => {
      const lists = listed(wanted);
      const entry = vendor['sanctioned-by']?.find((it) => lists.includes(it.list) && isOn(it, day));
      return entry && `its vendor ${vendor.name} is on the list ${entry.list}`;
    },
  ],
];

/** Where a vendor is run from on a day: the dated fact that began last, else the plain country. */
export function countryOn(vendor: Vendor, day: string): string {
  if (!vendor['controlled-from']) return vendor.country;
  const facts = vendor['controlled-from'].filter((fact) => isOn(fact, day));
  return facts.sort((a, b) => order(a.from, b.from)).at(-1)?.country ?? vendor.country;
}

function controlledFrom(vendor: Vendor, day: string): string[] {
  const facts = vendor['controlled-from']?.filter((fact) => isOn(fact, day)) ?? [];
  return facts.length > 0 ? facts.map(({ country }) => country) : [vendor.country];
}

function predecessors(vendor: Vendor, vendors: readonly Vendor[]): Vendor[] {
  const found = new Set<Vendor>();
  const open = [vendor];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const id of next['successor-of'] ?? []) {
      const before = vendorOf(id, vendors);
      if (before && !found.has(before)) open.push(before);
      if (before) found.add(before);
    }
  }
  return [...found];
}

/** Whether a dated fact holds on a day; without dates it always does. */
export function isOn(fact: { readonly from?: string; readonly to?: string }, day: string): boolean {
  return (fact.from ?? '') <= day && day <= (fact.to ?? '9999');
}

/** One or several as a list. */
export function listed<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}
