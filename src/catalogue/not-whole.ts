/**
 * What a program may be whose manifest does not show it whole: brands without a publisher, publishers that were cut,
 * packages of the Store by their bare names.
 */

import { nameKey } from '../matching/names/index.ts';
import type { Vendor } from '../schema/index.ts';
import type { Program } from '../types.ts';

/** A brand that only one vendor uses. */
export interface Brand {
  /** The place of the vendor in the list. */
  readonly vendor: number;
  readonly key: string;
}

/** The brands of all vendors. */
export function brandsOf(vendors: readonly Vendor[]): readonly Brand[] {
  return vendors.flatMap(({ brands = [] }, vendor) =>
    brands.map((brand) => ({ vendor, key: nameKey(brand) })),
  );
}

/** The brand that is a word of a name or its beginning: Chinese and Japanese put no space behind it. */
export function brandIn({ name, marks = [] }: Program, brands: readonly Brand[]): Brand | undefined {
  const key = nameKey(name);
  // Names of menu entries and of components of software are words like any other.
  if (marks.includes('claim') || marks.includes('desktop-entry'))
    return brands.find((brand) => key === brand.key);
  return brands.find((brand) =>
    WORD.test(brand.key) ? ` ${key} `.includes(` ${brand.key} `) : key.startsWith(brand.key),
  );
}

/** Scripts that put spaces between words. */
const WORD = /^[a-zа-яё\d ]+$/u;

/** `@scope/name`, `some-package`: libraries are named after the services that they are for. */
const PACKAGE_NAME = /^@|^[a-z\d._+]+(?:[-_/][a-z\d._+]+)+$/u;

/** Whether nothing but the name says what a program is: no publisher, and no id that is given out once. */
export function isNamedOnly({ name, publisher = '', kind, ids = [] }: Program): boolean {
  if (PACKAGE_NAME.test(name)) return false;
  return publisher.trim() === '' && kind !== 'trace' && ids.every((id) => id.startsWith('uninstall-key:'));
}

const CUT = /(?:\.\.\.|…)$/u;
/** Fewer letters are the beginning of too many names. */
const SHORTEST = 3;

/** What is left of a text that ends in the dots of a table that was too narrow. */
export function restOfCut(text: string | undefined): string | undefined {
  if (text === undefined || !CUT.test(text)) return undefined;
  const rest = text.replace(CUT, '').trim();
  return rest.length < SHORTEST ? undefined : rest;
}

const STORE_NAME = /^[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+(?:_[\w.~]*)?$/u;

/**
 * The name of a package of the Store, where a list shows it as the name of a program: words with dots between.
 *
 * @see https://learn.microsoft.com/windows/apps/desktop/modernize/package-identity-overview
 */
export function storeName({ name, ids = [] }: Program): string | undefined {
  const rest = restOfCut(name) ?? name;
  return ids.length === 0 && STORE_NAME.test(rest) ? rest : undefined;
}
