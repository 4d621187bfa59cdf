import type { Segment } from './segment.ts';
import { exactly, type ReadRange } from './window.ts';

/** What the Go compiler writes into a program about its build. */
export interface GoBuildInfo {
  /** Of the compiler: `go1.22.1`. */
  readonly compiler: string;
  /** The package that was built, and its module with version. */
  readonly path?: string;
  readonly module?: string;
  readonly version?: string;
}

const MAGIC = '\xff Go buildinf:';
const INLINE = 2;
const BIG_ENDIAN = 1;
/** Modules of the largest programs make a few dozen KiB. */
const MAX_INFO = 1 << 20;
/** Stands before and after the text about modules. */
const SENTINEL = 16;

/**
 * The build information of a Go program, in both of its layouts: strings in place since Go 1.18, and pointers before.
 * Undefined when something else is there.
 *
 * @param segments of the program, by which it finds what is at an address
 * @throws SyntaxError with the offset for what is truncated
 * @see https://cs.opensource.google/go/go/+/master:src/debug/buildinfo/buildinfo.go
 */
export function goBuildInfo(
  read: ReadRange,
  segments: readonly Segment[],
  { offset, size }: Pick<Segment, 'offset' | 'size'>,
): GoBuildInfo | undefined {
  if (size < 32) return undefined;
  const head = exactly(read, offset, 32, 'the build information of Go');
  const magic = Array.from({ length: 14 }, (_, index) => String.fromCharCode(head.getUint8(index))).join('');
  if (magic !== MAGIC) return undefined;
  const flags = head.getUint8(15);
  const strings =
    (flags & INLINE) === 0
      ? pointed(read, segments, head, (flags & BIG_ENDIAN) === 0)
      : inline(read, offset, size);
  const [compiler, modules] = strings;
  return { compiler, ...modulesOf(modules) };
}

/** Linkers align it so. */
const ALIGN = 16;
/** Go's own linker puts it first, and others put little before it. */
const SEARCHED = 64 * 1024;

/**
 * The same where no section has its name: in the data of a PE file, as the linker laid it.
 *
 * @param data the section of initialised data
 * @throws SyntaxError as {@link goBuildInfo} does
 */
export function goBuildInfoIn(
  read: ReadRange,
  segments: readonly Segment[],
  data: Segment,
): GoBuildInfo | undefined {
  const bytes = read(data.offset, Math.min(data.size, SEARCHED));
  const searched = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (
    let at = searched.indexOf(MAGIC, 0, 'latin1');
    at >= 0;
    at = searched.indexOf(MAGIC, at + 1, 'latin1')
  ) {
    if ((data.address + at) % ALIGN !== 0) continue;
    return goBuildInfo(read, segments, { offset: data.offset + at, size: data.size - at });
  }
  return undefined;
}

function inline(read: ReadRange, offset: number, size: number): [string, string] {
  const bytes = read(offset + 32, Math.min(size - 32, MAX_INFO));
  const compiler = prefixed(bytes, 0, offset);
  const modules = prefixed(bytes, compiler.next, offset);
  return [compiler.text, modules.text];
}

/** A length in groups of seven bits, then the text. */
function prefixed(bytes: Uint8Array, at: number, offset: number): { text: string; next: number } {
  let length = 0;
  let place = at;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[place];
    if (byte === undefined || factor > MAX_INFO)
      throw new SyntaxError(`offset ${offset}: the build information of Go is truncated`);
    place++;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  if (place + length > bytes.length)
    throw new SyntaxError(`offset ${offset}: the build information of Go is truncated`);
  return { text: textOf(bytes.subarray(place, place + length)), next: place + length };
}

/** Pointers to the headers of two strings, each a pointer and a length. */
function pointed(
  read: ReadRange,
  segments: readonly Segment[],
  head: DataView,
  little: boolean,
): [string, string] {
  const size = head.getUint8(14);
  const [compiler, modules] = [16, 16 + size].map((at) => {
    const header = addressed(read, segments, numberAt(head, at, size, little), size * 2);
    if (header === undefined) return '';
    const length = Math.min(numberAt(header, size, size, little), MAX_INFO);
    const text = addressed(read, segments, numberAt(header, 0, size, little), length);
    return text ? textOf(new Uint8Array(text.buffer, text.byteOffset, text.byteLength)) : '';
  });
  return [compiler ?? '', modules ?? ''];
}

function numberAt(view: DataView, at: number, size: number, little: boolean): number {
  if (size !== 4 && size !== 8) throw new SyntaxError(`pointers of ${size} bytes`);
  return size === 8 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
}

function addressed(
  read: ReadRange,
  segments: readonly Segment[],
  address: number,
  length: number,
): DataView | undefined {
  const segment = segments.find((it) => address >= it.address && address + length <= it.address + it.size);
  if (segment === undefined || length === 0) return undefined;
  return exactly(read, segment.offset + address - segment.address, length, 'the build information of Go');
}

function textOf(bytes: Uint8Array): string {
  // Module paths are ASCII, and the marks around them are bytes of any kind.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Lines of words between tabs: `path`, `mod` with module, version and sum, `dep`, `build`. */
function modulesOf(text: string): Omit<GoBuildInfo, 'compiler'> {
  const isWrapped = text.length >= 2 * SENTINEL && text.at(-SENTINEL - 1) === '\n';
  const lines = (isWrapped ? text.slice(SENTINEL, -SENTINEL) : text)
    .split('\n')
    .map((line) => line.split('\t'));
  const path = lines.find(([word]) => word === 'path')?.[1];
  const [, module, version] = lines.find(([word]) => word === 'mod') ?? [];
  return {
    ...(path ? { path } : {}),
    ...(module ? { module } : {}),
    // `(devel)` is no version: the module was built from its own folder.
    ...(version && version !== '(devel)' ? { version } : {}),
  };
}
