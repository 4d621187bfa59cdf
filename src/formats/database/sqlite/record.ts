import { narrow, varint } from './tree.ts';

/** A value of a row; NULL is undefined, and integers that a number cannot hold are bigints. */
export type SqliteValue = number | bigint | string | Uint8Array | undefined;

const INTEGER_SIZES = [0, 1, 2, 3, 4, 6, 8];

/**
 * The values of a stored row.
 *
 * @returns the fault instead, where the bytes are no whole record
 * @see https://www.sqlite.org/fileformat2.html#record_format
 */
export function recordOf(payload: Uint8Array, decode: (text: Uint8Array) => string): SqliteValue[] | string {
  const header = varint(payload, 0);
  const size = Number(header.value);
  if (size < header.end || size > payload.length)
    return `a record header of ${size} of ${payload.length} bytes`;
  const values: SqliteValue[] = [];
  let body = size;
  for (let at = header.end; at < size; ) {
    const type = varint(payload, at);
    at = type.end;
    const code = Number(type.value);
    const length = lengthOf(code);
    if (at > size || length === undefined || body + length > payload.length) {
      return `a value of type ${type.value} at byte ${body} of ${payload.length}`;
    }
    values.push(valueOf(code, payload.subarray(body, body + length), decode));
    body += length;
  }
  return body === payload.length ? values : `a record of ${body} bytes in a row of ${payload.length}`;
}

function lengthOf(code: number): number | undefined {
  if (code >= 12) return Math.floor((code - 12) / 2);
  if (code >= 0 && code <= 6) return INTEGER_SIZES[code];
  if (code === 7) return 8;
  return code === 8 || code === 9 ? 0 : undefined;
}

function valueOf(code: number, bytes: Uint8Array, decode: (text: Uint8Array) => string): SqliteValue {
  if (code === 0) return undefined;
  if (code === 8 || code === 9) return code - 8;
  if (code === 7) return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  if (code < 7) return integer(bytes);
  return code % 2 === 0 ? bytes : decode(bytes);
}

function integer(bytes: Uint8Array): number | bigint {
  if (bytes.length > 6) return narrow(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0));
  const first = bytes[0] ?? 0;
  let value = first >= 0x80 ? first - 0x100 : first;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  return value;
}
