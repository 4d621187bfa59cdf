/**
 * What of the catalogue a match can mean. A condition that no vendor and product can meet is a mistake, and a class that
 * covers hardly any product is less than its words promise.
 */

import { listed } from '../../evaluate/vendors.ts';
import type { Category, Match, Vendor, VendorSelector } from '../../schema/index.ts';
import type { Diagnostic, Steps } from './diagnostic.ts';

/** A class of fewer products than these is hardly covered. */
const MIN_PRODUCTS = 3;

/** A product of the catalogue, or what a vendor makes besides. */
interface Item {
  readonly vendor: Vendor;
  /** Undefined for a product that the catalogue does not know. */
  readonly id: string | undefined;
  readonly name: string;
  readonly categories: readonly Category[];
}

type Holds = (item: Item) => boolean;

/** Conditions that no vendor and product of the catalogue can meet together. */
export function* impossibleConditions(
  match: Match,
  steps: Steps,
  vendors: readonly Vendor[],
): Generator<Diagnostic> {
  const items = vendors.flatMap(itemsOf);
  for (const { at, covered, words } of conditionsIn(match, steps, items, vendors)) {
    if (covered.length === 0) yield { steps: at, message: `nothing in the catalogue is ${words}` };
  }
}

/** Classes of which the catalogue knows hardly a product. */
export function* narrowConditions(
  match: Match,
  steps: Steps,
  vendors: readonly Vendor[],
): Generator<Diagnostic> {
  const items = vendors.flatMap(itemsOf);
  for (const { at, covered, words, isClass } of conditionsIn(match, steps, items, vendors)) {
    const products = covered.filter(({ id }) => id !== undefined);
    if (!isClass || covered.length === 0 || products.length >= MIN_PRODUCTS) continue;
    const names = products.map(({ name, vendor }) => `${name} (${vendor.name})`).join(', ') || 'none by name';
    yield {
      steps: at,
      message: `the catalogue has only ${products.length} ${words}: ${names}`,
    };
  }
}

interface Condition {
  readonly at: Steps;
  readonly covered: readonly Item[];
  readonly words: string;
  /** It names no vendor and no product, only what they are like. */
  readonly isClass: boolean;
}

/** Each mapping of a match that asks for vendors, products or categories, with what is left by it and those above it. */
function* conditionsIn(
  match: Match,
  steps: Steps,
  items: readonly Item[],
  vendors: readonly Vendor[],
): Generator<Condition> {
  const tests = testsOf(match, vendors);
  const covered = items.filter((item) => tests.every((holds) => holds(item)));
  if (tests.length > 0 && items.length > 0) {
    const key = (['category', 'product', 'vendor'] as const).find((one) => match[one] !== undefined);
    yield {
      at: [...steps, key ?? 'vendor'],
      covered,
      words: wordsOf(match),
      isClass: match.product === undefined && listed(match.vendor ?? []).every(isClass),
    };
  }
  if (tests.length > 0 && covered.length === 0) return;
  for (const key of ['any', 'all'] as const) {
    for (const [index, inner] of (match[key] ?? []).entries())
      yield* conditionsIn(inner, [...steps, key, index], covered, vendors);
  }
}

function itemsOf(vendor: Vendor): Item[] {
  const products = (vendor.products ?? []).map(({ id, name, categories }) => ({
    vendor,
    id,
    name,
    categories,
  }));
  return [...products, { vendor, id: undefined, name: vendor.name, categories: vendor.categories }];
}

function testsOf(match: Match, vendors: readonly Vendor[]): Holds[] {
  const tests: Holds[] = [];
  if (match.vendor !== undefined) {
    const selectors = listed(match.vendor);
    const meant = new Set(vendors.filter((vendor) => selectors.some((it) => isMeant(it, vendor, vendors))));
    tests.push(({ vendor }) => meant.has(vendor));
  }
  if (match.product !== undefined) {
    const ids = listed(match.product);
    tests.push(({ id }) => id !== undefined && ids.includes(id));
  }
  if (match.category !== undefined) {
    const wanted = listed(match.category);
    tests.push(({ categories }) => categories.some((category) => wanted.includes(category)));
  }
  return tests;
}

/** Whether a selector can mean a vendor on any day. */
function isMeant(selector: VendorSelector, vendor: Vendor, vendors: readonly Vendor[]): boolean {
  if (typeof selector === 'string') return selector === vendor.id;
  const { id, successors, country, 'controlled-from': controlled, 'sanctioned-by': lists } = selector;
  const places = [vendor.country, ...(vendor['controlled-from'] ?? []).map((fact) => fact.country)];
  const isNamed =
    id === undefined ||
    listed(id).includes(vendor.id) ||
    (successors === true && carriesOn(vendor, listed(id), vendors));
  return (
    isNamed &&
    (country === undefined || listed(country).some((place) => places.includes(place))) &&
    (controlled === undefined || listed(controlled).some((place) => places.includes(place))) &&
    (lists === undefined || (vendor['sanctioned-by'] ?? []).some(({ list }) => listed(lists).includes(list)))
  );
}

function carriesOn(
  vendor: Vendor,
  ids: readonly string[],
  vendors: readonly Vendor[],
  seen = new Set<string>(),
): boolean {
  if (seen.has(vendor.id)) return false;
  seen.add(vendor.id);
  return (vendor['successor-of'] ?? []).some((id) => {
    const before = vendors.find((it) => it.id === id);
    return ids.includes(id) || (before !== undefined && carriesOn(before, ids, vendors, seen));
  });
}

function isClass(selector: VendorSelector): boolean {
  return typeof selector === 'object' && selector.id === undefined;
}

function wordsOf({ vendor, product, category }: Match): string {
  const parts = [
    vendor === undefined ? undefined : `of vendor ${listed(vendor).map(shown).join(' or ')}`,
    product === undefined ? undefined : `the product ${listed(product).join(' or ')}`,
    category === undefined ? undefined : `of category ${listed(category).join(' or ')}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function shown(selector: VendorSelector): string {
  if (typeof selector === 'string') return selector;
  return `{ ${Object.entries(selector)
    .map(([key, value]) => `${key}: ${listed(value as string | string[]).join(', ')}`)
    .join('; ')} }`;
}
