// Finds the bracket or quote that closes another one in JSON. AssemblyScript: `npm run generate` compiles it to
// `../wasm-bytes.ts`. The bytes are at 1024, and as many as 63 more are read after them.

const QUOTE: u8 = 34;
const BACKSLASH: u8 = 92;
/** Brackets and braces differ by this bit. */
const FOLD: u8 = 32;
const OPEN: u8 = 123;
const CLOSE: u8 = 125;

/** How many brackets are open. */
export let depth: i32 = 0;
/** Ones if the next byte is inside a text. */
export let inText: u64 = 0;
/** 1 if a backslash before the next byte escapes it. */
export let escaped: u64 = 0;

/** One bit for each byte of a window that is the given one. */
function bytesThatAre(byte: u8, a: v128, b: v128, c: v128, d: v128): u64 {
  const like = i8x16.splat(byte);
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(a, like))) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(b, like)))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(c, like)))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(d, like)))) << 48)
  );
}

/** The bytes of a window that a backslash escapes. */
function escapedBytes(backslashes: u64): u64 {
  let found = escaped;
  let rest = backslashes & ~escaped;
  escaped = 0;
  while (rest) {
    const at = ctz(rest);
    if (at == 63) {
      escaped = 1;
      return found;
    }
    const next = (<u64>2) << at;
    found |= next;
    rest &= ~(next | ((<u64>1) << at));
  }
  return found;
}

/** The quotes of a window that begin or end a text. */
function plainQuotes(a: v128, b: v128, c: v128, d: v128): u64 {
  const backslashes = bytesThatAre(BACKSLASH, a, b, c, d);
  const quotes = bytesThatAre(QUOTE, a, b, c, d);
  return backslashes | escaped ? quotes & ~escapedBytes(backslashes) : quotes;
}

/** The bytes from each odd quote to the next one: texts with their first quotes. */
function texts(quotes: u64): u64 {
  let inside = quotes ^ (quotes << 1);
  inside ^= inside << 2;
  inside ^= inside << 4;
  inside ^= inside << 8;
  inside ^= inside << 16;
  inside ^= inside << 32;
  inside ^= inText;
  inText = 0 - (inside >> 63);
  return inside;
}

/** Where the last bracket closes in a window; 64 if none does. */
function lastClosed(opened: u64, closed: u64): i64 {
  const closing = <i32>popcnt(closed);
  if (closing < depth) {
    depth += <i32>popcnt(opened) - closing;
    return 64;
  }
  let both = opened | closed;
  while (both) {
    const bit = both & (0 - both);
    both ^= bit;
    depth += closed & bit ? -1 : 1;
    if (depth == 0) return ctz(bit);
  }
  return 64;
}

/** Past the byte that closes the last open bracket; 0 if none does. */
export function closeBracket(from: usize, to: usize): usize {
  const fold = i8x16.splat(FOLD);
  for (let window = from; window < to; window += 64) {
    const a = v128.load(window);
    const b = v128.load(window, 16);
    const c = v128.load(window, 32);
    const d = v128.load(window, 48);
    const outside = ~texts(plainQuotes(a, b, c, d));
    const e = v128.or(a, fold);
    const f = v128.or(b, fold);
    const g = v128.or(c, fold);
    const h = v128.or(d, fold);
    const opened = bytesThatAre(OPEN, e, f, g, h) & outside;
    const at = lastClosed(opened, bytesThatAre(CLOSE, e, f, g, h) & outside);
    if (at < 64) return window + <usize>at + 1;
  }
  return 0;
}

/** Past the next quote that is not escaped; 0 if there is none. */
export function closeQuote(from: usize, to: usize): usize {
  for (let window = from; window < to; window += 64) {
    const a = v128.load(window);
    const b = v128.load(window, 16);
    const c = v128.load(window, 32);
    const d = v128.load(window, 48);
    const quotes = plainQuotes(a, b, c, d);
    if (quotes) return window + <usize>ctz(quotes) + 1;
  }
  return 0;
}
