import { quoted } from '../formats/source-position.ts';
import { text } from '../formats/text/decode.ts';
import { failureLines, failureWithin } from '../formats/text/failure-lines.ts';
import { attempt } from '../formats/try.ts';
import { nameKey } from '../matching/names/index.ts';
import { claimsOf, isLastResort } from '../readers/load.ts';
import type { FileResolver, Program, Reader } from '../types.ts';

/** A document in a file that another one is in too, as a reader of it found it. */
export interface FurtherDocument {
  readonly reader: Reader;
  readonly bytes: Uint8Array;
}

/** A part of a file that nobody read. */
export interface UnreadPart {
  readonly reason: string;
  /** It says that a command failed. */
  readonly isFailure?: true;
}

/** What of a file is known already. */
export interface Known {
  /** Lines that gave a program. */
  readonly lines: ReadonlySet<number>;
  /** Lines that gave one to the reader of another document. */
  readonly further: Set<number>;
  /** The names of programs with their ids. */
  readonly programs: Map<string, Set<string>>;
  readonly reader: Reader;
  /** Readers of plugins. */
  readonly own: readonly Reader[] | undefined;
  readonly name: string;
  readonly resolver: FileResolver;
}

/** Bytes of a block that are shown to readers. */
const HEAD = 64 * 1024;
/** The name of a file says what its first document is, and nothing of others. */
const PART = 'part.txt';
const END = Buffer.from('\n\n');

/** A part of a file that is looked at by itself. A list whose last line has no end was truncated; this one goes on. */
export function partOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Buffer.concat([bytes.subarray(start, end), END]);
}

/** The readers that recognise a part of a file. */
export async function claimsOfPart(
  bytes: Uint8Array,
  start: number,
  end: number,
  { name, resolver, own, reader }: Known,
): Promise<readonly Reader[]> {
  const head = partOf(bytes, start, Math.min(end, start + HEAD)).subarray(0, HEAD);
  const plain = await claimsOf(head, PART, PART, own);
  const found = plain.length > 0 || reader.pathOnly ? plain : await claimsOf(head, name, resolver.path, own);
  return found.filter((claim) => claim.pathOnly !== true && !isLastResort(claim));
}

/** Notes what is known of a program. */
export function addKnown(programs: Known['programs'], { name, ids = [] }: Program): void {
  const key = nameKey(name);
  const known = programs.get(key);
  if (known === undefined) programs.set(key, new Set(ids));
  else for (const id of ids) known.add(id);
}

function isKnown(programs: Known['programs'], { name, ids = [] }: Program): boolean {
  const known = programs.get(nameKey(name));
  return known !== undefined && ids.every((id) => known.has(id));
}

/**
 * How well a part of a file has to fit a format: `whole` without a fault, `some` with a program that was not given yet,
 * `record` with one that has more than a name, `broken` even if it has nothing but faults.
 */
export type Fit = 'whole' | 'some' | 'record' | 'broken';

/** A reader of what is in a part of a file and was not given yet; undefined where nothing is, or it does not fit. */
export function newIn(
  block: Uint8Array,
  claim: Reader,
  known: Known,
  line: number,
  fit: Fit = 'broken',
): FurtherDocument | undefined {
  const programs: Program[] = [];
  const { fault } = attempt(() => {
    for (const program of claim.read(block, known.resolver)) programs.push(program);
  });
  const news = programs.filter((program) => !isKnown(known.programs, program));
  const isBroken = fit === 'broken' && programs.length === 0 && fault && claim !== known.reader;
  if ((news.length === 0 && !isBroken) || (fit === 'whole' && fault)) return undefined;
  if (fit === 'record' && news.every(isBare)) return undefined;
  for (const program of news) addKnown(known.programs, program);
  for (const program of programs) if (program.line !== undefined) known.further.add(program.line + line - 1);
  const shifted = news.map((program) =>
    program.line === undefined ? program : { ...program, line: program.line + line - 1 },
  );
  return { reader: given(claim, shifted, fault), bytes: block };
}

/** A field called Name stands in many records. */
function isBare({ version, publisher, ids = [] }: Program): boolean {
  return version === undefined && publisher === undefined && ids.length === 0;
}

/** A reader that gives what was read already. */
function given(reader: Reader, programs: readonly Program[], fault: unknown): Reader {
  return {
    ...reader,
    *read() {
      yield* programs;
      if (fault !== undefined) throw fault;
    },
  };
}

/** What a text says of commands that failed, wherever it says so. */
export function failuresIn(bytes: Uint8Array): UnreadPart[] {
  const [first, ...more] = failureLines(readable(bytes));
  if (first === undefined) return [];
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  return [failed(first.line, first.text, others)];
}

/** The text in some bytes; if they are of no known encoding, what of it ASCII shows. */
function readable(bytes: Uint8Array): string {
  return attempt(() => text(bytes)).value ?? Buffer.from(bytes).toString('latin1');
}

/** What a part that nobody recognises says of a command that failed. */
export function failureIn(block: Uint8Array, line: number): UnreadPart[] {
  const failure = failureWithin(readable(block));
  return failure === undefined ? [] : [failed(line, failure)];
}

function failed(line: number, text: string, others = ''): UnreadPart {
  return {
    reason: `line ${line}: part of what was collected failed: ${quoted(text)}${others}`,
    isFailure: true,
  };
}
