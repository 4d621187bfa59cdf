import { quoted } from '../formats/source-position.ts';
import { type Block, blocksOf } from '../formats/text/blocks.ts';
import { encodingOf, text } from '../formats/text/decode.ts';
import { attempt } from '../formats/try.ts';
import { nameKey } from '../matching/names/index.ts';
import { claimsOf } from '../readers/load.ts';
import type { FileResolver, Program, Reader } from '../types.ts';

/** A document in a file that another one is in too, as a reader of it found it. */
export interface FurtherDocument {
  readonly reader: Reader;
  readonly bytes: Uint8Array;
}

/** A part of a file that nobody read. */
export interface UnreadPart {
  readonly reason: string;
}

/** What a handed file holds beside what its reader gave. */
export interface DocumentAccount {
  /** Whether there may be more than one document: then nothing may be passed over unseen. */
  readonly isMixed: boolean;
  /** Notes what the reader gave. */
  saw(program: Program): void;
  /** Further documents that give what the reader did not, and parts that say that something failed. */
  rest(name: string, resolver: FileResolver): Promise<readonly (FurtherDocument | UnreadPart)[]>;
}

/** Forms of blocks that are looked at; a real list has few, for one document has one form. */
const MOST_FORMS = 400;
/** Bytes of a block that are shown to readers. */
const HEAD = 64 * 1024;

/**
 * Accounts for every block of a handed file: lists that were collected stand one behind the other in one file, in any
 * order and of any two formats, and each reader sees its own only.
 */
export function accountOf(bytes: Uint8Array, reader: Reader, own?: readonly Reader[]): DocumentAccount {
  const plain = plainText(bytes) ?? tailOf(bytes);
  const forms = formsOf(plain);
  const isTail = plain.length > 0 && plain.length < bytes.length && bytes.subarray(0, HEAD).includes(0);
  const isMixed = forms.length > (isTail ? 0 : 1);
  const lines = new Set<number>();
  const names = new Set<string>();
  return {
    isMixed,
    saw({ line, name }) {
      if (!isMixed) return;
      if (line !== undefined) lines.add(line);
      names.add(nameKey(name));
    },
    async rest(name, resolver) {
      if (!isMixed) return [];
      const known = { lines, names, reader, own };
      const found: (FurtherDocument | UnreadPart)[] = [];
      let line = 1;
      let at = 0;
      for (const run of forms) {
        line += newlines(plain, at, run.start);
        at = run.start;
        found.push(...(await furtherIn(plain, { ...run, line }, known, { name, resolver })));
      }
      return found;
    },
  };
}

interface Known {
  readonly lines: ReadonlySet<number>;
  readonly names: Set<string>;
  readonly reader: Reader;
  /** Readers of plugins. */
  readonly own: readonly Reader[] | undefined;
}

interface Place {
  readonly name: string;
  readonly resolver: FileResolver;
}

/** Bytes that ASCII shows through; undefined of what is no text. */
function plainText(bytes: Uint8Array): Uint8Array | undefined {
  if (!bytes.subarray(0, HEAD).includes(0)) return bytes;
  const { value: encoding } = attempt(() => encodingOf(bytes.subarray(0, HEAD & ~1)));
  if (encoding?.startsWith('utf-16') !== true) return undefined;
  const { value } = attempt(() => text(bytes));
  return value === undefined ? undefined : Buffer.from(value);
}

/** Text that stands behind the last zero of what is no text: something was appended to it. */
function tailOf(bytes: Uint8Array): Uint8Array {
  const tail = bytes.subarray(endOf(bytes));
  const first = tail.findIndex((byte) => byte !== 0);
  return first === -1 || tail.length === bytes.length ? NOTHING : tail.subarray(first);
}

