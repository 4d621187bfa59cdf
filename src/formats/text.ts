/**
 * Bytes to text, by byte order mark first, then by what the bytes look like.
 *
 * Lists and exports reach us through shells and tools of every age: UTF-8 with and without a mark, UTF-16 in
 * both orders with and without one, and the single-byte code pages of old systems.
 */
export function text(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** The label (of the WHATWG Encoding Standard) that these bytes are decoded with. */
export function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return unmarkedUtf16(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
}

/** Latin and digits of UTF-16 have a zero beside every byte; text of other encodings has none at all. */
function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const sample = Math.min(bytes.length & ~1, 4096);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  if (odd > sample / 8 && even < odd / 8) return 'utf-16le';
  if (even > sample / 8 && odd < even / 8) return 'utf-16be';
  return undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
