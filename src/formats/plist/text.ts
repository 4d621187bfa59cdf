import { limits } from '../../limits.ts';
import { lineOf, quoted } from '../source-position.ts';
import type { Plist } from './value.ts';

/**
 * The value of an old-style property list, as NeXT wrote them: `{ key = value; }`, `( a, b )`, `<0fbd77>`,
 * strings with and without quotes. A `.strings` file is such a dictionary without its braces.
 *
 * @throws SyntaxError with the line
 * @see https://developer.apple.com/library/archive/documentation/Cocoa/Conceptual/PropertyLists/OldStylePlists/OldStylePLists.html
 */
export function textPlist(source: string): Plist {
  const reading: Reading = { source, at: 0 };
  skip(reading);
  const strings = entriesWithoutBraces(reading);
  if (strings) return strings;
  reading.at = 0;
  skip(reading);
  const root = value(reading, 1);
  skip(reading);
  if (reading.at < source.length) throw fault(reading, 'the end of the list is wanted');
  return root;
}

interface Reading {
  readonly source: string;
  at: number;
}

const BARE = /[\w$/:.-]+/uy;
const HEX = /[\dA-Fa-f]{2}/uy;
const OCTAL = /[0-7]{1,3}/uy;
const HEX4 = /[\dA-Fa-f]{4}/uy;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Undefined when the text does not begin like a `.strings` file. */
function entriesWithoutBraces(reading: Reading): Plist | undefined {
  const first = reading.source[reading.at] ?? '';
  if (first !== '"' && first !== "'" && !isBare(first)) return undefined;
  const begin = reading.at;
  string(reading);
  skip(reading);
  const mark = reading.source[reading.at];
  if (mark !== '=' && mark !== ';') return undefined;
  reading.at = begin;
  return entries(reading, '', 1);
}

function value(reading: Reading, depth: number): Plist {
  const mark = reading.source[reading.at] ?? '';
  if (depth > limits.nesting)
    throw fault(reading, `nested deeper than ${limits.nesting} levels (limit: nesting)`);
  if (mark === '{') {
    reading.at++;
    return entries(reading, '}', depth);
  }
  if (mark === '(') return array(reading, depth);
  if (mark === '<') return data(reading);
  return string(reading);
}

/** Up to `end`, or up to the end of the text when that is empty. */
function entries(reading: Reading, end: string, depth: number): Plist {
  const values = new Map<string, Plist>();
  for (;;) {
    skip(reading);
    if (reading.source[reading.at] === end || (end === '' && reading.at >= reading.source.length)) {
      reading.at += end.length;
      return values;
    }
    const key = string(reading);
    skip(reading);
    if (reading.source[reading.at] === '=') {
      reading.at++;
      skip(reading);
      const { at } = reading;
      const one = value(reading, depth + 1);
      if (values.has(key) && values.get(key) !== one)
        throw fault({ ...reading, at }, `the key ${quoted(key)} stands twice, with two values`);
      values.set(key, one);
      skip(reading);
    } else values.set(key, key);
    if (reading.source[reading.at] !== ';') throw fault(reading, 'a ";" is wanted');
    reading.at++;
  }
}

function array(reading: Reading, depth: number): Plist {
  const values: Plist[] = [];
  reading.at++;
  for (;;) {
    skip(reading);
    if (reading.source[reading.at] === ')') {
      reading.at++;
      return values;
    }
    values.push(value(reading, depth + 1));
    skip(reading);
    const mark = reading.source[reading.at];
    if (mark === ',') reading.at++;
    else if (mark !== ')') throw fault(reading, 'a "," or ")" is wanted');
  }
}

function data(reading: Reading): Plist {
  const bytes: number[] = [];
  reading.at++;
  for (;;) {
    skip(reading);
    if (reading.source[reading.at] === '>') {
      reading.at++;
      return Uint8Array.from(bytes);
    }
    const pair = take(reading, HEX);
    if (pair === undefined) throw fault(reading, 'hexadecimal digits are wanted');
    bytes.push(Number.parseInt(pair, 16));
  }
}

function string(reading: Reading): string {
  const mark = reading.source[reading.at];
  if (mark === '"' || mark === "'") return quotedString(reading, mark);
  const bare = take(reading, BARE);
  if (bare === undefined) throw fault(reading, 'a string is wanted');
  return bare;
}

function quotedString(reading: Reading, quote: string): string {
  const { source } = reading;
  const begin = reading.at;
  let piece = begin + 1;
  let out = '';
  for (let at = piece; at < source.length; at++) {
    if (source[at] === quote) {
      reading.at = at + 1;
      return out + source.slice(piece, at);
    }
    if (source[at] !== '\\') continue;
    out += source.slice(piece, at);
    reading.at = at + 1;
    out += escape(reading);
    piece = reading.at;
    at = piece - 1;
  }
  reading.at = begin;
  throw fault(reading, 'the end of a string is wanted');
}

function escape(reading: Reading): string {
  const mark = reading.source[reading.at] ?? '';
  if (mark === 'U' || mark === 'u') {
    reading.at++;
    const digits = take(reading, HEX4);
    return digits === undefined ? mark : String.fromCharCode(Number.parseInt(digits, 16));
  }
  const octal = take(reading, OCTAL);
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
  reading.at++;
  return ESCAPES.get(mark) ?? mark;
}

function take(reading: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = reading.at;
  const found = pattern.exec(reading.source)?.[0];
  if (found !== undefined) reading.at += found.length;
  return found;
}

function isBare(mark: string): boolean {
  BARE.lastIndex = 0;
  return mark !== '' && BARE.test(mark);
}

/** Past blanks and comments. */
function skip(reading: Reading): void {
  const { source } = reading;
  for (;;) {
    while (/\s/u.test(source[reading.at] ?? '')) reading.at++;
    if (source.startsWith('//', reading.at)) {
      const end = source.indexOf('\n', reading.at);
      reading.at = end === -1 ? source.length : end;
    } else if (source.startsWith('/*', reading.at)) {
      const end = source.indexOf('*/', reading.at + 2);
      if (end === -1) throw fault(reading, 'the end of a comment is wanted');
      reading.at = end + 2;
    } else return;
  }
}

function fault({ source, at }: Reading, reason: string): SyntaxError {
  const line = `line ${lineOf(source, at)}`;
  if (at < source.length) return new SyntaxError(`${line}: ${reason}: ${quoted(source, at)}`);
  return new SyntaxError(
    `${line}: truncated after ${quoted(source, Math.max(0, source.length - 40))}: ${reason}`,
  );
}
