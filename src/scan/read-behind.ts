import { Buffer } from 'node:buffer';
import { newlinesIn } from '../formats/text/newlines.ts';
import { limits } from '../limits.ts';
import type { Sighting, SourceFile } from '../types.ts';
import { noteListed, type ScanState } from './state.ts';

/** Reads a file of any format. */
export type ReadAny = (state: ScanState, file: SourceFile) => Promise<void>;

/** What stands in a file behind lines that are no part of it. */
export interface Behind {
  readonly content: Uint8Array;
  /** How many lines stand before it. */
  readonly lines: number;
}

/** Reads what stands behind other lines as if it stood alone. What is said of lines in it is said of lines of the file. */
export async function readBehind(
  state: ScanState,
  file: SourceFile,
  { content, lines }: Behind,
  read: ReadAny,
): Promise<void> {
  const inside: ScanState = { ...state, listed: false, hasInventory: false, sightings: [], gaps: [] };
  const head = content.subarray(0, limits.head);
  await read(inside, { ...file, head: async () => head, bytes: async () => content });
  noteListed(state, inside);
  addBehind(state, inside, lines);
}

/** Adds what a part of a file gave, behind so many lines. */
export function addBehind(
  state: ScanState,
  { sightings, gaps }: Pick<ScanState, 'sightings' | 'gaps'>,
  lines: number,
): void {
  for (const sighting of sightings) state.sightings.push(withLine(sighting, lines));
  for (const gap of gaps) state.gaps.push({ ...gap, reason: shifted(gap.reason, lines) });
}

function withLine(sighting: Sighting, by: number): Sighting {
  return sighting.line === undefined ? sighting : { ...sighting, line: sighting.line + by };
}

function shifted(reason: string, by: number): string {
  return reason.replace(/^(?<document>document \d+: )?line (?<line>\d+)(?=:)/u, (...match) => {
    const { document = '', line } = match.at(-1);
    return `${document}line ${Number(line) + by}`;
  });
}

const NEWLINE = 0x0a;
const MARK = Buffer.from('\ufeff');
const BLANKS: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n'));
const BLANK = 0x20;

/**
 * Reads what stands behind blank lines. Many formats begin with their first byte, and what shows others is not in the
 * beginning of a file that is all blank.
 *
 * @returns false for a file without blank lines at its beginning, or with nothing else
 */
export async function readBehindBlanks(state: ScanState, file: SourceFile, read: ReadAny): Promise<boolean> {
  const bytes = await file.bytes();
  const mark = MARK.equals(bytes.subarray(0, MARK.length)) ? MARK.length : 0;
  let first = mark;
  while (BLANKS.has(bytes[first] ?? 0)) first++;
  // A control character shows that what looks like the end of a line is none.
  if ((bytes[first] ?? 0) <= BLANK) return false;
  // The first line may be indented, as those of tables are.
  const start = first < limits.head ? bytes.lastIndexOf(NEWLINE, first) + 1 : first;
  if (start <= mark) return false;
  const body = bytes.subarray(start);
  const content = mark > 0 ? Buffer.concat([MARK, body]) : body;
  await readBehind(state, file, { content, lines: newlinesIn(bytes, 0, start) }, read);
  return true;
}
