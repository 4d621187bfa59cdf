import { beginningOf, beginsAsJson } from '../formats/markup/json-beginning.ts';
import { limits } from '../limits.ts';
import { recognise, unknownFormat } from '../readers/load.ts';
import type { Reader, SourceFile } from '../types.ts';

/** A reader that recognises a file, and the text in it where that is what it reads. */
export interface Recognised {
  readonly reader: Reader;
  readonly text?: Uint8Array;
}

/**
 * The reader that recognises a file by its first bytes; where none does and it is a JSON document of more than those,
 * by the keys of all of it. Many tools write what shows their documents at the end.
 *
 * @param own readers of plugins
 * @throws Error when two readers recognise it
 */
export async function recogniseFile(
  file: Pick<SourceFile, 'resolver' | 'head' | 'bytes'>,
  name: string,
  own?: readonly Reader[],
): Promise<Recognised | undefined> {
  const head = await file.head();
  const { path } = file.resolver;
  const reader = await recognise(head, name, path, own);
  if (reader) return { reader };
  if (!mayBeJson(head)) return undefined;
  return recogniseWhole(await file.bytes(), (document) =>
    recognise(document.subarray(0, limits.head), name, path, own),
  );
}

/** Recognises a JSON document by its keys, or the text in it. What few files need is loaded for them. */
async function recogniseWhole(
  bytes: Uint8Array,
  readerFor: (document: Uint8Array) => Promise<Reader | undefined>,
): Promise<Recognised | undefined> {
  const { abridgedJson } = await import('../formats/markup/json-abridged.ts');
  const short = abridgedJson(bytes);
  if (short === undefined || TEXTS.test(Buffer.from(short).toString('latin1'))) {
    const { textInJson } = await import('../formats/markup/json-text.ts');
    const text = textInJson(bytes);
    const reader = text && (await readerFor(text));
    if (text) return reader && { reader, text };
  }
  const reader = short && (await readerFor(short));
  return reader && { reader };
}

/**
 * Why nothing recognises a file: what it nearly is, as far as its first bytes and its keys show.
 *
 * @param own readers of plugins
 */
export async function reasonUnknown(file: SourceFile, own?: readonly Reader[]): Promise<string> {
  const head = await file.head();
  const { abridgedJson } = await import('../formats/markup/json-abridged.ts');
  const near = await unknownFormat((mayBeJson(head) && abridgedJson(await file.bytes())) || head, own);
  return near === undefined ? UNKNOWN : `unknown format: ${near} (see 'interdict formats')`;
}

/** What is said of a file that looks like nothing that is read. */
export const UNKNOWN = "unknown format: use --as <reader> (see 'interdict formats')";

/** What carries a text: a list of lines, or what was noted of a command. */
const TEXTS = /^\s*\[\s*"|"(?:stdout|stdout_lines|output)"\s*:/u;

/** Whether a list, an object or a text begins here, or behind more blanks than these. */
function mayBeJson(head: Uint8Array): boolean {
  const start = beginningOf(head);
  return head[start] === QUOTE || beginsAsJson(head) || (start === head.length && start >= limits.head);
}

const QUOTE = 0x22;
