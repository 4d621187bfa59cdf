/** Bytes as numbers; reads beyond them throw a RangeError, so check lengths first. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A 64-bit number, low byte first. Throws SyntaxError when no disk can have so many of anything. */
export function uint64(view: DataView, at: number): number {
  const value = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  if (!Number.isSafeInteger(value))
    throw new SyntaxError(`a number of the file system is too large: ${value}`);
  return value;
}

/** Characters of two bytes each, low byte first; a half of a pair stays as it is. */
export function utf16(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length & ~1).toString('utf16le');
}
