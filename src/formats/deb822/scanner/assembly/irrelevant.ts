// Which stanzas are irrelevant: only counted, because nothing in them can match a ban.

import {
  CLASS,
  CLASS_SIZE,
  equalBytes,
  filters,
  LONGER_PREFIXES,
  lead,
  NONE,
  PATTERN_BYTES,
  PATTERN_SIZE,
  PATTERNS,
  PREFIXES,
  SPACE,
  wanted,
} from './memory';

const ABSENT: u8 = 1;
const EXACTLY: u8 = 2;
const LETTERS: u8 = 3;

/** Spreads letters over the prefix filter, the values of its halves, and where the bits of a tag stand. */
const SPREAD: u32 = 0x9e3779b1;
const ANY: u8 = 1;
const SOME: u8 = 2;
const TAG_SHIFT: u32 = 9;
const HYPHEN: u8 = 45;
const DOT: u8 = 46;
const LOW_LINE: u8 = 95;

/** Whether bytes are the same as others. */
function isSame(from: usize, like: usize, size: i32): bool {
  let at = from;
  let other = like;
  let length = size;
  do {
    const same = equalBytes(i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(other))));
    if (same < NONE) return same >= length;
    at += 16;
    other += 16;
    length -= 16;
  } while (length > 0);
  return true;
}

/** Whether a byte is of a class: one bit for each upper half, by the lower half of the byte. */
function isIn(at: usize, letters: usize): bool {
  const byte = load<u8>(at);
  return ((load<u8>(letters + (byte & 15)) >> (byte >> 4)) & 1) != 0;
}

/** Whether a value is one byte of a class and then bytes of the class after it. */
function isOf(from: usize, to: usize, first: usize): bool {
  let at = from;
  if (lead) {
    if (load<u8>(at) != SPACE) return false;
    at++;
  }
  if (at >= to || !isIn(at, first)) return false;
  const others = v128.load(first, CLASS_SIZE);
  do {
    const bytes = v128.load(at);
    const allowed = i8x16.swizzle(others, v128.and(bytes, i8x16.splat(15)));
    const upper = i8x16.swizzle(
      i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0),
      i8x16.shr_u(bytes, 4),
    );
    // The first byte of which the lower half does not allow the upper half.
    const wrong = ctz(i8x16.bitmask(i8x16.eq(v128.and(allowed, upper), i64x2.splat(0))));
    if (wrong < NONE) return <usize>wrong >= to - at;
    at += 16;
  } while (at < to);
  return true;
}

/** Whether the second half of the prefix filter has some letters. */
function isLonger(letters: u32): bool {
  const spread = letters * SPREAD;
  const has = load<u8>(<usize>(spread >> 17) + LONGER_PREFIXES);
  return has == ANY || has == (<u8>(spread >> TAG_SHIFT) | SOME);
}

/** Whether a name begins like none of the prefix filter. */
function isUnlisted(from: usize, to: usize): bool {
  let at = from + lead;
  let four = load<u32>(at) & 0x1f1f1f1f;
  const length = <i32>(to - at);
  // Nothing is left of what comes after its end.
  if (length < 4) four &= (1 << (length << 3)) - 1;
  let letters = ((four & 31) << 15) | (((four >> 8) & 31) << 10) | (((four >> 16) & 31) << 5) | (four >> 24);
  const first = load<u8>(<usize>((letters * SPREAD) >> 17) + PREFIXES);
  if (first != SOME) return !first;
  if (isLonger(letters)) return false;
  let left = 4;
  for (at += 4; at < to && left; at++) {
    const letter = load<u8>(at);
    if (letter == HYPHEN || letter == DOT || letter == LOW_LINE) continue;
    letters = letters * SPREAD + (letter & 31);
    if (isLonger(letters)) return false;
    left--;
  }
  return true;
}

/** Whether the stanza that was written down is irrelevant. */
export function isIrrelevant(stanza: usize): bool {
  if (!filters || !isUnlisted(load<u32>(stanza, 16), load<u32>(stanza, 20))) return false;
  let pattern = PATTERNS;
  let value = stanza + 16;
  const end = pattern + <usize>wanted * PATTERN_SIZE;
  do {
    if (!fits(load<u32>(value), load<u32>(value, 4), pattern)) return false;
    pattern += PATTERN_SIZE;
    value += 8;
  } while (pattern < end);
  return true;
}

/** Whether a value is what the pattern demands. */
function fits(from: usize, to: usize, pattern: usize): bool {
  const kind = load<u8>(pattern);
  if (kind == ABSENT) return from == 0;
  if (kind == LETTERS) return isOf(from, to, pattern + CLASS);
  if (kind != EXACTLY) return true;
  const length = <i32>(to - from);
  return length == load<u8>(pattern, 1) && isSame(from, pattern + PATTERN_BYTES, length);
}
