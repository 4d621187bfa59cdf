import type { Block } from '../formats/text/blocks.ts';
import { newlinesIn } from '../formats/text/newlines.ts';
import { limits } from '../limits.ts';
import type { Reader } from '../types.ts';
import {
  claimsOfPart,
  type Fit,
  type FurtherDocument,
  failureIn,
  type Known,
  newIn,
  partOf,
  type UnreadPart,
} from './further-documents.ts';

/**
 * Documents that are blocks of a file beside the one of its reader, and blocks that nobody recognises and that say that
 * something failed.
 *
 * @param forms the first run of blocks of each form
 */
export async function furtherBlocks(
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

async function furtherIn(
  bytes: Uint8Array,
  { start, end, line, form }: Block & { readonly line: number },
  known: Known,
): Promise<(FurtherDocument | UnreadPart)[]> {
  const last = line + newlinesIn(bytes, start, end);
  const isGiven = [...known.lines].some((at) => at >= line && at <= last);
  // A reader that takes the first line of another document into its own record still gives that line. To a strict one,
  // fields of another format are its own.
  const areFields = isGiven && known.reader.strict === true && form.startsWith('field ');
  if (isGiven && !areFields && !/^(?:json|xml)/u.test(form)) return [];
  const isJson = form.startsWith('json ');
  const claims: Claim[] = [];
  let isClaimed = false;
  // A document may have several blocks, and another document behind it.
  for (const to of end === bytes.length ? [end] : [end, bytes.length]) {
    const readers = await claimsOfPart(bytes, start, to, known);
    // What follows may be of the list around it, and what begins here of another.
    if (isGiven && !isJson && readers.includes(known.reader)) {
      if (claims.length === 0) return [];
      break;
    }
    isClaimed ||= readers.length > 0;
    for (const reader of readers) if (reader !== known.reader || to === end) claims.push({ reader, to });
  }
  const given = (fit: Fit) =>
    firstIn(claims, ({ reader, to }) => newIn(partOf(bytes, start, to), reader, known, line, fit));
  const found = given(isJson || isGiven ? 'some' : 'broken');
  if (found !== undefined) return [found];
  if (areFields) return [];
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
