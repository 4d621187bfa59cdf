import { Buffer } from 'node:buffer';
import { quoted } from '../source-position.ts';
import { encodingOf, pieces } from '../text/decode.ts';
import { newlinesIn } from '../text/newlines.ts';
import { closeOf, equalsOf, lineEnd, openingOf, skipBlanks } from './reg-line.ts';
import { dataOf, nameOf } from './reg-value.ts';
import { hasOther, type RegistryData, type RegistryEvent } from './registry-tree.ts';

/**
 * The keys of a registry export that `placeOf` picks by their path, in the order of the file.
 *
 * All forms are known: REGEDIT4 and version 5.00, any root or none, strings over several lines, data in
 * hexadecimal over several lines, keys and values that the export deletes, comments. What is not picked is
 * passed over without being taken apart, in small pieces, so that an export of any size is read
 * in bounded memory. Faults come as the last events.
 *
 * @see https://learn.microsoft.com/troubleshoot/windows-server/performance/windows-registry-advanced-users
 */
export function* regKeys<Place>(
  bytes: Uint8Array,
  placeOf: (path: string) => Place | undefined,
): Generator<RegistryEvent<Place>> {
  const scan: Scan<Place> = {
    placeOf,
    faults: [],
    line: 0,
    isAnsi: false,
    isLast: false,
    isDraining: false,
    isClosed: true,
    key: undefined,
    hex: undefined,
  };
  const text = pieces(bytes);
  let rest = '';
  let next = text.next();
  for (; next.done !== true && rest.length <= LONGEST_LINE; next = text.next()) {
    const part = rest === '' ? next.value : rest + next.value;
    // A line over many pieces is looked at once, when its end is there.
    const isOpen = !scan.isDraining && !next.value.includes('\n');
    rest = isOpen ? part : part.slice(yield* lines(scan, part));
  }
  yield* ending(scan, rest);
  if (next.done === true && next.value !== undefined) yield { fault: next.value };
  if (lacksMark(bytes))
    yield { fault: 'UTF-16 without a byte order mark: the start of the export is missing' };
}

/** Windows reads no such file: it takes the mark as the first thing that must be there. */
function lacksMark(bytes: Uint8Array): boolean {
  return encodingOf(bytes.subarray(0, 4096)).startsWith('utf-16') && bytes[0] !== 0xff && bytes[0] !== 0xfe;
}

/** `hivexregedit` writes all data of a value in one line; regedit breaks lines at 80 characters. */
const LONGEST_LINE = 1 << 26;
/** No value that describes a program is near this long; the text of a longer one is not kept. */
const LONGEST_VALUE = 1 << 20;

interface OpenKey<Place> {
  readonly path: string;
  readonly place: Place;
  readonly line: number;
  readonly values: Map<string, RegistryData>;
}

/** Where the reading stands. */
interface Scan<Place> {
  readonly placeOf: (path: string) => Place | undefined;
  readonly faults: string[];
  /** The line that was last begun, from 1. */
  line: number;
  /** REGEDIT4: bytes of strings are of a code page and not UTF-16. */
  isAnsi: boolean;
  /** The end of the file stands behind this piece. */
  isLast: boolean;
  /** Within a string that is too long to be kept. */
  isDraining: boolean;
  /** A blank line stands behind the last key: every program that writes exports ends keys with one. */
  isClosed: boolean;
  /** The picked key whose values are being read. */
  key: OpenKey<Place> | undefined;
  /** Data in hexadecimal that goes on in the next line; without a name when nobody wants it. */
  hex: { name: string | undefined; text: string; line: number } | undefined;
}

/** What is left when the bytes are used up, and what they lack. */
function* ending<Place>(scan: Scan<Place>, rest: string): Generator<RegistryEvent<Place>> {
  scan.isLast = true;
  if (rest.length > LONGEST_LINE) fault(scan, `longer than ${LONGEST_LINE} characters`);
  else if (rest !== '') yield* lines(scan, `${rest}\n`);
  if (scan.isDraining) fault(scan, 'truncated inside a string');
  if (scan.hex !== undefined) fault(scan, `truncated inside data: ${quoted(scan.hex.text.slice(-40))}`);
  if (scan.key !== undefined) yield scan.key;
  if (scan.key !== undefined && !scan.isClosed)
    fault(scan, `truncated inside the key ${quoted(scan.key.path)}`);
  for (const each of scan.faults) yield { fault: each };
}

