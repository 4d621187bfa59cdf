import { jsonDocuments } from '../formats/markup/json-documents.ts';
import { type Block, blocksOf } from '../formats/text/blocks.ts';
import { newlinesIn } from '../formats/text/newlines.ts';
import { limits } from '../limits.ts';
import type { FileResolver, Program, Reader } from '../types.ts';
import { embeddedDocuments } from './embedded-documents.ts';
import { foreignElements } from './foreign-elements.ts';
import {
  addKnown,
  claimsOfPart,
  type Fit,
  type FurtherDocument,
  failureIn,
  failuresIn,
  type Known,
  newIn,
  partOf,
  type UnreadPart,
} from './further-documents.ts';
import { listsIn, type Stretch, type Whole } from './list-openings.ts';
import { noName } from './no-name.ts';
import { plainTextOf } from './plain-text.ts';
import { sectionLines } from './section-lines.ts';
import { strayRows } from './stray-rows.ts';

/** What a passed file holds beside what its reader gave. */
export interface DocumentAccount {
  /** Whether there may be more than one document: then nothing may be passed over unseen. */
  readonly isMixed: boolean;
  /** Notes what the reader gave. */
  saw(program: Program): void;
  /**
   * Further documents that give what the reader did not, and parts that say that something failed.
   *
   * @param isReported whether the reader said itself that the file is not whole
   */
  rest(
    name: string,
    resolver: FileResolver,
    isReported: boolean,
  ): Promise<readonly (FurtherDocument | UnreadPart)[]>;
}

/** How a document of markup begins: what of it is text stands in elements. */
const MARKUP = /^(?:\xef\xbb\xbf)?\s*</u;
/** Forms of blocks that are looked at; a real list has few. Behind these, only lines that look like lists are. */
const MAX_FORMS = 400;
/**
 * Accounts for every part of a passed file: lists that were collected stand one behind the other in one file, in any
 * order and of any two formats, and each reader sees its own only.
 */
export function accountOf(bytes: Uint8Array, reader: Reader, own?: readonly Reader[]): DocumentAccount {
  const { bytes: plain, isTail } = plainTextOf(bytes);
  const { forms, json, sections } = formsOf(plain);
  const isMixed = forms.length > (isTail ? 0 : 1);
  // A reader that reports each line which is not its own leaves nothing between its records.
  const isStrict = reader.strict === true && !hasForeignLine(plain);
  const isOpen = plain.length > 0 && !isStrict && !(isTail && plain.includes(0));
  const lines = new Set<number>();
  const names = new Set<string>();
  let withoutLine = 0;
  const programs: Known['programs'] = new Map();
  const nameless: Nameless = { count: 0 };
  return {
    isMixed,
    saw(program) {
      addNameless(nameless, program);
      if (!isMixed && !isOpen) return;
      if (program.line === undefined) withoutLine++;
      else lines.add(program.line);
      names.add(program.name);
      addKnown(programs, program);
    },
    async rest(name, resolver, isReported) {
      const known = { lines, further: new Set<number>(), programs, reader, own, name, resolver };
      const found = isMixed ? await furtherBlocks(plain, forms, known) : [];
      found.push(...namelessIn(nameless));
      if (!isOpen) return found;
      const text = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('latin1');
      const all = [...found, ...(await listsIn(plain, text, { json, sections }, known))];
      // A block that nobody recognises says that something failed, too.
      if (!isReported && !all.some((part) => 'isFailure' in part)) all.push(...failuresIn(plain));
      // Where the reader took nothing, what is inside is read as documents of their own.
      const looked = isReported && names.size === 0 ? [] : json;
      for (const { start, end } of looked) {
        const { values } = jsonDocuments(plain.subarray(start, end));
        if (!isReported) all.push(...foreignElements(values, names));
        if (names.size > 0) all.push(...(await embeddedDocuments(values, names, known)));
      }
      // What describes one program has no rows of its own.
      const isRecord = withoutLine === 1 && lines.size === 0;
      const areRowsKnown = isRecord || (withoutLine === 0 && (lines.size > 0 || reader.id === ''));
      const isSaid = isReported || all.some((part) => 'reason' in part);
      if (areRowsKnown && reader.freeText !== 'all' && !isSaid && !isTail && !MARKUP.test(text)) {
        const apart = all.length === 0 ? sections : inOrder([...json, ...sections]);
        const hasFreeText = isRecord || reader.freeText === true;
        all.push(...strayRows(text, { given: lines, further: known.further, apart, hasFreeText }));
      }
      return all;
    },
  };
}

function inOrder(stretches: readonly Stretch[]): Stretch[] {
  return [...stretches].sort((one, other) => one.start - other.start);
}

/**
 * Indented lines go on a field, whatever they say, and a path or a remark before a colon passes for the name of one: a ruler,
 * a line that begins so, or a field that has its first value two blanks in shows that they are a list.
 */
function hasForeignLine(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (['\n    ----------', '\n#', '\n/'].some((beginning) => buffer.includes(beginning))) return true;
  return [':\n  ', ':\r\n  '].some((end) => hasFieldBefore(buffer, end));
}

/** Whether a field that is not indented ends so. */
function hasFieldBefore(buffer: Buffer, end: string): boolean {
  for (let at = buffer.indexOf(end); at !== -1; at = buffer.indexOf(end, at + 1)) {
    const start = buffer.lastIndexOf('\n', at) + 1;
    if ((buffer[start] ?? 0) > 0x20) return true;
  }
  return false;
}

