// Finds stanzas of `Name: value` lines in bytes, many at a time. AssemblyScript: `npm run generate` compiles it to
// `../wasm-bytes.ts`. The rules are those of `../../stanzas.ts`. It stops at the first stanza that breaks one, and
// leaves that one, with what is wrong with it, to `stanzas.ts`.

import { isIrrelevant } from './irrelevant';
import {
  COLON,
  equalBytes,
  FOUND,
  FOUND_END,
  fold,
  INITIALS,
  keepIrrelevant,
  LINE_END,
  NAME_LETTERS,
  NAME_SIZE,
  NAMES,
  SPACE,
  TAB,
  wanted,
} from './memory';

export { filters, fold, keepIrrelevant, lead, wanted } from './memory';

/** How many irrelevant ones were not kept. */
export let skipped: i32 = 0;
/** Where the next stanza begins, and its line. */
export let stopped: usize = 0;
export let line: i32 = 0;
/** Whether it stopped because the bytes end inside a stanza. */
export let short: i32 = 0;

/** Whether a letter and a colon are here, which is a name if names have one letter. */
function isLetterName(at: usize): bool {
  const letter = <u32>(load<u8>(at) | 32) - 97;
  return letter < 26 && load<u8>(at, 1) == COLON;
}

/** Where a wanted name is, counted from 1. */
function entryOf(name: u32): usize {
  return NAMES + <usize>(name - 1) * NAME_SIZE;
}

/** Which wanted name and a colon are here, beginning with the candidate, counted from 1. 0 if it is none of them. */
function nameAt(at: usize, first: u32): u32 {
  let candidate = first;
  do {
    const name = entryOf(candidate);
    const length = <usize>load<u8>(name);
    if (load<u8>(at + length) == COLON) {
      const letters = v128.or(v128.load(at), i8x16.splat(<i8>fold));
      const same = i8x16.bitmask(i8x16.eq(letters, v128.load(name, NAME_LETTERS)));
      if (<usize>equalBytes(same) >= length) return candidate;
    }
    candidate = load<u8>(name, 1);
  } while (candidate);
  return 0;
}

// A window is 64 bytes, of which each is a bit: where lines end, where there are empty lines, where fields begin, and
// where a line is neither a field nor a continuation.
let ends: u64 = 0;
let empty: u64 = 0;
let fields: u64 = 0;
let wrong: u64 = 0;
// What the window before leaves for the first bit: that a line starts, that one does after an empty one, that a name
// goes on.
let afterEnd: u64 = 0;
let afterEmpty: u64 = 0;
let inName: u64 = 0;
// Where the stanza begins, whether it has, and the slot of the value of which the end is not yet seen.
let start: usize = 0;
let open: bool = false;
let pending: usize = 0;
// What was written down: how many, where the next goes, and the size of each.
let count: i32 = 0;
let out: usize = 0;
let size: usize = 0;

/** One bit for each byte of a window, from sixteen bits of each quarter. */
function joined(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}

/** The bytes of a window that are the given one. */
function bytesThatAre(byte: u8, a: v128, b: v128, c: v128, d: v128): u64 {
  const like = i8x16.splat(byte);
  return joined(i8x16.eq(a, like), i8x16.eq(b, like), i8x16.eq(c, like), i8x16.eq(d, like));
}

/** Sixteen bytes that are not visible ASCII. */
function hidden(bytes: v128): v128 {
  return i8x16.gt_u(i8x16.sub(bytes, i8x16.splat(33)), i8x16.splat(93));
}

/** Sets `ends`, `empty`, `fields` and `wrong` of a window. */
function classify(window: usize, to: usize): void {
  const a = v128.load(window);
  const b = v128.load(window, 16);
  const c = v128.load(window, 32);
  const d = v128.load(window, 48);
  ends = bytesThatAre(LINE_END, a, b, c, d);
  let starts = (ends << 1) | afterEnd;
  afterEnd = ends >> 63;
  let inside: u64 = -1;
  if (to - window < 64) {
    // After the last byte nothing starts, though a line ends there.
    const last = (<u64>1) << (to - window);
    inside = last - 1;
    starts &= inside;
    ends &= last | inside;
  }
  empty = starts & ends;
  fields = starts ^ empty;
  wrong = 0;
  if (fold) {
    const blanks = bytesThatAre(SPACE, a, b, c, d) | bytesThatAre(TAB, a, b, c, d);
    // Lines that begin with a blank go on with the one before, if there is one.
    fields &= (empty << 1) | afterEmpty | ~blanks;
    const colons = bytesThatAre(COLON, a, b, c, d);
    findWrong(colons, colons | joined(hidden(a), hidden(b), hidden(c), hidden(d)), inside);
  }
  afterEmpty = empty >> 63;
}

