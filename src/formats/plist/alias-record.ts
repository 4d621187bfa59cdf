/** Where the tagged values begin, by the version of the record. */
const TAGS: Readonly<Record<number, number>> = { 2: 150, 3: 58 };
const CARBON_PATH = 2;
const POSIX_PATH = 18;
const MOUNT_POINT = 19;
const END = 0xffff;

/**
 * The file that an alias of the Mac leads to: its path from the root of the machine. Undefined when the record keeps no
 * path, for then only the Finder finds the file.
 *
 * @throws SyntaxError for a record of another version, and for one that is truncated
 * @see https://mac-alias.readthedocs.io/en/latest/alias_fmt.html
 */
export function aliasPath(bytes: Uint8Array): string | undefined {
  const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = record.length < 8 ? 0 : record.readUInt16BE(6);
  const start = TAGS[version];
  if (start === undefined) throw new SyntaxError(`an alias of version ${version}: 2 and 3 are known`);
  const size = record.readUInt16BE(4);
  if (size > record.length || size < start) throw new SyntaxError('an alias is truncated');
  const values = new Map<number, Buffer>();
  for (let at = start; ; ) {
    if (at + 4 > size) throw new SyntaxError('an alias is truncated before its last value');
    const tag = record.readUInt16BE(at);
    const length = record.readUInt16BE(at + 2);
    if (tag === END) break;
    if (at + 4 + length > size) throw new SyntaxError('an alias is truncated inside a value');
    if (!values.has(tag)) values.set(tag, record.subarray(at + 4, at + 4 + length));
    at += 4 + length + (length % 2);
  }
  return pathIn(values);
}

function pathIn(values: ReadonlyMap<number, Buffer>): string | undefined {
  const text = (tag: number) => values.get(tag)?.toString('utf8').replaceAll('\0', '');
  const path = text(POSIX_PATH) ?? fromCarbon(text(CARBON_PATH));
  if (path === undefined) return undefined;
  const mount = (text(MOUNT_POINT) ?? '').replace(/\/+$/u, '');
  return `${mount}/${path.replace(/^\/+/u, '')}`;
}

/** `Macintosh HD:Applications:Example.app`: colons between names, slashes in them, the volume first. */
function fromCarbon(path: string | undefined): string | undefined {
  const names = path?.split(':').slice(1) ?? [];
  return names.length === 0 ? undefined : names.map((name) => name.replaceAll('/', ':')).join('/');
}
