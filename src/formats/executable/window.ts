/** Gives bytes of a file from an offset; fewer at its end, none beyond it. */
export type ReadRange = (offset: number, length: number) => Uint8Array;

/** Enough for the headers of a program file, and for most of its version resource. */
const WINDOW = 8192;

/**
 * Reads a file in few parts: what is asked for lies close together, and each part costs a call of the system. The
 * beginning is kept, because headers are asked for again and again.
 */
export function windowed(read: ReadRange): ReadRange {
  const head = read(0, WINDOW);
  let start = 0;
  let window = head;
  return (offset, length) => {
    if (offset + length <= head.length) return head.subarray(offset, offset + length);
    if (offset < start || offset + length > start + window.length) {
      start = offset;
      window = read(offset, Math.max(length, WINDOW));
    }
    return window.subarray(offset - start, offset - start + length);
  };
}

/** The ranges of bytes that are in memory. */
export function rangesOf(bytes: Uint8Array): ReadRange {
  return (offset, length) => bytes.subarray(offset, Math.max(offset, offset + length));
}

/** A view of bytes as numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Exactly these bytes.
 *
 * @throws SyntaxError that names the structure, if the file ends before
 */
export function exactly(read: ReadRange, offset: number, length: number, what: string): DataView {
  const bytes = read(offset, length);
  if (bytes.length < length) throw new SyntaxError(`offset ${offset}: ${what} is truncated`);
  return viewOf(bytes);
}
