import { unxpressBlock, XPRESS_TABLE } from '../../../sources/disk/codecs/xpress.ts';

/** Each block of so many bytes has a table of codes of its own. */
const BLOCK = 65_536;
/** Records that are packed so have a few hundred KiB. */
const MAX_SIZE = 64 << 20;

/** Whether the bytes begin like a file that Windows has packed: `MAM`, and XPRESS with Huffman codes. */
export function isMam(head: Uint8Array): boolean {
  return head[0] === 0x4d && head[1] === 0x41 && head[2] === 0x4d && ((head[3] ?? 0) & 0x0f) === 4;
}

/**
 * What such a file holds. Blocks follow each other, and repeat what stands in those before them.
 *
 * @throws SyntaxError when it is damaged, truncated or beyond the limit
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-xca
 */
export function unpackMam(bytes: Uint8Array): Uint8Array {
  if (!isMam(bytes) || bytes.length < 8)
    throw new SyntaxError('not a packed record: no MAM at its beginning');
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (size > MAX_SIZE) throw new SyntaxError(`a record of ${size} bytes; the limit is ${MAX_SIZE}`);
  // A checksum may stand before the data.
  const isChecked = ((bytes[3] ?? 0) & 0x80) !== 0;
  const out = new Uint8Array(size);
  let from = isChecked ? 12 : 8;
  for (let to = 0; to < size; ) {
    const end = Math.min(size, to + BLOCK);
    if (bytes.length - from < XPRESS_TABLE)
      throw new SyntaxError(`offset ${from}: the packed record is truncated`);
    const next = unxpressBlock({ packed: bytes, from }, { out, from: to, to: end });
    from = next.input;
    to = next.output;
  }
  return out;
}
