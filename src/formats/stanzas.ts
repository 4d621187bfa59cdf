/**
 * Paragraphs of `Name: value` lines, as dpkg, opkg and apk keep their databases.
 *
 * Fast on purpose: the lines are found in one decoded Latin-1 string, only the fields asked for are cut out,
 * and these are copied, so that a program in memory does not hold its whole manifest.
 *
 * @see https://manpages.debian.org/bookworm/dpkg-dev/deb822.5.en.html
 */
import { Buffer, isUtf8 } from 'node:buffer';
import { quoted } from './place.ts';
import { text } from './text.ts';

/** What to look for. */
export interface StanzaShape {
  /** Fields to keep. The first one opens a paragraph: a second one of it means that a separator was lost. */
  readonly wanted: readonly string[];
  /** Whether `p` is another field than `P` (apk). */
  readonly exactCase?: boolean;
  /** Whether a line that begins with a blank continues the field above it (deb822). */
  readonly continued?: boolean;
}

/** One paragraph. */
export interface Stanza {
  /** Its first line, from 1. */
  readonly line: number;
  /** The wanted fields that it has, under the names asked for, trimmed. */
  readonly fields: ReadonlyMap<string, string>;
  /** Whether an empty line follows, as the writers of databases leave one after the last paragraph too. */
  readonly closed: boolean;
  /** What is wrong with it, with the line. */
  readonly problem?: string;
}

const LINE_FEED = 10;
const RETURN = 13;
const COLON = 58;
const CHUNK = 32 * 1024 * 1024;
const LONGEST = 256 * 1024 * 1024;
const NOT_ASCII = /[\u0080-\u00ff]/u;

/** What a line is, when it is none of the wanted fields (those are counted from 0). */
const OTHER_FIELD = -1;
const CONTINUATION = -2;
const NO_FIELD = -3;

/** The paragraphs of a file, in order. Throws `SyntaxError` only for a line of more than 256 MiB. */
export function* stanzas(bytes: Uint8Array, shape: StanzaShape): Generator<Stanza> {
  const data = plain(bytes);
  let line = 0;
  let draft: Draft | undefined;
  for (let from = 0, to = 0; from < data.length; from = to) {
    to = chunkEnd(data, from, line);
    const chunk = data.toString('latin1', from, to);
    for (let at = 0, end = 0; at < chunk.length; at = end + 1) {
      line++;
      end = chunk.indexOf('\n', at);
      if (end < 0) end = chunk.length;
      if (isBlank(chunk, at, end)) {
        if (draft !== undefined) yield stanza(draft, true);
        draft = undefined;
        continue;
      }
      const kind = kindOf(chunk, at, end, shape, draft);
      if (kind === CONTINUATION || (kind === OTHER_FIELD && draft !== undefined)) continue;
      if (kind === 0 && draft?.values[0] !== undefined) {
        yield stanza(draft, false);
        draft = newDraft(line, shape, `line ${line}: no empty line before this paragraph`);
      }
      draft ??= newDraft(line, shape);
      if (kind >= 0) keep(draft, kind, line, valueOf(data, from + at, from + end));
      else if (kind === NO_FIELD) draft.problem ??= `line ${line}: no field: ${quoted(chunk.slice(at, end))}`;
    }
  }
  if (draft === undefined) return;
  if (data[data.length - 1] !== LINE_FEED) draft.problem ??= `line ${line}: breaks off inside a line`;
  yield stanza(draft, false);
}

interface Draft {
  readonly line: number;
  readonly shape: StanzaShape;
  readonly values: (string | undefined)[];
  problem: string | undefined;
}

function newDraft(line: number, shape: StanzaShape, problem?: string): Draft {
  return { line, shape, values: [], problem };
}

function keep(draft: Draft, field: number, line: number, value: string): void {
  if (draft.values[field] === undefined) draft.values[field] = value;
  else draft.problem ??= `line ${line}: a second ${quoted(draft.shape.wanted[field] ?? '')}`;
}

function stanza(draft: Draft, closed: boolean): Stanza {
  const fields = new Map<string, string>();
  draft.shape.wanted.forEach((name, at) => {
    const value = draft.values[at];
    if (value !== undefined) fields.set(name, value);
  });
  const { line, problem } = draft;
  return problem === undefined ? { line, fields, closed } : { line, fields, closed, problem };
}

/** A Buffer view of the bytes without a byte order mark; UTF-16, as consoles redirect it, becomes UTF-8. */
function plain(bytes: Uint8Array): Buffer {
  const [a, b, c] = bytes;
  if (a === 0xff || a === 0xfe || a === 0 || b === 0) return Buffer.from(text(bytes));
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
}

/** Files may be larger than a string can be, so they are decoded piece by piece, each ending with a line. */
function chunkEnd(data: Buffer, from: number, line: number): number {
  if (data.length - from <= CHUNK) return data.length;
  const end = data.indexOf(LINE_FEED, from + CHUNK);
  const to = end < 0 ? data.length : end + 1;
  if (to - from > LONGEST) throw new SyntaxError(`after line ${line}: a line of more than 256 MiB`);
  return to;
}

function isBlank(chunk: string, at: number, end: number): boolean {
  return end === at || (end === at + 1 && chunk.charCodeAt(at) === RETURN);
}

function kindOf(
  chunk: string,
  at: number,
  end: number,
  shape: StanzaShape,
  draft: Draft | undefined,
): number {
  const first = chunk.charCodeAt(at);
  if (first === 32 || first === 9) return shape.continued && draft !== undefined ? CONTINUATION : NO_FIELD;
  let colon = at;
  for (let code = first; code !== COLON; code = chunk.charCodeAt(colon)) {
    if (code <= 32 || code >= 127 || ++colon >= end) return NO_FIELD;
  }
  return colon === at ? NO_FIELD : wantedAt(chunk, at, colon, shape);
}

function wantedAt(chunk: string, at: number, colon: number, shape: StanzaShape): number {
  const { wanted, exactCase } = shape;
  for (let index = 0; index < wanted.length; index++) {
    const name = wanted[index] as string;
    if (name.length !== colon - at) continue;
    if (chunk.startsWith(name, at)) return index;
    if (exactCase || (name.charCodeAt(0) ^ chunk.charCodeAt(at)) & ~32) continue;
    if (chunk.slice(at, colon).toLowerCase() === name.toLowerCase()) return index;
  }
  return OTHER_FIELD;
}

/** The trimmed text after the colon of a line, in a string of its own. */
function valueOf(data: Buffer, at: number, end: number): string {
  let from = data.indexOf(COLON, at) + 1;
  let to = end;
  while (from < to && isSpace(data[from])) from++;
  while (to > from && isSpace(data[to - 1])) to--;
  const value = data.toString('latin1', from, to);
  return NOT_ASCII.test(value) ? decoded(data.subarray(from, to)) : value;
}

/** Field by field: maintainers of old packages wrote their names in Latin-1 among others in UTF-8. */
function decoded(value: Buffer): string {
  return isUtf8(value) ? value.toString() : new TextDecoder('windows-1252').decode(value);
}

function isSpace(code: number | undefined): boolean {
  return code === 32 || code === 9 || code === RETURN;
}
