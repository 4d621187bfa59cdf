import { inflateRawSync } from 'node:zlib';
import { checkUnpacked } from '../../formats/archive/compression.ts';
import { crc32 } from '../../formats/archive/crc32.ts';
import { contentAt, type ZipEntry, zipEntries, zipStrays } from '../../formats/archive/zip.ts';
import { quoted } from '../../formats/source-position.ts';
import { limits } from '../../limits.ts';
import type { Source } from '../../types.ts';
import { cleanPath, type Target, targetOf } from './apply-layer.ts';
import { build } from './build.ts';
import { type Bytes, openRange, type Range } from './bytes.ts';
import { classifyNames } from './classify.ts';
import type { ArchiveError } from './image-manifest.ts';
import { type Spool, tooLarge } from './spool.ts';
import type { Content } from './tree.ts';
import { troubles, walk } from './walk.ts';

interface Listing {
  readonly entries: readonly ZipEntry[];
  readonly faults: readonly ArchiveError[];
}

/** Opens a zip archive: the root of a file system, the folder of a host, or manifests that were collected. */
export function openZip(stored: Bytes, name: string, spool: Spool): Source | undefined {
  const { range } = stored;
  if (!range) return undefined;
  const { entries, faults } = listingOf(range);
  const survey = classifyNames(entries.map((entry) => placeOf(entry) ?? ''));
  const roots = survey.prefixes.filter((prefix) => prefix !== '');
  return {
    name,
    kind: 'archive',
    layout: survey.kind === 'root' ? 'root' : 'handed',
    async *files(globs) {
      yield* troubles(faults, '');
      const { ignoreCase, prefixes } = survey;
      const pass = async (targets: readonly Target[]) => takeEntries(entries, range, targets);
      for (const built of await build({
        globs,
        ignoreCase,
        handed: survey.kind !== 'root',
        prefixes,
        spool,
        pass,
      })) {
        const label = roots.length > 1 ? built.prefix : '';
        yield* troubles(built.faults, label);
        yield* walk(built.tree, globs, { ignoreCase, label });
      }
    },
    close: async () => spool.close(),
  };
}

function listingOf(range: Range): Listing {
  const entries: ZipEntry[] = [];
  const faults: ArchiveError[] = [];
  const open = openRange(range);
  try {
    for (const entry of zipEntries(range.size, open.read)) {
      if (entries.length >= limits.entries)
        throw new SyntaxError(`more than ${limits.entries} files (limit: entries)`);
      entries.push(entry);
    }
    for (const reason of zipStrays(range.size, open.read, entries)) faults.push({ path: '.', reason });
  } catch (error) {
    faults.push({ path: '.', reason: error instanceof Error ? error.message : String(error) });
  } finally {
    open.close();
  }
  return { entries, faults };
}

function takeEntries(entries: readonly ZipEntry[], range: Range, targets: readonly Target[]): void {
  for (const target of targets) target.interest.forget();
  for (const entry of entries) {
    const whole = placeOf(entry);
    const target = targetOf(targets, whole ?? '');
    if (whole === undefined) targets[0]?.fault('.', `${quoted(entry.path)} leads out of the archive`);
    else if (target && whole.length > target.prefix.length) {
      takeEntry(entry, whole.slice(target.prefix.length), range, target);
    }
  }
}

function takeEntry(entry: ZipEntry, path: string, range: Range, { tree, interest: filter }: Target): void {
  for (const wanted of filter.folders(path.slice(0, Math.max(path.lastIndexOf('/'), 0))))
    tree.folder(wanted, 0);
  if (entry.type === 'folder') return tree.folder(path, 0);
  const content = contentOf(entry, range);
  if (entry.type === 'link') {
    const target = entry.size <= 4096 ? Buffer.from(content.read()).toString('utf8') : '';
    tree.put(path, 'link', 0, undefined, target);
  } else if (filter.wants(path)) tree.put(path, 'file', 0, content);
  else tree.replace(path, 0);
}

/** Drive letters stand before paths of Windows now and then. */
const DRIVE = /^[A-Za-z]:\//u;

function placeOf(entry: ZipEntry): string | undefined {
  return cleanPath(entry.path.replace(DRIVE, ''));
}

/** Unpacked when somebody asks, and then each time: a manifest is read once. */
function contentOf(entry: ZipEntry, range: Range): Content {
  if (entry.size > limits.file) return tooLarge(entry.size);
  return {
    size: entry.size,
    read: (most) => contentBytes(entry, range).subarray(0, most),
  };
}

function contentBytes(entry: ZipEntry, range: Range): Uint8Array {
  if (entry.problem !== undefined) throw new Error(entry.problem);
  const open = openRange(range);
  try {
    const packed = open.read(contentAt(entry, open.read), entry.packedSize);
    if (packed.length < entry.packedSize) throw new SyntaxError('the archive is truncated inside this file');
    checkUnpacked(entry.packedSize, entry.size);
    const bytes = entry.method === 'stored' ? packed : inflate(packed, entry.size);
    if (bytes.length !== entry.size)
      throw new SyntaxError(`${bytes.length} bytes, and the archive says ${entry.size}`);
    if (crc32(bytes) !== entry.crc)
      throw new SyntaxError('the checksum in the archive is not that of the content');
    return bytes;
  } finally {
    open.close();
  }
}

function inflate(packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`the compressed data is damaged: ${reason}`);
  }
}
