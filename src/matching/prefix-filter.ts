/**
 * Beginnings of names, as a table of bytes: whether any of some names begins like this one takes a look or two, and most
 * do not. What looks there may be code of WebAssembly, which knows the same numbers by itself.
 *
 * The first half of the table has the first four letters. Where names begin with these, the second half has their first
 * five to eight letters, or fewer where a name is shorter. Many letters have one place there, so that it keeps a tag of
 * the letters that are meant.
 */

import type { PrefixFilter } from '../types.ts';

/** Letters at the beginning of a name that distinguish it from most. */
const BEGINNING = 4;
/** Letters that distinguish it from almost all that begin with the same four. */
const LONGER = 8;
/** A name's letters count by these bits, in which capital and small are the same; none are left where it ended. */
const LETTER = 31;
const LETTER_BITS = 5;
/** Spreads the letters over the table. */
const SPREAD = 0x9e3779b1;
const TABLE_BITS = 15;
const HALF = 1 << TABLE_BITS;

/** In the first half: whatever follows, or what the second half has. In the second: letters of several tags, or of one. */
const ANY = 1;
const SOME = 2;
/** Where the bits of a tag stand among those of spread letters; they are none of the place. */
const TAG_SHIFT = 9;
const TAG = 255;

/** A table that no name is in. */
export function emptyFilter(): PrefixFilter {
  return new Uint8Array(2 * HALF);
}

/** Whether a name begins like one that was put into a table. */
export function mayHold(table: PrefixFilter, name: string): boolean {
  const first = table[spread(firstLetters(name))];
  if (first !== SOME) return first === ANY;
  return longer(name).some(({ place, tag }) => table[place] === tag || table[place] === ANY);
}

/** The first four letters of a name, if it has as many. */
function firstLetters(name: string): number {
  let letters = 0;
  for (let at = 0; at < BEGINNING; at++) letters = (letters << LETTER_BITS) | (name.charCodeAt(at) & LETTER);
  return letters;
}

/** Where letters stand in the second half, and what is there if they alone do. */
interface Spot {
  readonly place: number;
  readonly tag: number;
}

/**
 * The places of the first four to eight letters of a name in the second half. Package managers join the words of a name
 * with other signs or with none, so these do not count behind the first four letters.
 */
function longer(name: string): Spot[] {
  let letters = firstLetters(name);
  const spots = [spotOf(letters)];
  for (const letter of name
    .slice(BEGINNING)
    .replace(SEPARATORS, '')
    .slice(0, LONGER - BEGINNING)) {
    letters = Math.imul(letters, SPREAD) + (letter.charCodeAt(0) & LETTER);
    spots.push(spotOf(letters));
  }
  return spots;
}

function spotOf(letters: number): Spot {
  const bits = Math.imul(letters, SPREAD) >>> TAG_SHIFT;
  return { place: HALF + spread(letters), tag: (bits & TAG) | SOME };
}

const SEPARATORS = /[-_.]+/gu;

function spread(letters: number): number {
  return Math.imul(letters, SPREAD) >>> (32 - TABLE_BITS);
}

/** Puts a name into a table, and with it all that begin like it. */
export function addName(table: PrefixFilter, name: string): void {
  const first = spread(firstLetters(name));
  if (table[first] !== ANY) table[first] = SOME;
  const whole = longer(name).at(-1);
  if (whole) put(table, whole);
}

function put(table: PrefixFilter, { place, tag }: Spot): void {
  table[place] = table[place] === 0 || table[place] === tag ? tag : ANY;
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
  for (const place of placesBehind(beginning)) table[place] = ANY;
  return true;
}

function placesBehind(beginning: string): number[] {
  if (beginning.length === BEGINNING) return [spread(firstLetters(beginning))];
  const letters = Array.from({ length: LETTER + 1 }, (_, letter) => String.fromCharCode(letter));
  return letters.flatMap((letter) => placesBehind(beginning + letter));
}

/**
 * A table as the few places that have something, two bytes each, to be kept: how many there are in the first half, those,
 * and those of the second half, each with its tag. In the first, the highest bit is set where the second half has more.
 */
export function packedFilter(table: PrefixFilter): Uint8Array {
  const first: number[] = [];
  const second: number[] = [];
  for (const [place, has] of table.entries()) {
    if (has === 0) continue;
    if (place < HALF) first.push(has === SOME ? place | HALF : place);
    else second.push(place - HALF, has);
  }
  return Uint8Array.from([first.length, ...first, ...second].flatMap((place) => [place & 0xff, place >> 8]));
}

/** Puts what {@link packedFilter} kept into a table. */
export function addPacked(table: PrefixFilter, packed: Uint8Array): void {
  const numberAt = (at: number) => (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
  const second = 2 + numberAt(0) * 2;
  for (let at = 2; at < second; at += 2) {
    const place = numberAt(at);
    if (place < HALF) table[place] = ANY;
    else if (table[place - HALF] !== ANY) table[place - HALF] = SOME;
  }
  for (let at = second; at < packed.length; at += 4)
    put(table, { place: HALF + numberAt(at), tag: numberAt(at + 2) });
}
