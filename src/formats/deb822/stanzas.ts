/**
 * Stanzas of `Name: value` lines, as dpkg, opkg and apk keep their databases.
 *
 * Fast on purpose: a scanner of bytes finds the correct stanzas, and only the wanted values are copied and decoded. What
 * the scanner leaves, because something in it is wrong or unusual, is read with string searches over Latin-1. Values are
 * copied, so that a program in memory does not hold its whole manifest.
 *
 * @see https://manpages.debian.org/bookworm/dpkg-dev/deb822.5.en.html
 */

import { Buffer, isUtf8 } from 'node:buffer';
import type { Prefilter, PrefixFilter } from '../../types.ts';
import { quoted } from '../source-position.ts';
import { inCodePage } from '../text/code-page.ts';
import { text } from '../text/decode.ts';
import { newlinesIn } from '../text/newlines.ts';
import { type StanzaScanner, takeScanner, type ValuePattern } from './scanner/index.ts';

/** What to look for. */
export interface StanzaShape {
  /**
   * Fields to return. The first one opens a stanza: a second one of it means a lost separator, as does a second one of
   * the next, and of any other where case does not matter.
   */
  readonly wanted: readonly string[];
  /** Names have one letter and their case matters (apk). Else case does not matter, and lines may be continued (dpkg). */
  readonly letters?: boolean;
  /** For each wanted field what it is in an irrelevant stanza: one that only has to be counted. */
  readonly irrelevant?: readonly ValuePattern[];
}

/** Skips irrelevant stanzas: those of which the first wanted field begins like nothing relevant. */
export interface StanzaPrefilter {
  /** What the first wanted field begins with in relevant stanzas. */
  readonly prefixes: PrefixFilter;
  /** Called with how many were skipped. */
  skipped(count: number): void;
  /** If present, called with the first wanted field of each that was skipped. */
  opening?(value: string): void;
}

/** Letters and digits, for the patterns of names and versions. */
export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** How packages of a kind are skipped, if the caller skips any. `opening` is called for each. */
export function prefilterFor(
  prefilter: Prefilter | undefined,
  kind: Parameters<Prefilter['prefixes']>[0],
  opening?: (value: string) => void,
): StanzaPrefilter | undefined {
  const prefixes = prefilter?.prefixes(kind);
  return prefilter && prefixes && { prefixes, skipped: prefilter.skipped, ...(opening && { opening }) };
}

/** One stanza. */
export interface Stanza {
  /** Its first line, from 1. */
  readonly line: number;
  /** The wanted fields that it has, under the wanted names, trimmed. */
  readonly fields: ReadonlyMap<string, string>;
  /** Looks up another field. */
  find(name: string): string | undefined;
  /** Whether an empty line follows, as the writers of databases leave one after the last paragraph too. */
  readonly closed: boolean;
  /** What is wrong with it, with the line. */
  readonly problem?: string;
}

const MAX_LENGTH = 256 * 1024 * 1024;
/** Shorter slices are copied by the engine. */
const SHORT = 13;
const NOT_ASCII = /[\u0080-\u00ff]/u;
/** dpkg accepts blanks between a name and its colon. */
const BLANK_COLON = /\n(?<name>Package|Status|Version|Architecture|Maintainer)[ \t]+:/giu;
/** A bounded number of lines at once, because the engine may backtrack to each. */
const FIELD_LINES = /(?:(?:[!-9;-~]+:|[ \t])[^\n]*\n){0,500}/y;
const LETTER_LINES = /(?:[A-Za-z]:[^\n]*\n){0,500}/y;

