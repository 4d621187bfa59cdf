import { encodingOf, text } from '../formats/text/decode.ts';
import { attempt } from '../formats/try.ts';

/** Bytes that show whether a file is text. */
const HEAD = 64 * 1024;

/** The text of a file in which ASCII shows through: the whole, or what stands behind the end of what is no text. */
export interface PlainText {
  readonly bytes: Uint8Array;
  /** Whether it stands behind something that is no text. */
  readonly isTail: boolean;
}

/** The text of a file; empty where there is none. */
export function plainTextOf(bytes: Uint8Array): PlainText {
  const plain = plainText(bytes);
  return plain ? { bytes: plain, isTail: false } : { bytes: tailOf(bytes), isTail: true };
}

/** Bytes that ASCII shows through; undefined of what is no text. */
function plainText(bytes: Uint8Array): Uint8Array | undefined {
  if (!bytes.subarray(0, HEAD).includes(0)) return bytes;
  const { value: encoding } = attempt(() => encodingOf(bytes.subarray(0, HEAD & ~1)));
  if (encoding?.startsWith('utf-16') !== true) return undefined;
  const { value } = attempt(() => text(bytes));
  return value === undefined ? undefined : Buffer.from(value);
}

/** Text that stands behind the last zero of what is no text: something was appended to it. */
function tailOf(bytes: Uint8Array): Uint8Array {
  const tail = bytes.subarray(endOf(bytes));
  const first = tail.findIndex((byte) => byte !== 0);
  return first === -1 || tail.length === bytes.length ? NOTHING : tail.subarray(first);
}

/** Where databases and hives say that they end, else behind the last zero. */
function endOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = Buffer.from(bytes.subarray(0, 15)).toString('latin1');
  if (magic === 'SQLite format 3' && bytes.length >= 100) {
    const size = view.getUint16(16);
    return Math.min(bytes.length, (size === 1 ? 65_536 : size) * view.getUint32(28));
  }
  if (magic.startsWith('regf') && bytes.length >= 44)
    return Math.min(bytes.length, 4096 + view.getUint32(40, true));
  return bytes.lastIndexOf(0) + 1;
}

const NOTHING = new Uint8Array();