function fault(scan: { line: number; faults: string[] }, reason: string): void {
  if (scan.faults.length < 8) scan.faults.push(`line ${scan.line}: ${reason}`);
}

/** Reads the whole lines of a piece and returns where the first unfinished one begins. */
function* lines<Place>(scan: Scan<Place>, part: string): Generator<RegistryEvent<Place>, number> {
  let at = 0;
  while (at < part.length) {
    if (scan.isDraining) {
      at = drained(scan, part);
      if (scan.isDraining) return at;
    }
    const end = part.indexOf('\n', at);
    if (end === -1) return at;
    const first = part.charCodeAt(at);
    if (first === QUOTE || first === AT) {
      scan.isClosed = false;
      const next = value(scan, part, at, end);
      if (next === -1) return at;
      at = next;
      continue;
    }
    scan.line++;
    scan.isClosed = false;
    if (first === BRACKET) {
      const ended = header(scan, part, at, lineEnd(part, at, end));
      if (ended !== undefined) yield ended;
    } else other(scan, part, at, end);
    at = end + 1;
  }
  return at;
}

const QUOTE = 0x22;
const AT = 0x40;
const BRACKET = 0x5b;
const CLOSING = 0x5d;
const BACKSLASH = 0x5c;
const SEMICOLON = 0x3b;

/** Passes over a string up to its end; backslashes at the end of the piece wait for what follows them. */
function drained<Place>(scan: Scan<Place>, part: string): number {
  const close = closeOf(part, 0);
  let end = close === -1 ? part.length : close + 1;
  if (close === -1) while (end > 0 && part.charCodeAt(end - 1) === BACKSLASH) end--;
  scan.line += newlinesIn(part, 0, end);
  scan.isDraining = close === -1;
  return end;
}

/** A line in brackets begins a key, or deletes one; returns the picked key that it ends. */
function header<Place>(
  scan: Scan<Place>,
  part: string,
  at: number,
  last: number,
): OpenKey<Place> | undefined {
  if (scan.hex !== undefined) unfinished(scan);
  if (part.charCodeAt(last - 1) !== CLOSING) {
    fault(scan, `a key without end: ${quoted(part.slice(at, last))}`);
    return undefined;
  }
  const path = part.slice(at + 1, last - 1);
  const open = scan.key;
  if (open?.path.length === path.length && open.path.toLowerCase() === path.toLowerCase()) return undefined;
  const place = path.startsWith('-') ? undefined : scan.placeOf(path);
  scan.key =
    place === undefined ? undefined : { path: detached(path), place, line: scan.line, values: new Map() };
  return open;
}

/**
 * Takes the value that begins at `at` in the line that ends at `end`; returns where the next line begins, or
 * -1 when more of the file is needed.
 */
function value<Place>(scan: Scan<Place>, part: string, at: number, end: number): number {
  if (scan.hex !== undefined) unfinished(scan);
  const equals = equalsOf(part, at, end);
  const data = skipBlanks(part, equals + 1);
  const opening = equals === -1 ? -1 : openingOf(part, data);
  if (opening !== -1) return string(scan, part, at, equals, opening);
  scan.line++;
  const last = lineEnd(part, at, end);
  if (equals === -1) fault(scan, `neither key nor value: ${quoted(part.slice(at, last))}`);
  else assign(scan, part, at, equals, data, last);
  return end + 1;
}

