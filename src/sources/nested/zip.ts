import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';
import { checkUnpacked } from '../../formats/archive/compression.ts';
import { contentAt, type ZipEntry } from '../../formats/archive/zip.ts';
import type { Source } from '../../types.ts';
import { type Bytes, openRange, type Range, rangeBytes } from '../image/bytes.ts';
import { archiveMembers, type Member } from '../image/members.ts';
import { newSpool, type Spool } from '../image/spool.ts';
import { placeOf, zipListing } from '../image/zip.ts';
import { imageSource } from '../image.ts';
import type { OpenRange } from './archive.ts';
import { type ArchiveOptions, type Candidate, deeper, newNesting, withNested } from './parts.ts';
import { FIRST_LOOK, isText, layoutFolders, mayBeNested, NESTED_HEAD } from './recognise.ts';

/** A zip archive of files that somebody collected, with the images, archives and disks among them as parts. */
export async function withNestedEntries(
  around: Source | undefined,
  { range }: Bytes,
  options: ArchiveOptions,
  open: OpenRange,
): Promise<Source | undefined> {
  if (!around || !range || around.layout === 'root') return around;
  const entries = new Map<string, ZipEntry>();
  for (const entry of zipListing(range).entries) {
    const path = placeOf(entry);
    if (path !== undefined && entry.type === 'file') entries.set(path, entry);
  }
  const paths = [...entries.keys()];
  const nesting = options.nesting ?? newNesting();
  const inner = { ...options, nesting: deeper(nesting) };
  const layouts = layoutFolders(paths).filter((path) => entries.has(`${path}/oci-layout`));
  const isInside = (path: string) => layouts.some((layout) => path.startsWith(`${layout}/`));
  const files = [...entries].filter(([path, entry]) => !isInside(path) && mayBeOne(entry, range));
  const candidates: Candidate[] = [
    ...layouts.map(
      (path): Candidate => ({
        path,
        folder: true,
        open: (name) => layoutIn(entries, `${path}/`, range, name, inner),
      }),
    ),
    ...files.map(
      ([path, entry]): Candidate => ({
        path,
        open: (name) => unpackedEntry(entry, range, name, inner, open),
      }),
    ),
  ];
  return withNested(around, candidates, paths, nesting);
}

/** Programs of Java are zip archives too, and most files are text: the first bytes show. */
function mayBeOne(entry: ZipEntry, range: Range): boolean {
  if (entry.problem !== undefined || entry.size < 4) return false;
  const open = openRange(range);
  try {
    const packed = open.read(contentAt(entry, open.read), Math.min(entry.packedSize, NESTED_HEAD));
    const head = entry.method === 'stored' ? packed : beginningOf(packed);
    return !isText(head.subarray(0, FIRST_LOOK)) && mayBeNested(head);
  } catch {
    // What is damaged there, its reading reports.
    return false;
  } finally {
    open.close();
  }
}

/** What the beginning of packed data unpacks to; the end of it is not there. */
function beginningOf(packed: Uint8Array): Uint8Array {
  const bytes = inflateRawSync(packed, {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: NESTED_HEAD * 1100,
  });
  return bytes.subarray(0, NESTED_HEAD);
}

async function unpackedEntry(
  entry: ZipEntry,
  range: Range,
  name: string,
  options: ArchiveOptions,
  open: OpenRange,
): Promise<Source | undefined> {
  const spool = newSpool();
  try {
    const source = await open(await rangeOf(entry, range, spool), name, options);
    if (source) return { ...source, close: async () => closeBoth(source, spool) };
    spool.close();
    return undefined;
  } catch (error) {
    spool.close();
    throw error;
  }
}

async function closeBoth(source: Source, spool: Spool): Promise<void> {
  await source.close?.();
  spool.close();
}

async function rangeOf(entry: ZipEntry, range: Range, spool: Spool): Promise<Range> {
  if (entry.problem !== undefined) throw new Error(entry.problem);
  const open = openRange(range);
  const start = range.start + contentAt(entry, open.read);
  open.close();
  const packed = { file: range.file, start, size: entry.packedSize };
  return entry.method === 'stored' ? packed : spool.save(inflated(packed, entry));
}

async function* inflated(packed: Range, { size, packedSize }: ZipEntry): AsyncGenerator<Uint8Array> {
  checkUnpacked(packedSize, size);
  const inflate = createInflateRaw();
  const feed = async () => {
    for await (const chunk of rangeBytes(packed).chunks()) {
      if (!inflate.write(Buffer.from(chunk))) await new Promise((resolve) => inflate.once('drain', resolve));
    }
    inflate.end();
  };
  feed().catch((error: unknown) => inflate.destroy(error as Error));
  let given = 0;
  for await (const chunk of inflate as AsyncIterable<Uint8Array>) {
    given += chunk.length;
    if (given > size) throw new SyntaxError(`more bytes than the ${size} that the archive says`);
    yield chunk;
  }
  if (given < size) throw new SyntaxError(`${given} bytes, and the archive says ${size}`);
}

async function layoutIn(
  entries: ReadonlyMap<string, ZipEntry>,
  prefix: string,
  range: Range,
  name: string,
  options: ArchiveOptions,
): Promise<Source> {
  const spool = newSpool();
  const members = new Map<string, Member>();
  for (const [path, entry] of entries)
    if (path.startsWith(prefix)) members.set(path.slice(prefix.length), await rangeOf(entry, range, spool));
  return imageSource(archiveMembers(members), name, options, spool);
}
