import { abridgedJson } from '../formats/markup/json-abridged.ts';
import { limits } from '../limits.ts';
import { recognise } from '../readers/load.ts';
import type { Reader, SourceFile } from '../types.ts';

/** Above this a document that its beginning does not tell is left to `--as`: all of it would be held at once. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * The reader that recognises a file by its first bytes; where none does and it is a JSON document of more than those,
 * by the keys of all of it. Many tools write what tells their documents at the end.
 *
 * @throws Error when two readers recognise it
 */
export async function recogniseFile(file: SourceFile, name: string): Promise<Reader | undefined> {
  const head = await file.head();
  const reader = await recognise(head, name, file.resolver.path);
  if (reader || head.length < limits.head || !isJson(head)) return reader;
  if (file.size !== undefined && file.size > MAX_BYTES) return undefined;
  const short = abridgedJson(await file.bytes());
  return short && recognise(short.subarray(0, limits.head), name, file.resolver.path);
}

/** Whether a list or an object begins here, behind a byte order mark or not, in UTF-8 or UTF-16. */
function isJson(head: Uint8Array): boolean {
  const [first] = head.subarray(0, 64).filter((byte) => byte > 0x20 && byte < 0x7f);
  return first === 0x5b || first === 0x7b;
}
