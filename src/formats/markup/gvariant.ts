import { Buffer } from 'node:buffer';

/**
 * One value of GLib's GVariant, taken apart step by step: who knows the type of a file asks for its members.
 * Lengths and offsets are checked before they are used; what does not fit throws `SyntaxError`.
 *
 * @see https://docs.gtk.org/glib/gvariant-specification-1.0.html
 */
export interface Member {
  /** `fixed` is its size where the type has one. */
  readonly align: 1 | 2 | 4 | 8;
  readonly fixed?: number;
}

/** The members of a tuple. The ends of those that vary in size stand behind it, in reverse. */
export function tupleMembers(bytes: Uint8Array, members: readonly Member[]): Uint8Array[] {
  const width = offsetWidth(bytes.length);
  const parts: Uint8Array[] = [];
  let at = 0;
  let offset = bytes.length;
  for (const [index, { align, fixed }] of members.entries()) {
    at = Math.ceil(at / align) * align;
    let end = offset;
    if (fixed !== undefined) end = at + fixed;
    else if (index < members.length - 1) {
      offset -= width;
      end = number(bytes, offset, width);
    }
    parts.push(part(bytes, at, end));
    at = end;
  }
  return parts;
}

/** The elements of an array whose elements vary in size. Their ends stand behind the last. */
export function arrayElements(bytes: Uint8Array, align: 1 | 2 | 4 | 8): Uint8Array[] {
  if (bytes.length === 0) return [];
  const width = offsetWidth(bytes.length);
  const offsets = number(bytes, bytes.length - width, width);
  const count = (bytes.length - offsets) / width;
  if (!Number.isInteger(count)) throw new SyntaxError(`GVariant: ${count} elements of an array`);
  const parts: Uint8Array[] = [];
  for (let index = 0, at = 0; index < count; index++) {
    const end = number(bytes, offsets + index * width, width);
    parts.push(part(bytes, at, Math.min(end, offsets)));
    at = Math.ceil(end / align) * align;
  }
  return parts;
}

/** What a variant holds, if it is a string. */
export function stringVariant(bytes: Uint8Array): string | undefined {
  const [type, zero] = [bytes.at(-1), bytes.at(-2)];
  return type === 0x73 && zero === 0 ? stringValue(bytes.subarray(0, -2)) : undefined;
}

/** A string: UTF-8 that a zero ends. */
export function stringValue(bytes: Uint8Array): string {
  if (bytes.at(-1) !== 0) throw new SyntaxError('GVariant: a string without its end');
  return Buffer.from(bytes.subarray(0, -1)).toString();
}

/** Offsets are as wide as the whole needs. */
function offsetWidth(length: number): number {
  if (length <= 0xff) return 1;
  return length <= 0xffff ? 2 : 4;
}

function number(bytes: Uint8Array, at: number, width: number): number {
  const { buffer, byteOffset } = part(bytes, at, at + width);
  return Buffer.from(buffer, byteOffset, width).readUIntLE(0, width);
}

function part(bytes: Uint8Array, from: number, to: number): Uint8Array {
  if (from < 0 || to < from || to > bytes.length) {
    throw new SyntaxError(`GVariant: bytes ${from} to ${to} of ${bytes.length}`);
  }
  return bytes.subarray(from, to);
}
