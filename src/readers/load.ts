import { beginsAsJson } from '../formats/markup/json-beginning.ts';
import type { Reader } from '../types.ts';
import { load, readerMetadata } from './metadata.ts';

export { type ReaderMetadata, readerMetadata } from './metadata.ts';

/**
 * Loads one reader by its id.
 *
 * @param own readers of plugins
 * @throws Error when there is no reader of this id
 */
export async function readerOf(id: string, own: readonly Reader[] = []): Promise<Reader> {
  const reader = own.find((one) => one.id === id) ?? (await load(id));
  if (!reader) throw new Error(await unknownReader(id, own));
  return reader;
}

/** What is said of an id that no reader has; the words for it are loaded when they are needed. */
async function unknownReader(id: string, own: readonly Reader[]): Promise<string> {
  const { unknownWord } = await import('../matching/names/nearest.ts');
  const ids = [...own, ...readerMetadata].map((metadata) => metadata.id);
  return `${unknownWord('reader', id, ids)} ('interdict formats' lists all)`;
}

/**
 * A reader of tables whose columns the caller names: `name=Title,version=Version,publisher=Vendor`.
 *
 * @throws Error when the mapping is not of that form
 */
export async function columnsReader(mapping: string): Promise<Reader> {
  const { columnReader, parseColumns } = await import('./columns.ts');
  return columnReader(parseColumns(mapping));
}

/** Every reader of the house, loaded. */
export async function allReaders(): Promise<readonly Reader[]> {
  all ??= Promise.all(readerMetadata.map((metadata) => readerOf(metadata.id)));
  return all;
}

let all: Promise<readonly Reader[]> | undefined;

/**
 * Readers whose sign is in the content alone, certain, and cheap to look for: what one of them recognises no
 * other is asked about. A fleet hands over thousands of these, and sixty questions cost more than the reading.
 */
const CERTAIN = ['dpkg-status'];

/**
 * Readers of JSON that know the very keys of a tool: readers that take any rows with a name and a version are asked
 * only about what none of these knows.
 */
const CERTAIN_JSON = ['interface-evidence', 'interface-answer'];

/** Readers that are asked only about what no other recognises: they say that they do not know whose list it is. */
const LAST_RESORT = ['package-pairs'];

let certainJson: Promise<readonly Reader[]> | undefined;
let certain: Promise<readonly Reader[]> | undefined;
let recognisers: Promise<readonly Reader[]> | undefined;

/**
 * The reader that recognises a passed file by its first bytes, its base name and where it lay.
 *
 * @throws Error when two of them do: a guess would be no answer
 */
export async function recognise(
  head: Uint8Array,
  name: string,
  path: string = name,
  own: readonly Reader[] = [],
): Promise<Reader | undefined> {
  const claims = await claimsOf(head, name, path, own);
  if (claims.length > 1) {
    throw new Error(`${claims.map((reader) => reader.id).join(' and ')} both recognise it; --as names one`);
  }
  return claims[0];
}

/**
 * Every reader that recognises a passed file, or a part of one.
 *
 * @param own readers of plugins: what one of them recognises no built-in reader is asked about, since the operator
 * named them for it
 */
export async function claimsOf(
  bytes: Uint8Array,
  name: string,
  path: string = name,
  own: readonly Reader[] = [],
): Promise<readonly Reader[]> {
  const head = beginsAsJson(bytes) && bytes.includes(BACKSLASH) ? await withoutEscapes(bytes) : bytes;
  const ownClaims = own.filter((reader) => reader.recognises?.(head, name, path));
  if (ownClaims.length > 0) return ownClaims;
  certain ??= Promise.all(CERTAIN.map((id) => readerOf(id)));
  const sure = (await certain).find((reader) => reader.recognises?.(head, name, path));
  if (sure) return [sure];
  if (beginsAsJson(head)) {
    certainJson ??= Promise.all(CERTAIN_JSON.map((id) => readerOf(id)));
    const known = (await certainJson).find((reader) => reader.recognises?.(head, name, path));
    if (known) return [known];
  }
  recognisers ??= Promise.all(
    readerMetadata.filter((reader) => reader.recognises).map((reader) => readerOf(reader.id)),
  );
  const claims = (await recognisers).filter((reader) => reader.recognises?.(head, name, path));
  return claims.every(isLastResort) ? claims : claims.filter((reader) => !isLastResort(reader));
}

const BACKSLASH = 0x5c;

/** What few documents need is loaded for them. */
async function withoutEscapes(head: Uint8Array): Promise<Uint8Array> {
  const { withoutNeedlessEscapes } = await import('../formats/markup/json-escapes.ts');
  return withoutNeedlessEscapes(head);
}

/**
 * What a file that no reader recognises nearly is; undefined where nothing shows it. The words for it are loaded when
 * they are needed.
 *
 * @param head its first bytes, or those of its abridged form
 */
export async function unknownFormat(
  head: Uint8Array,
  own: readonly Reader[] = [],
): Promise<string | undefined> {
  const { nearFormat } = await import('./near-format.ts');
  return nearFormat(head, [...own, ...(await allReaders())]);
}

/** Whether a reader is asked only about what no other recognises. */
export function isLastResort({ id }: Reader): boolean {
  return LAST_RESORT.includes(id);
}
