// Memory, which `../index.ts` fills:
//
// - 1024: the wanted names, 32 bytes each. A byte of length, a byte that counts from 1 which name with the same first
//   letter is next, and from the sixteenth byte on the letters, in lower case if case does not matter.
// - 2048: what their values have to be in an irrelevant stanza, 64 bytes each. A byte of kind, then the length and from
//   the fourth byte on the bytes, or from the sixteenth on the class of the first byte and then that of the others. A
//   class has for each lower half of a byte the upper halves below 8 that are in it, as bits.
// - 3328: for each first letter (its lowest five bits) the first wanted name, counted from 1.
// - 4096: the stanzas that were found.
// - 65536: the bytes, with a line end after the last one, so that every search ends.
// - 458752: the two halves of the prefix filter, see `../../../../matching/prefix-filter.ts`.
//
// A found stanza is a row of numbers of 32 bits: where it begins, where the empty line after it begins, its first line,
// whether it is irrelevant, and for each wanted name where its value begins and ends, or zeros.

export const NAMES: usize = 1024;
export const NAME_SIZE: usize = 32;
export const NAME_LETTERS: usize = 16;
export const PATTERNS: usize = 2048;
export const PATTERN_SIZE: usize = 64;
export const PATTERN_BYTES: usize = 4;
export const CLASS: usize = 16;
export const CLASS_SIZE: usize = 16;
export const INITIALS: usize = 3328;
export const FOUND: usize = 4096;
export const FOUND_END: usize = 65_536;
export const PREFIXES: usize = 458_752;
export const LONGER_PREFIXES: usize = 491_520;

/** How many names are wanted. */
export let wanted: i32 = 0;
/** 32 if the case of a name does not matter and lines may be continued, else 0. */
export let fold: i32 = 32;
/** Whether irrelevant stanzas are distinguished, and whether they are kept all the same. */
export let filters: i32 = 0;
export let keepIrrelevant: i32 = 0;
/** How many spaces the values of irrelevant ones begin with. */
export let lead: i32 = 0;
export const LINE_END: u8 = 10;
export const COLON: u8 = 58;
export const SPACE: u8 = 32;
export const TAB: u8 = 9;
/** What a mask of sixteen bytes that are all the same gives for "the first that differs". */
export const NONE: i32 = 32;

/** How many of sixteen bytes are alike before the first that differs, or `NONE`, from a bit for each that is alike. */
export function equalBytes(bits: i32): i32 {
  return ctz(bits ^ 0xffff);
}