/** The stanzas of a file, in order. Throws `SyntaxError` only for a stanza of more than 256 MiB. */
export function* stanzas(
  bytes: Uint8Array,
  shape: StanzaShape,
  prefilter?: StanzaPrefilter,
): Generator<Stanza> {
  const data = viewOf(bytes);
  const search = searchOf(shape);
  const scanner = takeScanner(shape, prefilter?.prefixes, prefilter?.opening !== undefined);
  const opening = (found: number) =>
    data.toString('latin1', scanner.valueStart(found, 0), scanner.valueEnd(found, 0)).trim();
  try {
    for (let at = 0, line = 1; at < data.length; ) {
      const before = at;
      const count = scanner.scan(data, at, line);
      let skipped = scanner.skipped;
      for (let found = 0; found < count; found++) {
        if (!scanner.isIrrelevant(found)) yield correct(data, scanner, found, search);
        else {
          skipped++;
          prefilter?.opening?.(opening(found));
        }
      }
      prefilter?.skipped(skipped);
      at = scanner.stopped;
      line = scanner.line;
      if (at > before) continue;
      const end = stanzaEnd(data, at, line);
      const text = data.toString('latin1', at, end);
      const body = search.letters ? `\n${text}` : `\n${text}`.replaceAll(BLANK_COLON, '\n$<name>:');
      yield* odd({ body, line, closed: end < data.length }, search);
      line += newlinesIn(text, 0, text.length);
      at = end;
    }
  } finally {
    scanner.release();
  }
}

function correct(data: Buffer, scanner: StanzaScanner, found: number, search: Search): Stanza {
  const fields = new Map<string, string>();
  for (let index = 0; index < search.names.length; index++) {
    const from = scanner.valueStart(found, index);
    if (from === 0) continue;
    fields.set(
      search.names[index] as string,
      valueOf(data.toString('latin1', from, scanner.valueEnd(found, index))),
    );
  }
  const [start, end] = [scanner.start(found), scanner.end(found)];
  const find = (name: string) => finderIn(`\n${data.toString('latin1', start, end)}`, search.letters)(name);
  return { line: scanner.lineOf(found), fields, closed: true, find };
}

/** One that the scanner does not understand: it is wrong, not closed, or unusual. */
function* odd(text: StanzaText, search: Search): Generator<Stanza> {
  const second = secondOpening(text.body, search);
  if (second < 0) yield stanza(text, search);
  else yield* separated(text, second, search);
}

function stanzaEnd(data: Buffer, at: number, line: number): number {
  const gap = data.indexOf('\n\n', at, 'latin1');
  const end = gap < 0 ? data.length : gap + 1;
  if (end - at > MAX_LENGTH) throw new SyntaxError(`line ${line}: a paragraph of more than 256 MiB`);
  return end;
}

/** What is searched for, prepared once. */
interface Search {
  readonly names: readonly string[];
  /** `\nName:` */
  readonly needles: readonly string[];
  readonly letters: boolean;
}

function searchOf({ wanted, letters = false }: StanzaShape): Search {
  return { names: wanted, needles: wanted.map((name) => `\n${name}:`), letters };
}

/** The text between two empty lines, with the line end before it and mostly one after it. */
interface StanzaText {
  readonly body: string;
  readonly line: number;
  readonly closed: boolean;
}

/** Where a stanza begins inside another, as it does if the empty line between them was lost. */
function secondOpening(body: string, { needles: [opening = ''] }: Search): number {
  const first = body.indexOf(opening);
  return first < 0 ? -1 : body.indexOf(opening, first + 1);
}

function* separated({ body, line, closed }: StanzaText, second: number, search: Search): Generator<Stanza> {
  yield stanza({ body: body.slice(0, second + 1), line, closed: false }, search);
  const next = line + newlinesIn(body, 1, second + 1);
  const rest = { body: body.slice(second), line: next, closed };
  const third = secondOpening(rest.body, search);
  const problem = `line ${next}: no empty line before this paragraph`;
  if (third < 0) yield { ...stanza(rest, search), problem };
  else yield* marked(separated(rest, third, search), problem);
}

function* marked(list: Iterable<Stanza>, problem: string): Generator<Stanza> {
  for (const each of list) yield { ...each, problem };
}

