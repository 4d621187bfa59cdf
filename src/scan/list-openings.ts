import { newlinesIn } from '../formats/text/newlines.ts';
import { type Opening, openingsIn } from '../formats/text/openings.ts';
import type { Reader } from '../types.ts';
import {
  claimsOfPart,
  type Fit,
  type FurtherDocument,
  type Known,
  newIn,
  partOf,
  type UnreadPart,
} from './further-documents.ts';
import { HEADS, RECORDS, TITLES, WEAK } from './opening-shapes.ts';

/** A stretch of a text, in bytes. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What of a text is known to be whole. */
export interface Whole {
  /** Documents in JSON. */
  readonly json: readonly Stretch[];
  /** Lines of key files and of exports of the registry. A list between two of these ends where the next one begins. */
  readonly sections: readonly Stretch[];
}

/** What of a text is whole, in order. */
export function inOrder({ json, sections }: Whole): Stretch[] {
  return [...json, ...sections].sort((one, other) => one.start - other.start);
}

/** Openings of different looks that are shown to readers: a real document has some dozens. */
const MAX_LOOKS = 1000;
/** Lines that show how an opening looks, and letters of each. */
const LOOK_LINES = 3;
const LOOK_LETTERS = 24;
/** Lines in which a list without an end of its own shows what it is: titles, a ruler, a row, fields of one record. */
const BEGINNINGS = [2, 3, 4, 5, 6, 9];
const MAX_BEGINNING = Math.max(...BEGINNINGS);

/**
 * Lists that begin in the middle of another document, at a line that its reader took for something else: rows of one tool
 * among those of another, records behind a description.
 *
 * @param text the bytes as Latin-1
 * @param whole what is left out
 */
export async function listsIn(
  bytes: Uint8Array,
  text: string,
  whole: Whole,
  known: Known,
): Promise<(FurtherDocument | UnreadPart)[]> {
  const search = new Search(bytes, text, known);
  let line = 1;
  let at = 0;
  const ends = new Set(whole.sections.map(({ start }) => start));
  let isBehind = false;
  for (const { start, end } of [...inOrder(whole), { start: text.length, end: text.length }]) {
    const stretch = text.slice(at, start);
    search.until = isBehind && ends.has(start) ? start : text.length;
    for (const opening of openingsIn(stretch)) await search.look(shifted(opening, at, line - 1));
    line += newlinesIn(text, at, end);
    isBehind = ends.has(start);
    at = end;
  }
  return search.found;
}

function shifted({ shape, start, end, line }: Opening, by: number, lines: number): Opening {
  return { shape, start: start + by, end: end + by, line: line + lines };
}

