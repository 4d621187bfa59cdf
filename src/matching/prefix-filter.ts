/**
 * Beginnings of names, as a table of bytes: whether any of some names begins like this one is one look, and most do
 * not. What looks there may be code of WebAssembly, which knows the same number by itself.
 */

import type { PrefixFilter } from '../types.ts';

/** Letters at the beginning of a name that distinguish it from most. */
const BEGINNING = 4;
/** A name's letters count by these bits, in which capital and small are the same; none are left where it ended. */
const LETTER = 31;
const LETTER_BITS = 5;
/** Spreads the letters over the table. */
const SPREAD = 0x9e3779b1;
const TABLE_BITS = 15;

/** A table that no name is in. */
export function emptyFilter(): PrefixFilter {
  return new Uint8Array(1 << TABLE_BITS);
}

/** The number of the first four letters of a name, if it has as many. */
export function prefixHash(name: string): number {
  let letters = 0;
  for (let at = 0; at < BEGINNING; at++) letters = (letters << LETTER_BITS) | (name.charCodeAt(at) & LETTER);
  return spread(letters);
}

function spread(letters: number): number {
  return Math.imul(letters, SPREAD) >>> (32 - TABLE_BITS);
}

/** Puts a name into a table, and with it all that begin like it. */
export function addName(table: PrefixFilter, name: string): void {
  table[prefixHash(name)] = 1;
}

/**
 * Puts all names that begin so into a table: with two or three letters, whatever follows. False when it is too short
 * for that, so that any name may be meant.
 */
export function addPrefix(table: PrefixFilter, beginning: string): boolean {
  if (beginning.length >= BEGINNING) {
    addName(table, beginning);
    return true;
  }
  if (beginning.length < 2) return false;
  for (let letter = 0; letter <= LETTER; letter++) {
    addPrefix(table, beginning + String.fromCharCode(letter));
  }
  return true;
}
