/** Parts of rules that few calls ask for: read when they are asked for, each rule by itself. */

import type { Ban, Vendor } from '../schema/index.ts';

/** What finds a program is in the indicators already; evidence and examples are for those who ask about rules. */
const VENDOR_KEYS = ['aliases', 'based-on', 'domicile', 'note', 'sources'] as const;
const VENDOR_FACTS = ['publishers', 'signers', 'domains', 'ids'] as const;
const PRODUCT_KEYS = ['names', 'packages', 'domains', 'ids', 'note'] as const;
const BAN_KEYS = ['examples', 'references', 'unverified', 'listed', 'authorities'] as const;

type Part = Readonly<Record<string, unknown>>;

/** What was put off of a rule, and of its products in their order. */
interface PutOff {
  readonly own: Part;
  readonly products?: readonly Part[];
}

/** A rule without what is put off, and that. */
export interface Divided {
  /** Has the names of what was put off under the key `later`. */
  readonly first: Part;
  readonly rest: PutOff;
}

/** Divides a vendor. */
export function divideVendor(vendor: Vendor): Divided {
  const { first, rest } = divide(vendor, [...VENDOR_KEYS, ...VENDOR_FACTS]);
  const products = vendor.products?.map((product) => divide(product, PRODUCT_KEYS));
  if (!products) return { first, rest: { own: rest } };
  return {
    first: { ...first, products: products.map((product) => product.first) },
    rest: { own: rest, products: products.map((product) => product.rest) },
  };
}

/** Divides a ban. */
export function divideBan(ban: Ban): Divided {
  const { first, rest } = divide(ban, BAN_KEYS);
  return { first, rest: { own: rest } };
}

function divide(rule: object, keys: readonly string[]): { first: Part; rest: Part } {
  const entries = Object.entries(rule);
  const later = entries.filter(([key]) => keys.includes(key));
  if (later.length === 0) return { first: { ...rule }, rest: {} };
  const first = entries.filter(([key]) => !keys.includes(key));
  return {
    first: { ...Object.fromEntries(first), later: later.map(([key]) => key) },
    rest: Object.fromEntries(later),
  };
}

/**
 * Makes a rule what it was before it was divided; what was put off is read with the first of its keys that somebody
 * asks for.
 *
 * @param first is made whole in place
 * @param read gives what was put off
 */
export function wholeRule(first: object, read: () => PutOff): void {
  let rest: PutOff | undefined;
  const whole = () => (rest ??= read());
  const { products } = first as { products?: readonly Part[] };
  for (const [at, product] of (products ?? []).entries())
    addLater(product, () => whole().products?.[at] ?? {});
  addLater(first, () => whole().own);
}

function addLater(part: object, read: () => Part): void {
  const { later } = part as { later?: readonly string[] };
  if (!later) return;
  const keys = Object.fromEntries(
    later.map((key) => [key, { enumerable: true, configurable: true, get: () => read()[key] }] as const),
  );
  delete (part as { later?: unknown }).later;
  Object.defineProperties(part, keys);
}
