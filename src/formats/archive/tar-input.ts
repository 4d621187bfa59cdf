/** Where an archive is read from: from the front, each byte once. */
export interface TarInput {
  /** Bytes that were taken or skipped so far. */
  readonly offset: number;
  /** The next bytes; fewer than asked only at the end. They hold until the next call. */
  take(length: number): Promise<Uint8Array> | Uint8Array;
  /** Passes over bytes and shows how many there were. */
  skip(length: number): Promise<number> | number;
  /** Ends what gives the bytes. */
  close(): Promise<void>;
}

/** An archive that comes in pieces, as from a decompressor. */
export function streamInput(chunks: AsyncIterable<Uint8Array>): TarInput {
  const source = chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let at = 0;
  let offset = 0;
  async function fill(): Promise<boolean> {
    const next = await source.next();
    if (next.done) return false;
    chunk = next.value;
    at = 0;
    return true;
  }
  async function gather(length: number): Promise<Uint8Array> {
    const whole = new Uint8Array(length);
    let got = 0;
    while (got < length) {
      if (at === chunk.length && !(await fill())) break;
      const part = chunk.subarray(at, at + length - got);
      whole.set(part, got);
      got += part.length;
      at += part.length;
    }
    offset += got;
    return whole.subarray(0, got);
  }
  return {
    get offset() {
      return offset;
    },
    take(length) {
      if (chunk.length - at < length) return gather(length);
      at += length;
      offset += length;
      return chunk.subarray(at - length, at);
    },
    async skip(length) {
      let left = length;
      while (left > 0) {
        if (at === chunk.length && !(await fill())) break;
        const part = Math.min(left, chunk.length - at);
        at += part;
        left -= part;
      }
      offset += length - left;
      return length - left;
    },
    async close() {
      await source.return?.();
    },
  };
}

/** Bytes of one read around a header: small files and the headers between them come with it. */
const WINDOW = 32 * 1024;

/**
 * An archive whose bytes can be reached at any place: contents that nobody asks for are never read.
 *
 * @param read gives the bytes at a place, fewer only at the end; they may hold until the next call only
 */
export function seekInput(size: number, read: (at: number, length: number) => Uint8Array): TarInput {
  let offset = 0;
  let window: Uint8Array = new Uint8Array();
  let start = 0;
  return {
    get offset() {
      return offset;
    },
    take(length) {
      if (offset < start || offset + length > start + window.length) {
        window = read(offset, Math.max(length, Math.min(WINDOW, size - offset)));
        start = offset;
      }
      const part = window.subarray(offset - start, offset - start + length);
      offset += part.length;
      return part;
    },
    skip(length) {
      const part = Math.min(length, size - offset);
      offset += part;
      return part;
    },
    close: async () => {},
  };
}
