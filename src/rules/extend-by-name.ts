/** Vendor files that have the ID, the name and the country of a known vendor: they add to it without `extends`. */

import type { Vendor, VendorExtension } from '../schema/index.ts';

/** What is said of the vendor as a whole, which an extension leaves alone. */
const WHOLE: ReadonlySet<string> = new Set(['id', 'name', 'country', 'categories']);
/** What an extension can say. */
const FACTS: ReadonlySet<string> = new Set([
  'aliases',
  'note',
  'sources',
  'publishers',
  'signers',
  'domains',
  'ids',
  'products',
]);

/** Whether a vendor is one that is known, agrees with it, and says nothing that an extension cannot say. */
export function addsTo(vendor: Vendor, known: readonly Vendor[]): boolean {
  const keys = Object.keys(vendor);
  return (
    keys.some((key) => FACTS.has(key)) &&
    keys.every((key) => WHOLE.has(key) || FACTS.has(key)) &&
    known.some(
      ({ id, name, country }) => id === vendor.id && name === vendor.name && country === vendor.country,
    )
  );
}

/** A vendor for which {@link addsTo} holds, as what it adds. */
export function asExtension({ id, name, country, categories, ...facts }: Vendor): VendorExtension {
  return { extends: id, ...facts };
}
