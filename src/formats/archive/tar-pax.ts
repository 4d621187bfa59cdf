import { quoted } from '../source-position.ts';
import { utf8 } from './tar-header.ts';

const DIGITS = /^\d{1,15}$/u;
/** Decimal digits of a record's length and the blank after them. */
const LONGEST_LENGTH = 16;

/**
 * The records of an extended header: keys and values, the last of a key wins.
 *
 * @throws SyntaxError when a record is not as long as it says
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 */
export function paxRecords(bytes: Uint8Array, at: number): PaxRecord[] {
  const records: PaxRecord[] = [];
  for (let start = 0; start < bytes.length && bytes[start] !== 0; ) {
    const blank = bytes.subarray(start, start + LONGEST_LENGTH).indexOf(0x20);
    const digits = blank < 0 ? '' : utf8(bytes.subarray(start, start + blank));
    const length = DIGITS.test(digits) ? Number(digits) : 0;
    const end = start + length;
    if (length <= blank + 1 || end > bytes.length || bytes[end - 1] !== 0x0a) throw broken(bytes, start, at);
    const record = bytes.subarray(start + blank + 1, end - 1);
    const equals = record.indexOf(0x3d);
    if (equals < 1) throw broken(bytes, start, at);
    records.push({ key: utf8(record.subarray(0, equals)), value: utf8(record.subarray(equals + 1)) });
    start = end;
  }
  return records;
}

/** One line of an extended header. */
export interface PaxRecord {
  readonly key: string;
  readonly value: string;
}

/**
 * A number of an extended header.
 *
 * @throws SyntaxError for anything but decimal digits
 */
export function paxNumber(value: string, key: string): number {
  if (!DIGITS.test(value)) throw new SyntaxError(`${key} is not a number: ${quoted(value)}`);
  return Number(value);
}

function broken(bytes: Uint8Array, start: number, at: number): SyntaxError {
  const text = quoted(utf8(bytes.subarray(start, start + 60)));
  return new SyntaxError(`a record of an extended header at byte ${at + start} is broken: ${text}`);
}