/** Entries in which something else stands in the place of a name. */
interface Nameless {
  count: number;
  first?: string;
}

function addNameless(nameless: Nameless, program: Program): void {
  const reason = noName(program);
  if (reason === undefined) return;
  nameless.count++;
  nameless.first ??= program.line === undefined ? reason : `line ${program.line}: ${reason}`;
}

function namelessIn({ count, first }: Nameless): UnreadPart[] {
  if (first === undefined) return [];
  return [{ reason: `${first}${count > 1 ? ` (and ${count - 1} more)` : ''}` }];
}

async function furtherBlocks(
  plain: Uint8Array,
  forms: readonly Block[],
  known: Known,
): Promise<(FurtherDocument | UnreadPart)[]> {
  const found: (FurtherDocument | UnreadPart)[] = [];
  let line = 1;
  let at = 0;
  for (const run of forms) {
    line += newlinesIn(plain, at, run.start);
    at = run.start;
    found.push(...(await furtherIn(plain, { ...run, line }, known)));
  }
  return found;
}

/** The first run of blocks of each form, in order, and what is whole. A long list is of one form. */
function formsOf(bytes: Uint8Array): { readonly forms: readonly Block[] } & Whole {
  const forms: Block[] = [];
  const json: Stretch[] = [];
  const sections: Stretch[] = [];
  const known = new Set<string>();
  let last: Block | undefined;
  for (const block of blocksOf(bytes)) {
    if (block.form.startsWith('json ')) addStretch(bytes, json, block);
    if (block.form === 'section')
      for (const lines of sectionLines(bytes, block.start, block.end)) addStretch(bytes, sections, lines);
    if (last?.form === block.form) {
      last = { ...last, end: block.end };
      forms[forms.length - 1] = last;
      continue;
    }
    last = undefined;
    if (known.has(block.form) || forms.length > MAX_FORMS) continue;
    known.add(block.form);
    forms.push(block);
    last = block;
  }
  return { forms, json, sections };
}

/** Documents with nothing but line ends between them are one stretch. */
function addStretch(bytes: Uint8Array, stretches: Stretch[], { start, end }: Stretch): void {
  const last = stretches.at(-1);
  const isNext = last && start - last.end <= MOST_ENDS && bytes.subarray(last.end, start).every(isBlank);
  if (isNext) stretches[stretches.length - 1] = { start: last.start, end };
  else stretches.push({ start, end });
}

/** Bytes of two line ends. */
const MOST_ENDS = 4;

function isBlank(byte: number): boolean {
  return byte <= 0x20;
}

async function furtherIn(
  bytes: Uint8Array,
  { start, end, line, form }: Block & { readonly line: number },
  known: Known,
): Promise<(FurtherDocument | UnreadPart)[]> {
  const last = line + newlinesIn(bytes, start, end);
  const isGiven = [...known.lines].some((at) => at >= line && at <= last);
  // A reader that takes the first line of another document into its own record still gives that line.
  if (isGiven && !/^(?:json|xml)/u.test(form)) return [];
  const isJson = form.startsWith('json ');
  const claims: Claim[] = [];
  let isClaimed = false;
  // A document may have several blocks, and another document behind it.
  for (const to of end === bytes.length ? [end] : [end, bytes.length]) {
    const readers = await claimsOfPart(bytes, start, to, known);
    if (isGiven && !isJson && readers.includes(known.reader)) return [];
    isClaimed ||= readers.length > 0;
    for (const reader of readers) if (reader !== known.reader || to === end) claims.push({ reader, to });
  }
  const given = (fit: Fit) =>
    firstIn(claims, ({ reader, to }) => newIn(partOf(bytes, start, to), reader, known, line, fit));
  const found = given(isJson ? 'some' : 'broken');
  if (found !== undefined) return [found];
  // A reader may take a wrapper for a document of its own, and find nothing in it.
  const wrapped = isJson ? await wrappedIn(bytes.subarray(start, end), line, known) : [];
  if (wrapped.length > 0) return wrapped;
  const broken = isJson ? given('broken') : undefined;
  if (broken !== undefined) return [broken];
  return isClaimed ? [] : failureIn(bytes.subarray(start, Math.min(end, start + 4096)), line);
}

/** A reader that recognises a part up to a place. */
interface Claim {
  readonly reader: Reader;
  readonly to: number;
}

function firstIn<T, U>(items: readonly T[], of: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Documents in the wrapper that JSON of an unknown format may be. */
async function wrappedIn(
  block: Uint8Array,
  line: number,
  known: Known,
): Promise<(FurtherDocument | UnreadPart)[]> {
  const { wrappedDocuments } = await import('./wrapped-documents.ts');
  const { name, resolver, own } = known;
  const file = {
    path: name,
    resolver,
    bytes: async () => block,
    head: async () => block.subarray(0, limits.head),
  };
  const { documents, faults } = await wrappedDocuments(file, own);
  if (documents.length === 0) return [];
  const found = documents.map(({ reader, bytes }) => newIn(bytes, withoutLines(reader), known, line));
  return [
    ...found.filter((one) => one !== undefined),
    ...faults.map((fault) => ({ reason: `line ${line}: ${fault}` })),
  ];
}

/** A line of a wrapped document is none of the file. */
function withoutLines(reader: Reader): Reader {
  return {
    ...reader,
    *read(bytes, resolver) {
      for (const { line: _, ...program } of reader.read(bytes, resolver)) yield program;
    },
  };
}
