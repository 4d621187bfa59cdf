/** What a bookmark of macOS says of the file that it leads to. */
export interface Bookmark {
  /** From the root of the machine. */
  readonly path?: string;
  /** As people see it. */
  readonly name?: string;
}

const MAGIC = /^(?:book|alis)$/u;
const TABLE = 0xfffffffe;
const TEXT = 0x0101;
const ARRAY = 0x0601;
const PATH = 0x1004;
const VOLUME_PATH = 0x2002;
const DISPLAY_NAME = 0xf017;
const MAX_TABLES = 32;
const MAX_NAMES = 256;

/**
 * A bookmark: tables of values, which lie at offsets. The names of the path are values of their own.
 *
 * @throws SyntaxError with the offset for what is truncated or leads nowhere
 * @see https://mac-alias.readthedocs.io/en/latest/bookmark_fmt.html
 */
export function bookmark(bytes: Uint8Array): Bookmark {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (all.length < 52 || !MAGIC.test(all.toString('latin1', 0, 4)))
    throw new SyntaxError('not a bookmark: its header is missing or truncated');
  const start = all.readUInt32LE(12);
  if (start < 16 || start + 4 > all.length) throw new SyntaxError(`a bookmark whose data begin at ${start}`);
  const data = all.subarray(start);
  const values = new Map<number, number>();
  let table = numberAt(data, 0);
  for (let count = 0; table !== 0; count++) {
    if (count === MAX_TABLES) throw new SyntaxError(`a bookmark of more than ${MAX_TABLES} tables`);
    table = addTable(data, table, values);
  }
  const names = namesOf(data, values.get(PATH));
  const volume = textAt(data, values.get(VOLUME_PATH));
  const name = textAt(data, values.get(DISPLAY_NAME));
  return {
    ...(names.length > 0 ? { path: pathOf(names, volume) } : {}),
    ...(name === undefined ? {} : { name }),
  };
}

/** Keeps where the values of a table lie, and says where the next table is; 0 after the last. */
function addTable(data: Buffer, at: number, values: Map<number, number>): number {
  if (numberAt(data, at + 4) !== TABLE) throw new SyntaxError(`no table of the bookmark is at ${at}`);
  const count = numberAt(data, at + 16);
  if (at + 20 + count * 12 > data.length)
    throw new SyntaxError(`the table of the bookmark at ${at} is truncated`);
  for (let entry = at + 20; entry < at + 20 + count * 12; entry += 12) {
    const key = numberAt(data, entry);
    if (!values.has(key)) values.set(key, numberAt(data, entry + 4));
  }
  return numberAt(data, at + 12);
}

function namesOf(data: Buffer, at: number | undefined): string[] {
  const list = at === undefined ? undefined : valueAt(data, at, ARRAY);
  if (list === undefined) return [];
  const count = list.length / 4;
  if (count > MAX_NAMES) throw new SyntaxError(`a bookmark with a path of ${count} names`);
  return Array.from(
    { length: Math.floor(count) },
    (_, index) => textAt(data, list.readUInt32LE(4 * index)) ?? '',
  );
}

function textAt(data: Buffer, at: number | undefined): string | undefined {
  const value = at === undefined ? undefined : valueAt(data, at, TEXT);
  return value?.toString('utf8');
}

function valueAt(data: Buffer, at: number, type: number): Buffer | undefined {
  const length = numberAt(data, at);
  if (at + 8 + length > data.length) throw new SyntaxError(`a value of the bookmark at ${at} is truncated`);
  return numberAt(data, at + 4) === type ? data.subarray(at + 8, at + 8 + length) : undefined;
}

function numberAt(data: Buffer, at: number): number {
  if (at + 4 > data.length) throw new SyntaxError(`a bookmark leads to ${at} of ${data.length}`);
  return data.readUInt32LE(at);
}

/** Of another volume some programs write the names below it, and others all of them. */
function pathOf(names: readonly string[], volume = '/'): string {
  const path = `/${names.join('/')}`;
  const mount = volume.replace(/\/+$/u, '');
  return mount === '' || path.startsWith(`${mount}/`) ? path : mount + path;
}
