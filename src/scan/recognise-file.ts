import { abridgedJson } from '../formats/markup/json-abridged.ts';
import { textInJson } from '../formats/markup/json-text.ts';
import { limits } from '../limits.ts';
import { recognise } from '../readers/load.ts';
import type { Reader, SourceFile } from '../types.ts';

/** Above this a document that its beginning does not tell is left to `--as`: all of it would be held at once. */
const MAX_BYTES = 512 * 1024 * 1024;

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
  file: SourceFile,
  name: string,
  own?: readonly Reader[],
): Promise<Recognised | undefined> {
  const head = await file.head();
  const { path } = file.resolver;
  const reader = await recognise(head, name, path, own);
  if (reader) return { reader };
  if (!isJson(head) || (file.size !== undefined && file.size > MAX_BYTES)) return undefined;
  const bytes = await file.bytes();
  const text = textInJson(bytes);
  const short = text ?? abridgedJson(bytes);
  const other = short && (await recognise(short.subarray(0, limits.head), name, path, own));
  return other && { reader: other, ...(text ? { text } : {}) };
}

/** Whether a list, an object or a text begins here, behind a byte order mark or not, in UTF-8 or UTF-16. */
function isJson(head: Uint8Array): boolean {
  const [first] = head.subarray(0, 64).filter((byte) => byte > 0x20 && byte < 0x7f);
  return first === 0x5b || first === 0x7b || first === 0x22;
}