/** Where databases and hives say that they end, else behind the last zero. */
function endOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = Buffer.from(bytes.subarray(0, 15)).toString('latin1');
  if (magic === 'SQLite format 3' && bytes.length >= 100) {
    const size = view.getUint16(16);
    return Math.min(bytes.length, (size === 1 ? 65_536 : size) * view.getUint32(28));
  }
  if (magic.startsWith('regf') && bytes.length >= 44)
    return Math.min(bytes.length, 4096 + view.getUint32(40, true));
  return bytes.lastIndexOf(0) + 1;
}

const NOTHING = new Uint8Array();

/** The first run of blocks of each form, in order. A long list is of one form. */
function formsOf(bytes: Uint8Array): Block[] {
  const runs: Block[] = [];
  const known = new Set<string>();
  let last: Block | undefined;
  for (const block of blocksOf(bytes)) {
    if (last?.form === block.form) {
      last = { ...last, end: block.end };
      runs[runs.length - 1] = last;
      continue;
    }
    last = undefined;
    if (known.has(block.form)) continue;
    known.add(block.form);
    runs.push(block);
    last = block;
    if (runs.length > MOST_FORMS) break;
  }
  return runs;
}

function newlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a, from); at !== -1 && at < to; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}

async function furtherIn(
  bytes: Uint8Array,
  { start, end, line, form }: Block & { readonly line: number },
  known: Known,
  { name, resolver }: Place,
): Promise<(FurtherDocument | UnreadPart)[]> {
  const last = line + newlines(bytes, start, end);
  const isGiven = [...known.lines].some((at) => at >= line && at <= last);
  // A reader that takes the first line of another document into its own record still gives that line.
  if (isGiven && !/^(?:json|xml)/u.test(form)) return [];
  let isClaimed = false;
  // A document may have several blocks, and another document behind it.
  for (const to of end === bytes.length ? [end] : [end, bytes.length]) {
    // A list whose last line has no end was truncated; this one goes on.
    const block = Buffer.concat([bytes.subarray(start, to), Buffer.from('\n\n')]);
    const claims = await claimsOf(block.subarray(0, HEAD), name, resolver.path, known.own);
    isClaimed ||= claims.length > 0;
    if (isGiven && claims.includes(known.reader)) return [];
    for (const claim of claims) {
      if (claim === known.reader && to !== end) continue;
      const found = newIn(block, claim, { known, resolver, line });
      if (found !== undefined) return [{ reader: found, bytes: block }];
    }
  }
  return isClaimed ? [] : failureIn(bytes.subarray(start, Math.min(end, start + 4096)), line);
}

/** A reader of what is in a block and was not given yet; undefined where nothing is. */
function newIn(
  block: Uint8Array,
  claim: Reader,
  { known, resolver, line }: { known: Known; resolver: FileResolver; line: number },
): Reader | undefined {
  const programs: Program[] = [];
  const { fault } = attempt(() => {
    for (const program of claim.read(block, resolver)) programs.push(program);
  });
  const news = programs.filter((program) => !known.names.has(nameKey(program.name)));
  const isBroken = programs.length === 0 && fault !== undefined && claim !== known.reader;
  if (news.length === 0 && !isBroken) return undefined;
  for (const program of news) known.names.add(nameKey(program.name));
  return given(
    claim,
    news.map((program) => shifted(program, line - 1)),
    fault,
  );
}

function failureIn(block: Uint8Array, line: number): UnreadPart[] {
  const failure = FAILURE.exec(Buffer.from(block).toString('latin1'))?.[0].trim();
  if (failure === undefined) return [];
  return [{ reason: `line ${line}: part of what was collected failed: ${quoted(failure)}` }];
}

/** What shells and PowerShell print where a command failed. */
const FAILURE =
  /^[^\n]{0,200}(?:Access is denied|is not recognized as|command not found|Permission denied|FullyQualifiedErrorId|CategoryInfo\s*:|No such file or directory|Traceback \(most recent call last\))[^\n]{0,200}/imu;

function shifted(program: Program, by: number): Program {
  return program.line === undefined ? program : { ...program, line: program.line + by };
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
