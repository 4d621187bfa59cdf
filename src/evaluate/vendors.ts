import { order } from '../matching/compare-text.ts';
import type { Vendor, VendorSelector } from '../schema/index.ts';

/** The vendors that a selector means on a day, and why each is meant. */
export function selectedVendors(
  selectors: readonly VendorSelector[],
  vendors: readonly Vendor[],
  day: string,
): ReadonlyMap<string, readonly string[]> {
  const selected = new Map<string, readonly string[]>();
  const isPlain = selectors.every((selector) => typeof selector === 'string');
  const named = isPlain ? vendors.filter(({ id }) => selectors.includes(id)) : vendors;
  const tests = selectors.map((selector) => testOf(selector, vendors, day));
  for (const vendor of named) {
    for (const test of tests) {
      const reasons = test(vendor);
      if (reasons) selected.set(vendor.id, reasons);
      if (reasons) break;
    }
  }
  return selected;
}

/** The vendors that have one of these products. */
export function ownersOf(products: readonly string[], vendors: readonly Vendor[]): readonly Vendor[] {
  const owners = products.map((id) => ownerIndex(vendors).get(id));
  return [...new Set(owners)].filter((vendor) => vendor !== undefined);
}

/** Product → vendor, made once for a catalogue: hundreds of conditions ask for theirs. */
const indexes = new WeakMap<readonly Vendor[], ReadonlyMap<string, Vendor>>();

function ownerIndex(vendors: readonly Vendor[]): ReadonlyMap<string, Vendor> {
  const known = indexes.get(vendors);
  if (known) return known;
  const pairs = vendors.flatMap((vendor) => (vendor.products ?? []).map(({ id }) => [id, vendor] as const));
  const index = new Map(pairs);
  indexes.set(vendors, index);
  return index;
}

type Attributes = Exclude<VendorSelector, string>;

/** Why a selector means a vendor; undefined when it does not. */
function testOf(
  selector: VendorSelector,
  vendors: readonly Vendor[],
  day: string,
): (vendor: Vendor) => readonly string[] | undefined {
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
      const before = vendors.find((it) => it.id === id);
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
