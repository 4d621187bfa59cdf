import { jsonDocuments } from '../formats/markup/json-documents.ts';
import type { FileResolver, Program, Reader } from '../types.ts';
import { type BlockForms, formsOf } from './block-forms.ts';
import { embeddedDocuments } from './embedded-documents.ts';
import { foreignElements } from './foreign-elements.ts';
import { hasForeignLine } from './foreign-lines.ts';
import { furtherBlocks } from './further-blocks.ts';
import {
  addKnown,
  type FurtherDocument,
  failuresIn,
  type Known,
  type UnreadPart,
} from './further-documents.ts';
import { inOrder, listsIn, type Stretch } from './list-openings.ts';
import { addNameless, type Nameless, namelessIn } from './no-name.ts';
import { plainTextOf } from './plain-text.ts';
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
  rest(name: string, resolver: FileResolver, isReported: boolean): Promise<readonly Part[]>;
}

type Part = FurtherDocument | UnreadPart;

/**
 * Accounts for every part of a passed file: lists that were collected stand one behind the other in one file, in any
 * order and of any two formats, and each reader sees its own only.
 */
export function accountOf(bytes: Uint8Array, reader: Reader, own?: readonly Reader[]): DocumentAccount {
  const { bytes: plain, isTail } = plainTextOf(bytes);
  const blocks = formsOf(plain);
  const isMixed = blocks.forms.length > (isTail ? 0 : 1);
  // A reader that reports each line which is not its own leaves nothing between its records.
  const isStrict = reader.strict === true && !hasForeignLine(plain);
  const isOpen = plain.length > 0 && !isStrict && !(isTail && plain.includes(0));
  const given: Given = { lines: new Set(), withoutLine: 0, names: new Set(), programs: new Map() };
  const nameless: Nameless = { count: 0 };
  return {
    isMixed,
    saw(program) {
      addNameless(nameless, program);
      if (isMixed || isOpen) addGiven(given, program);
    },
    async rest(name, resolver, isReported) {
      const { lines, programs } = given;
      const known: Known = { lines, further: new Set<number>(), programs, reader, own, name, resolver };
      const parts: Part[] = isMixed ? await furtherBlocks(plain, blocks.forms, known) : [];
      parts.push(...namelessIn(nameless));
      if (!isOpen) return parts;
      const text = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('latin1');
      parts.push(...(await listsIn(plain, text, blocks, known)));
      // A block that nobody recognises says that something failed, too.
      if (!isReported && !parts.some((part) => 'isFailure' in part)) parts.push(...failuresIn(plain));
      parts.push(...(await withinJson(plain, blocks.json, given, known, isReported)));
      const isSaid = isReported || parts.some((part) => 'reason' in part);
      if (isSaid || isTail || MARKUP.test(text)) return parts;
      const isAlone = parts.length === 0;
      return [...parts, ...rowsApart(text, blocks, given, known, isAlone)];
    },
  };
}

/** What the reader of a file gave. */
interface Given extends Pick<Known, 'programs'> {
  readonly lines: Set<number>;
  /** Programs of no line. */
  withoutLine: number;
  readonly names: Set<string>;
}

function addGiven(given: Given, program: Program): void {
  if (program.line === undefined) given.withoutLine++;
  else given.lines.add(program.line);
  given.names.add(program.name);
  addKnown(given.programs, program);
}

/** What is in documents in JSON and their reader passed over. */
async function withinJson(
  bytes: Uint8Array,
  json: readonly Stretch[],
  { names }: Given,
  known: Known,
  isReported: boolean,
): Promise<Part[]> {
  const parts: Part[] = [];
  // Where the reader took nothing, what is inside is read as documents of their own.
  if (isReported && names.size === 0) return parts;
  for (const { start, end } of json) {
    const { values } = jsonDocuments(bytes.subarray(start, end));
    if (!isReported) parts.push(...foreignElements(values, names));
    if (names.size > 0) parts.push(...(await embeddedDocuments(values, names, known)));
  }
  return parts;
}

/** How a document of markup begins: what of it is text stands in elements. */
const MARKUP = /^(?:\xef\xbb\xbf)?\s*</u;

/**
 * Rows of other lists among those that gave programs, where it is known which these are.
 *
 * @param isAlone whether nothing else was found in the file
 */
function rowsApart(
  text: string,
  blocks: BlockForms,
  { lines, withoutLine }: Given,
  { reader, further }: Known,
  isAlone: boolean,
): UnreadPart[] {
  // What describes one program has no rows of its own.
  const isRecord = withoutLine === 1 && lines.size === 0;
  const areRowsKnown = isRecord || (withoutLine === 0 && (lines.size > 0 || reader.id === ''));
  if (!areRowsKnown || reader.freeText === 'all') return [];
  const apart = isAlone ? blocks.sections : inOrder(blocks);
  return strayRows(text, { given: lines, further, apart, hasFreeText: isRecord || reader.freeText === true });
}
