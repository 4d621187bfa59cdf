import { createReadStream, existsSync, fstatSync, statSync } from 'node:fs';
import { limits } from '../limits.ts';
import type { Source } from '../types.ts';
import type * as archive from './archive.ts';
import { mayBeDisk } from './disk/signature.ts';
import { mayBeUdif } from './disk/udif.ts';
import { type Content, contentOf } from './disk-file.ts';
import { fileSource, memorySource } from './file.ts';
import { folderSource, rootSource } from './folder.ts';
import { CHANGED, settled, stampOf } from './stamp.ts';
import { storedReference } from './stores/reference.ts';

export { withoutGroups } from './globs.ts';

/** How images are opened. */
export interface SourceOptions {
  /** `linux/arm64`, … of an image index; default: every platform of it. */
  readonly platform?: string;
  /** Also show what upper layers removed. */
  readonly allLayers?: boolean;
  /** Whether a pipe or a device is refused: nobody may be writing to it. */
  readonly atRest?: boolean;
}

/** This machine. */
export async function hostSource(): Promise<Source> {
  const { hostname } = await import('node:os');
  const root = rootSource(hostname() || 'host');
  if (process.platform !== 'win32') return root;
  const { windowsHost } = await import('./windows-live.ts');
  return windowsHost(root);
}

/**
 * Opens what an argument names: a folder, an image, an archive, or a file.
 *
 * @throws Error when nothing is there
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<Source> {
  if (path === '') throw new Error('an empty name of a source; is a variable without a value?');
  const stats = statSync(path, { throwIfNoEntry: false });
  const stored = stats ? undefined : storedReference(path);
  if (stored) {
    const { openStored } = await import('./stores/index.ts');
    return openStored(stored, path, options);
  }
  if (!stats && path.includes(WAY)) return openPart(path, options);
  if (!stats) throw Object.assign(new Error(`${path}: no such file or folder`), { code: 'ENOENT' });
  if (stats.isDirectory()) return openFolder(path, options);
  if (!stats.isFile() && options.atRest) throw new Error('neither a file nor a folder');
  // `interdict <(dpkg -l)` hands over a pipe, which can be read only once and from its beginning.
  if (!stats.isFile()) return fromStream(createReadStream(path), path, options);
  const content = contentOf(path, { links: true, lent: true });
  return (await openPacked(path, content, options)) ?? fileSource(path, path, content);
}

/**
 * A folder that is the root of a machine, and is open at once. Undefined for what may take longer to open: archives,
 * images, disks, folders of files that somebody collected.
 *
 * @throws Error when it cannot be listed
 */
export function rootFolder(path: string): Source | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const source = folderSource(path);
  return source.layout === 'root' ? source : undefined;
}

/** What comes through standard input. */
export async function inputSource(
  input: NodeJS.ReadableStream,
  options: SourceOptions = {},
): Promise<Source> {
  return fromStream(input, '-', options);
}

/** Between a disk and what is in it, as sources of disks are named. */
const WAY = ' > ';

/** One system of a disk, by the name that a report gave it. */
async function openPart(name: string, options: SourceOptions): Promise<Source> {
  const whole = await openSource(name.slice(0, name.indexOf(WAY)), options);
  if (whole.name === name) return whole;
  const part = whole.parts?.find((one) => one.name === name);
  if (part) return { ...part, close: async () => whole.close?.() };
  await whole.close?.();
  throw Object.assign(new Error(`${name}: no such system on this disk`), { code: 'ENOENT' });
}

async function openFolder(path: string, options: SourceOptions): Promise<Source> {
  const source = folderSource(path);
  // Both layouts of an image folder have one of these files at their top.
  if (['oci-layout', 'index.json', 'manifest.json'].some((name) => mayHold(source, name))) {
    const { isImageFolder, openImageFolder } = await import('./image.ts');
    if (isImageFolder(path)) return openImageFolder(path, path, options);
  }
  if (source.layout === 'root') return source;
  const { withNestedFiles } = await import('./nested/folder.ts');
  return withNestedFiles(source, path, options);
}

