/** Bytes that lie in chunks of one size. */
export function readChunks(
  chunkAt: (index: number) => Uint8Array,
  chunk: number,
  offset: number,
  length: number,
): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, length));
  for (let done = 0; done < length; ) {
    const index = Math.floor((offset + done) / chunk);
    const inside = offset + done - index * chunk;
    const part = chunkAt(index).subarray(inside, inside + length - done);
    if (part.length === 0) throw new SyntaxError(`chunk ${index} ends before its file`);
    bytes.set(part, done);
    done += part.length;
  }
  return bytes;
}
