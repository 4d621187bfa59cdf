import { Buffer } from 'node:buffer';
import { type Opening, openingsIn } from '../formats/text/openings.ts';
import {
  claimsOfPart,
  type FurtherDocument,
  type Known,
  newIn,
  partOf,
  type UnreadPart,
} from './further-documents.ts';

/** A stretch of a text, in bytes. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Openings of different looks that are shown to readers: a real document has some dozens. */
const MAX_LOOKS = 1000;
/** Shapes of rows that any list may have: among rows that were read they are more of these. */
const WEAK = new Set(['table', 'tabs', 'pair', 'release', 'columns', 'bars', 'extension', 'module']);
/** Shapes that begin a list and are no row of it. */
const HEADS = new Set(['titles', 'columns', 'field', 'heading', 'ruler', 'registry', 'json', 'markup']);
/** Lines that tell how an opening looks, and letters of each. */
const LOOK_LINES = 3;
const LOOK_LETTERS = 24;

/**
 * Lists that begin in the middle of another document, at a line that its reader took for something else: rows of one tool
 * among those of another, records behind a description. `except` is known to be whole and is left out.
 */
export async function listsIn(
  bytes: Uint8Array,
  except: readonly Stretch[],
  known: Known,
): Promise<(FurtherDocument | UnreadPart)[]> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const search = new Search(bytes, text, known);
  let line = 1;
  let at = 0;
  for (const { start, end } of [...except, { start: text.length, end: text.length }]) {
    const stretch = text.slice(at, start);
    for (const opening of openingsIn(stretch)) await search.look(shifted(opening, at, line - 1));
    line += count(text, at, end);
    at = end;
  }
  return search.found;
}

function shifted({ shape, start, end, line }: Opening, by: number, lines: number): Opening {
  return { shape, start: start + by, end: end + by, line: line + lines };
}

function count(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

class Search {
  readonly found: (FurtherDocument | UnreadPart)[] = [];
  /** Shapes of the rows that the reader of the file understands, and looks of its titles and first fields. */
  private readonly own = new Set<string>();
  /** Looks of openings at which there was no list. */
  private readonly looks = new Set<string>();
  private last: Opening | undefined;
  /** Past the part that was read last. */
  private readTo = 0;
  private readonly bytes: Uint8Array;
  private readonly text: string;
  private readonly known: Known;

  constructor(bytes: Uint8Array, text: string, known: Known) {
    this.bytes = bytes;
    this.text = text;
    this.known = known;
  }

  /** Looks at a line with which a list may begin. */
  async look(opening: Opening): Promise<void> {
    const { last } = this;
    const isGiven = this.known.lines.has(opening.line);
    const isRow = last?.shape === opening.shape && last.line + 1 === opening.line;
    if (isGiven && this.own.has(opening.shape)) return;
    this.last = opening;
    if (isRow || opening.start < this.readTo || this.looks.size > MAX_LOOKS) return;
    const look = lookOf(this.text, opening);
    if (isGiven && this.own.has(look)) return;
    if (!isGiven && this.looks.has(look)) return;
    if (this.looks.size === MAX_LOOKS)
      this.found.push({
        reason: `line ${opening.line}: more than ${MAX_LOOKS} lines look like the beginning of another list (limit: looks)`,
      });
    if (!(await this.read(opening, isGiven, look))) this.looks.add(look);
  }

  /** Reads what begins there, as far as it goes; false when no reader recognises it. */
  private async read(opening: Opening, isGiven: boolean, look: string): Promise<boolean> {
    const { bytes, known } = this;
    let isClaimed = false;
    for (const [rows, { start, end }] of this.partsAt(opening).entries()) {
      const isAmong = isGiven || this.isGivenIn(opening, end);
      if (rows === 0 && WEAK.has(opening.shape) && (isAmong || known.lines.has(opening.line - 1)))
        return true;
      const claims = await claimsOfPart(bytes, start, end, known);
      isClaimed ||= claims.length > 0;
      if (isAmong && claims.includes(known.reader)) {
        this.own.add(HEADS.has(opening.shape) ? look : opening.shape);
        return true;
      }
      for (const claim of claims) {
        if (claim === known.reader && (this.isTruncated(end) || this.isInner(opening))) continue;
        const document = newIn(partOf(bytes, start, end), claim, known, lineAt(this.text, start, opening));
        if (document === undefined) continue;
        this.found.push(document);
        this.readTo = end;
        return true;
      }
    }
    return isClaimed;
  }

  /** Whether a part is the last of a document that was truncated: with a line end it would look whole. */
  private isTruncated(end: number): boolean {
    return end === this.text.length && !this.text.endsWith('\n');
  }

  /** Whether it is in a document or record of the reader of the file: an element, or a field below others. */
  private isInner({ shape, start }: Opening): boolean {
    if (shape === 'markup') return true;
    const before = this.text.slice(this.text.lastIndexOf('\n', start - 2) + 1, start);
    return shape === 'field' && /^(?:[\w ()-]{1,60} *:| +\S)/u.test(before);
  }

  /** Whether a part holds a line that gave a program. */
  private isGivenIn({ start, line }: Opening, end: number): boolean {
    const last = line + count(this.text, start, Math.min(end, start + MAX_ROWS)) - 1;
    for (let at = line; at <= last; at++) if (this.known.lines.has(at)) return true;
    return false;
  }

  /** How far a list may go that begins there: to its last row, to an empty line, to the end. */
  private partsAt({ shape, start: at, end: next }: Opening): Stretch[] {
    const { text } = this;
    // What underlines titles begins with them.
    const start = shape === 'ruler' && at > 0 ? text.lastIndexOf('\n', at - 2) + 1 : at;
    let row = next;
    for (const { shape: other, start: from, end } of openingsIn(text.slice(next, next + MAX_ROWS))) {
      if (other !== shape || next + from !== row) break;
      row = next + end;
    }
    const gap = /\n\r*\n/u.exec(text.slice(next, next + MAX_ROWS));
    const paragraph = gap === null ? text.length : next + gap.index + gap[0].length;
    const ends = [...new Set([row, paragraph, text.length])].sort((a, b) => a - b);
    return ends.map((end) => ({ start, end }));
  }
}

/** Letters in which the end of a list is looked for. */
const MAX_ROWS = 64 * 1024;

function lineAt(text: string, start: number, opening: Opening): number {
  return opening.line - count(text, start, opening.start);
}

/** What an opening looks like: its shape, and the lines there without their words; of fields, with their names. */
function lookOf(text: string, { shape, start }: Opening): string {
  const lines = text.slice(start, start + 600).split('\n', LOOK_LINES);
  const outline = lines.map((line) => {
    const field = /^[\w -]{1,40}(?= *:)/u.exec(line)?.[0];
    if (field !== undefined && shape === 'field') return field.trim();
    if (shape === 'markup') return /^<\??[\w:.-]*/u.exec(line)?.[0] ?? '';
    return line
      .replace(/\w+/gu, 'a')
      .replace(/[^\x20-\x7f]+/gu, 'a')
      .replace(/ {2,}/gu, '  ')
      .slice(0, LOOK_LETTERS);
  });
  return `${shape} ${outline.join('/')}`;
}