/** What may not be looked at may be there. */
function mayHold(source: Source, name: string): boolean {
  try {
    return source.has?.(name) === true;
  } catch {
    return true;
  }
}

async function openPacked(
  path: string,
  content: Content,
  options: SourceOptions,
): Promise<Source | undefined> {
  const { ARCHIVE_HEAD, isArchive, openArchive } = await archives();
  const head = await content.head(ARCHIVE_HEAD);
  if (mayBeDisk(head) || mayBeUdif(path, head)) {
    const [{ openDisk }, { diskFile }] = await Promise.all([
      import('./disk/index.ts'),
      import('./disk/disk-file.ts'),
    ]);
    const disk = openDisk(diskFile(path), path);
    if (disk) return disk;
  }
  return isArchive(head) ? openArchive(path, path, options) : undefined;
}

let loaded: Promise<typeof archive> | undefined;

/** Asked for once, because asking costs more than looking at a file. */
function archives(): Promise<typeof archive> {
  loaded ??= import('./archive.ts');
  return loaded;
}

/** Looks at the first bytes; only an archive may be larger than memory. */
async function fromStream(
  input: NodeJS.ReadableStream,
  name: string,
  options: SourceOptions,
): Promise<Source> {
  const { ARCHIVE_HEAD, isArchive, openArchive } = await archives();
  const chunks = steadyChunks(input, name);
  const head = await gather(chunks, ARCHIVE_HEAD);
  if (isArchive(head) || mayBeDisk(head)) {
    const source = await openArchive(joined(head, chunks), name, options);
    if (source) return source;
    throw new Error(`${name}: a compressed stream that holds no archive; unpack it first`);
  }
  const rest = await gather(chunks, limits.file);
  if (head.length + rest.length > limits.file) {
    throw new Error(`${name}: larger than ${limits.file} bytes (limit: file)`);
  }
  return memorySource(Buffer.concat([head, rest]), name);
}

/** The chunks of a stream. Where a file is behind it, as in `interdict - <list`, that must stay as it is. */
async function* steadyChunks(input: NodeJS.ReadableStream, name: string): AsyncGenerator<Uint8Array> {
  const before = stampBehind(input);
  for await (const chunk of input) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  if (before !== undefined && stampBehind(input) !== before) throw new Error(`${name}: ${CHANGED}`);
}

/** The number of the file behind standard input, which stays open. */
const STDIN = 0;

/** The stamp of the regular file behind standard input; undefined where something else is, and of other streams. */
function stampBehind(input: NodeJS.ReadableStream): string | undefined {
  if (!('fd' in input) || input.fd !== STDIN || !fstatSync(STDIN).isFile()) return undefined;
  return stampOf(settled(STDIN));
}

/** Takes chunks until there are so many bytes, or no more. */
async function gather(chunks: AsyncGenerator<Uint8Array>, most: number): Promise<Uint8Array> {
  const taken: Uint8Array[] = [];
  for (let length = 0; length < most; ) {
    const { done, value } = await chunks.next();
    if (done) break;
    taken.push(value);
    length += value.length;
  }
  return Buffer.concat(taken);
}

async function* joined(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

/**
 * The sources that arguments name. A pattern that the shell left alone (Windows shells do) is expanded here.
 *
 * @throws Error when an argument names nothing
 */
export async function sourcePaths(args: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const arg of args) paths.push(...(await expand(arg)));
  return paths;
}

async function expand(arg: string): Promise<string[]> {
  const isPlain = !/[*?[{]/u.test(arg) || storedReference(arg) !== undefined;
  if (arg === '-' || isPlain || existsSync(arg)) return [arg];
  const { default: glob } = await import('fast-glob');
  const found = await glob(arg.replaceAll('\\', '/'), { onlyFiles: false, followSymbolicLinks: false });
  if (found.length === 0) throw new Error(`${arg}: no such file or folder`);
  return found.sort();
}