function stanza({ body, line, closed }: StanzaText, search: Search): Stanza {
  const fields = new Map<string, string>();
  let problem = faultIn(body, line, search.letters);
  for (let index = 0; index < search.names.length; index++) {
    const name = search.names[index] as string;
    const needle = search.needles[index] as string;
    const at = offsetOf(body, needle, search.letters);
    if (at < 0) continue;
    fields.set(name, valueAt(body, at));
    // Programs that write stanzas have every field once; fields of another list may stand above those of the first.
    if ((!search.letters || index === 1) && isTwice(body, needle, search.letters))
      problem ??= `line ${line}: a second ${quoted(name)}`;
  }
  const find = finderIn(body, search.letters);
  return problem === undefined ? { line, fields, closed, find } : { line, fields, closed, find, problem };
}

function isTwice(body: string, needle: string, letters: boolean): boolean {
  const every = new RegExp(needle, letters ? 'gu' : 'giu');
  return every.test(body) && every.test(body);
}

function finderIn(body: string, letters: boolean): Stanza['find'] {
  return (name) => {
    const at = offsetOf(body, `\n${name}:`, letters);
    return at < 0 ? undefined : valueAt(body, at);
  };
}

/** Where the value of a field begins. -1 if there is none. */
function offsetOf(body: string, needle: string, letters: boolean): number {
  const at = body.indexOf(needle);
  if (at >= 0) return at + needle.length;
  if (letters) return -1;
  const other = body.search(new RegExp(needle, 'iu'));
  return other < 0 ? -1 : other + needle.length;
}

/** The first line that is neither a field nor a continuation of one. */
function faultIn(body: string, line: number, letters: boolean): string | undefined {
  const known = letters ? LETTER_LINES : FIELD_LINES;
  const isTorn = !body.endsWith('\n');
  const whole = isTorn ? `${body}\n` : body;
  let at = 1;
  const isContinued = whole.charCodeAt(1) === 32 || whole.charCodeAt(1) === 9;
  for (let before = isContinued ? at : 0; at > before; at = known.lastIndex) {
    before = at;
    known.lastIndex = at;
    known.test(whole);
  }
  if (at < whole.length) {
    const end = whole.indexOf('\n', at);
    return `line ${line + newlinesIn(whole, 1, at)}: no field: ${quoted(whole.slice(at, end))}`;
  }
  return isTorn ? `line ${line + newlinesIn(body, 1, body.length)}: truncated inside a line` : undefined;
}

/** The trimmed rest of a line. */
function valueAt(body: string, at: number): string {
  const end = body.indexOf('\n', at);
  return valueOf(body.slice(at, end < 0 ? body.length : end));
}

function valueOf(rest: string): string {
  const value = rest.trim();
  return NOT_ASCII.test(value) ? decoded(Buffer.from(value, 'latin1')) : copied(value);
}

/** Field by field, because old packages have names of maintainers in Latin-1 among others in UTF-8. */
function decoded(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : inCodePage(bytes, 'windows-1252');
}

/** A longer slice of a string keeps the whole string in memory. Joining makes a new string. */
function copied(value: string): string {
  return value.length < SHORT ? value : ` ${value}`.slice(1);
}

/** The bytes without a byte order mark and with Unix line ends. UTF-16, as consoles redirect it, becomes UTF-8. */
function viewOf(bytes: Uint8Array): Buffer {
  const [a, b, c] = bytes;
  if (a === 0xff || a === 0xfe || a === 0 || b === 0) return unixLines(Buffer.from(text(bytes)));
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  return unixLines(Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start));
}

function unixLines(data: Buffer): Buffer {
  if (!data.includes(RETURN)) return data;
  const lines = Buffer.allocUnsafe(data.length);
  let length = 0;
  for (let at = 0; at < data.length; at++) {
    if (data[at] !== RETURN || data[at + 1] !== LINE_END) lines[length++] = data[at] as number;
  }
  return lines.subarray(0, length);
}

const RETURN = 13;
const LINE_END = 10;