/** A string may hold line ends of its own. */
function string<Place>(scan: Scan<Place>, part: string, at: number, equals: number, opening: number): number {
  const close = closeOf(part, opening + 1);
  if (close === -1 && !scan.isLast && part.length - at < LONGEST_VALUE) return -1;
  scan.line++;
  if (close === -1) {
    fault(scan, `truncated inside a string: ${quoted(part.slice(at))}`);
    scan.isDraining = !scan.isLast;
    scan.line += newlinesIn(part, at, part.length);
    if (scan.isDraining) scan.faults.pop();
    return part.length;
  }
  const end = part.indexOf('\n', close);
  if (end === -1) {
    scan.line--;
    return -1;
  }
  if (scan.key !== undefined && close - opening < LONGEST_VALUE) keep(scan, part, at, equals, close + 1);
  scan.line += newlinesIn(part, at, close);
  const after = skipBlanks(part, close + 1);
  if (lineEnd(part, after, end) > after && part.charCodeAt(after) !== SEMICOLON) {
    fault(scan, `data after a string: ${quoted(part.slice(after, end))}`);
  }
  return end + 1;
}

/** Data that is no string: a number, bytes, or the sign that the value is deleted. */
function assign<Place>(
  scan: Scan<Place>,
  part: string,
  at: number,
  equals: number,
  data: number,
  last: number,
): void {
  if (part.charCodeAt(last - 1) === BACKSLASH) {
    const isWanted = scan.key !== undefined;
    const name = isWanted ? nameOf(part.slice(at, equals)) : undefined;
    scan.hex = { name, text: part.slice(data, isWanted ? last - 1 : data), line: scan.line };
    return;
  }
  if (scan.isLast && !isFinished.test(part.slice(data, last))) {
    fault(scan, `truncated inside data: ${quoted(part.slice(Math.max(data, last - 40), last))}`);
  }
  if (scan.key !== undefined && last - data < LONGEST_VALUE) keep(scan, part, at, equals, last);
}

/** Data of which one can see without a line end that nothing is missing. */
const isFinished = /^(?:dword:[0-9a-f]{8}|-)$/iu;

function keep<Place>(scan: Scan<Place>, part: string, at: number, equals: number, end: number): void {
  put(scan, nameOf(part.slice(at, equals)), part.slice(skipBlanks(part, equals + 1), end));
}

/** A copy that does not keep the whole piece alive that it was cut from. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

function put<Place>(scan: Scan<Place>, name: string, written: string): void {
  const values = scan.key?.values;
  if (written === '-') values?.delete(name);
  else {
    const data = dataOf(detached(written), scan.isAnsi);
    if (data === undefined) fault(scan, `data of no known form: ${quoted(written)}`);
    else {
      if (values && hasOther(values, name, data)) fault(scan, `a second value ${quoted(name)} of one key`);
      values?.set(detached(name), data);
    }
  }
}

/** Lines that begin neither a key nor a value: data that goes on, comments, the header, blank ones. */
function other<Place>(scan: Scan<Place>, part: string, at: number, end: number): void {
  const from = skipBlanks(part, at);
  const last = lineEnd(part, from, end);
  if (scan.hex !== undefined) return more(scan, part.slice(from, last));
  if (from === last) scan.isClosed = true;
  if (from === last || part.charCodeAt(from) === SEMICOLON) return;
  const line = part.slice(from, last);
  if (/^REGEDIT4?$/u.test(line)) scan.isAnsi = true;
  else if (!headers.test(line)) fault(scan, `neither key nor value: ${quoted(line)}`);
}

const headers = /^(?:Windows Registry Editor Version 5\.00|REGEDIT4?)$/u;

function more<Place>(scan: Scan<Place>, line: string): void {
  const { hex } = scan;
  if (hex === undefined) return;
  if (line === '') return unfinished(scan);
  const goesOn = line.endsWith('\\');
  if (hex.name !== undefined && hex.text.length < LONGEST_VALUE)
    hex.text += goesOn ? line.slice(0, -1) : line;
  if (goesOn && !scan.isLast) return;
  if (scan.isLast) fault(scan, `truncated inside data: ${quoted(line.slice(-40))}`);
  scan.hex = undefined;
  if (hex.name !== undefined && hex.text.length < LONGEST_VALUE) put(scan, hex.name, hex.text);
}

function unfinished<Place>(scan: Scan<Place>): void {
  fault(scan, 'data goes on in the next line, and that is missing');
  scan.hex = undefined;
}