/**
 * A name is of visible bytes up to a colon: adding its first bit to the bits of such bytes carries to the first that is
 * none. That has to be a colon, and not the first one.
 */
function findWrong(colons: u64, outside: u64, inside: u64): void {
  const names = ~outside;
  const carried = names + ((fields & names) | inName);
  inName = <u64>(carried < names);
  wrong = outside & inside & (fields | (carried & ~colons));
}

/** Writes the stanza down that ends at an empty line, unless it is irrelevant. */
function close(at: usize): void {
  open = false;
  store<u32>(out, start);
  store<u32>(out, at, 4);
  store<i32>(out, line, 8);
  const irrelevant = <i32>isIrrelevant(out);
  store<i32>(out, irrelevant, 12);
  if (irrelevant > keepIrrelevant) {
    skipped++;
    return;
  }
  out += size;
  count++;
}

/** Begins a stanza: a row of zeros. False if there is no more room. */
function begin(): bool {
  if (out + size > FOUND_END) return false;
  open = true;
  let slot = out;
  do {
    v128.store(slot, i64x2.splat(0));
    slot += 16;
  } while (slot < out + size);
  return true;
}

/** Notes where the value of a wanted field is. False if the field is there twice. */
function noteField(at: usize, bit: u64): bool {
  const first = <u32>load<u8>(INITIALS + (load<u8>(at) & 31));
  if (!first) return true;
  const name = nameAt(at, first);
  if (!name) return true;
  const slot = out + ((<usize>name) << 3);
  if (load<u32>(slot, 8)) return false;
  store<u32>(slot, at + 1 + <usize>load<u8>(entryOf(name)), 8);
  const rest = ends >> bit;
  if (rest) store<u32>(slot, at + <usize>ctz(rest), 12);
  else pending = slot + 12;
  return true;
}

/** Visits the lines of a window before the first wrong one, one after the other. False if it has to stop. */
function visitLines(window: usize, firstLine: i32): bool {
  let starts = (fields | empty) & ((wrong & (0 - wrong)) - 1);
  while (starts) {
    const bit = ctz(starts);
    starts &= starts - 1;
    const at = window + <usize>bit;
    if (load<u8>(at) == LINE_END) {
      if (open) close(at);
      start = at + 1;
      // This one, and all that end before it in this window.
      line = firstLine + 1 + <i32>popcnt(ends & (((<u64>1) << bit) - 1));
    } else {
      if (!open && !begin()) return false;
      if (!fold && !isLetterName(at)) return false;
      if (!noteField(at, bit)) return false;
    }
  }
  return true;
}

/**
 * Stanzas from an offset to another, of which the first line is given: how many were written down before it stopped,
 * at the end, at one that is not correct and closed, or because there is no more room.
 */
export function scan(from: usize, to: usize, firstLine: i32): i32 {
  skipped = 0;
  count = 0;
  out = FOUND;
  // In steps of sixteen bytes.
  size = (31 + ((<usize>wanted) << 3)) & -16;
  start = from;
  line = firstLine;
  afterEnd = 1;
  afterEmpty = 1;
  inName = 0;
  open = false;
  pending = 0;
  short = 0;
  let lines = firstLine;
  for (let window = from; window < to; window += 64) {
    classify(window, to);
    if (pending && ends) {
      store<u32>(pending, window + <usize>ctz(ends));
      pending = 0;
    }
    if (!visitLines(window, lines) || wrong) {
      stopped = start;
      return count;
    }
    lines += <i32>popcnt(ends);
  }
  short = 1;
  stopped = start;
  return count;
}