class Search {
  readonly found: (FurtherDocument | UnreadPart)[] = [];
  /** Shapes of the rows that the reader of the file understands, and looks of its titles and first fields. */
  private readonly own = new Set<string>();
  /** Looks of openings at which there was no list. */
  private readonly looks = new Set<string>();
  /** Names of two fields, one behind the other. */
  private readonly steps = new Set<string>();
  private last: Opening | undefined;
  /** Where a list ends at the latest. */
  until = 0;
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
    const isNext = last?.shape === opening.shape && last.line + 1 === opening.line;
    const isRow = isNext && this.isRowBelow(last, opening);
    if (isGiven && this.own.has(opening.shape)) return;
    this.last = opening;
    if (isRow || this.looks.size > MAX_LOOKS) return;
    if (opening.start < this.readTo && !RECORDS.has(opening.shape)) return;
    const look = lookOf(this.text, opening);
    if (isGiven && this.own.has(look)) return;
    // Elements look alike by their names: those that gave programs are no rows of another list either.
    if ((!isGiven || opening.shape === 'markup') && this.looks.has(look)) return;
    if (this.looks.size === MAX_LOOKS)
      this.found.push({
        reason: `line ${opening.line}: more than ${MAX_LOOKS} lines look like the beginning of another list (limit: looks)`,
      });
    if (!(await this.read(opening, isGiven, look))) this.looks.add(look);
  }

  /** Whether an opening below one of its shape goes on with the same list: titles of two lists may stand so. */
  private isRowBelow(last: Opening, opening: Opening): boolean {
    if (RECORDS.has(opening.shape)) return !this.isNewStep(last, opening);
    // Titles give no program.
    return !TITLES.has(opening.shape) || this.known.lines.has(opening.line);
  }

  /** Whether a field follows another one for the first time: it may be the first of another record. */
  private isNewStep(last: Opening, opening: Opening): boolean {
    const size = this.steps.size;
    return this.steps.add(`${this.fieldAt(last)}\n${this.fieldAt(opening)}`).size > size;
  }

  private fieldAt({ start, end }: Opening): string {
    return this.text.slice(start, Math.min(end, this.text.indexOf(':', start)));
  }

  /** Reads what begins there, as far as it goes; false when no reader recognises it. */
  private async read(opening: Opening, isGiven: boolean, look: string): Promise<boolean> {
    let isClaimed = false;
    const fit = RECORDS.has(opening.shape) ? 'record' : 'some';
    for (const [rows, part] of this.partsAt(opening).entries()) {
      const isAmong = isGiven || this.isGivenIn(opening, part.end);
      if (rows === 0 && WEAK.has(opening.shape) && isAmong) return true;
      const claims = await claimsOfPart(this.bytes, part.start, part.end, this.known);
      isClaimed ||= claims.length > 0;
      if (isAmong && claims.includes(this.known.reader)) {
        // Some readers pass over what stands before their first row, and some take a heading for a row.
        const isTitle = TITLES.has(opening.shape);
        if (isGiven && isTitle && (await this.take(opening, part, claims, 'some'))) return true;
        if ((!isGiven || isTitle) && (await this.readBeginning(opening))) return true;
        this.own.add(HEADS.has(opening.shape) ? look : opening.shape);
        return true;
      }
      const isAbove = rows === 0 && this.isAboveRows(opening, part.end);
      const least = isAbove ? 'whole' : 'broken';
      if ((await this.take(opening, part, claims, isAmong ? fit : least)) || isAbove) return true;
    }
    return (await this.readBeginning(opening)) || isClaimed;
  }

  /** Whether rows stand right above given ones: most are of packages that are not installed, and fit other lists badly. */
  private isAboveRows({ shape, start, line }: Opening, end: number): boolean {
    return WEAK.has(shape) && this.known.lines.has(line + newlinesIn(this.text, start, end));
  }

  /** Takes what a part gives that was not given yet; false where that is nothing. */
  private async take(
    opening: Opening,
    { start, end }: Stretch,
    claims: readonly Reader[],
    fit: Fit,
  ): Promise<boolean> {
    const { bytes, known, text } = this;
    for (const claim of claims) {
      if (claim === known.reader && (this.isTruncated(end) || this.isInner(opening))) continue;
      const line = lineAt(text, start, opening);
      const document = newIn(partOf(bytes, start, end), claim, known, line, fit);
      if (document === undefined) continue;
      this.found.push(document);
      this.readTo = end;
      await this.readAbove({ start, end }, line, claim);
      return true;
    }
    return false;
  }

  /** Takes the rows above a list that are rows of it too, though the reader of the file took them for its own. */
  private async readAbove({ start: from, end }: Stretch, line: number, claim: Reader): Promise<void> {
    const { bytes, known, text } = this;
    let start = from;
    for (let above = line - 1; above >= line - MAX_ABOVE && known.lines.has(above); above--) {
      start = text.lastIndexOf('\n', start - 2) + 1;
      if (!(await claimsOfPart(bytes, start, end, known)).includes(claim)) return;
      const document = newIn(partOf(bytes, start, end), claim, known, above, 'whole');
      if (document === undefined) return;
      this.found.push(document);
    }
  }

  /** Reads the first lines of what has no end of its own: rows of the list around it follow. */
  private async readBeginning(opening: Opening): Promise<boolean> {
    const isRecord = RECORDS.has(opening.shape);
    for (const end of this.linesAt(opening)) {
      const part = { start: opening.start, end };
      const claims = await claimsOfPart(this.bytes, part.start, part.end, this.known);
      if (claims.includes(this.known.reader)) continue;
      if (!(await this.take(opening, part, claims, isRecord ? 'record' : 'whole'))) continue;
      this.found.push({
        reason: `line ${opening.line}: a list of another kind begins here, and where it ends is not clear`,
      });
      return true;
    }
    return false;
  }

  /** Where the first lines of an opening end, one after the other. */
  private linesAt({ end }: Opening): number[] {
    const ends: number[] = [];
    for (let at = end; ends.length < MAX_BEGINNING - 1 && at < this.text.length; ) {
      const newline = this.text.indexOf('\n', at);
      at = newline === -1 ? this.text.length : newline + 1;
      ends.push(at);
    }
    return BEGINNINGS.flatMap((lines) => ends[lines - 2] ?? []);
  }

  /** Whether a part is the last of a document that was truncated: with a line end it would look whole. */
  private isTruncated(end: number): boolean {
    return end === this.text.length && !this.text.endsWith('\n');
  }

  /** Whether it is in a document of the reader of the file: an element, a field below others, a row that it refused. */
  private isInner({ shape, start, line }: Opening): boolean {
    if (shape === 'markup' || (WEAK.has(shape) && this.known.lines.has(line - 1))) return true;
    const before = this.text.slice(this.text.lastIndexOf('\n', start - 2) + 1, start);
    return (shape === 'field' || shape === 'aligned') && /^(?:[\w ()-]{1,60} *:| +[^\s<])/u.test(before);
  }

  /** Whether a part holds a line that gave a program. */
  private isGivenIn({ start, line }: Opening, end: number): boolean {
    const last = line + newlinesIn(this.text, start, Math.min(end, start + MAX_ROWS)) - 1;
    for (let at = line; at <= last; at++) if (this.known.lines.has(at)) return true;
    return false;
  }

  /** How far a list may go that begins there: to its last row, to an empty line, to the end. */
  private partsAt({ shape, start: at, end: next, line }: Opening): Stretch[] {
    const { text, until } = this;
    // What underlines titles begins with them.
    const start = shape === 'ruler' && at > 0 ? text.lastIndexOf('\n', at - 2) + 1 : at;
    const rest = text.slice(next, Math.min(until, next + MAX_ROWS));
    let row = next;
    const { lines } = this.known;
    for (const { shape: other, start: from, end, line: below } of openingsIn(rest)) {
      if (other !== shape || next + from !== row) break;
      // Rows that the reader of the file left out may be of another list than those that it gave.
      if (WEAK.has(shape) && lines.has(line + below) && !lines.has(line)) break;
      row = next + end;
    }
    const gap = /\n\r*\n/u.exec(rest);
    const stanza = gap === null ? until : next + gap.index + gap[0].length;
    const ends = [...new Set([row, stanza, until])].sort((a, b) => a - b);
    return ends.map((end) => ({ start, end }));
  }
}

/** Rows above a list that are looked at: each costs a reading of the list. */
const MAX_ABOVE = 8;
/** Letters in which the end of a list is looked for. */
const MAX_ROWS = 64 * 1024;

function lineAt(text: string, start: number, opening: Opening): number {
  return opening.line - newlinesIn(text, start, opening.start);
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
