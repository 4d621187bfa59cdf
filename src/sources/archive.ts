import { isTar } from '../formats/archive/tar-header.ts';
import { isZip } from '../formats/archive/zip.ts';
import { limits } from '../limits.ts';
import type { Source, SourceFile } from '../types.ts';
import { ARCHIVE_HEAD, isArchive } from './archive-head.ts';
import { isBundle } from './disk/bundle.ts';
import { isXz } from './disk/codecs/xz.ts';
import { mayBeDisk } from './disk/signature.ts';
import { applyTar, type Target } from './image/apply-layer.ts';
import { build } from './image/build.ts';
import { type Bytes, headOf, plainBytes, type Range, rangeBytes, wholeFile } from './image/bytes.ts';
import { type Classification, classifyTar, DESCRIPTIONS } from './image/classify.ts';
import { everyMember } from './image/every-member.ts';
import type { ArchiveError } from './image/image-manifest.ts';
import { archiveMembers } from './image/members.ts';
import { newSpool, type Spool } from './image/spool.ts';
import type { Content, FileTree } from './image/tree.ts';
import { unreadable } from './image/unreadable.ts';
import { troubles, walk } from './image/walk.ts';
import { openZip } from './image/zip.ts';
import { imageSource } from './image.ts';
import { hasNested, withNestedMembers } from './nested/archive.ts';
import type { ArchiveOptions } from './nested/parts.ts';
import { withNestedEntries } from './nested/zip.ts';
import { bundleSource, packedDisk, saved, unpackedSource, unxzRange } from './packed-disk.ts';
import { packedFile } from './packed-file.ts';
import { stampAt, watched } from './watched.ts';

export { ARCHIVE_HEAD, isArchive } from './archive-head.ts';

/**
 * Opens an archive: an image of containers, the root of a file system, the folder of a host, or manifests
 * that somebody collected.
 *
 * @param input the path of a file, or a stream of bytes that is read once and kept in a private file meanwhile
 * @returns undefined when it is no archive; a packed file that is none is opened as the file in it
 * @throws Error for a disk image or another kind of archive, with what to do about it, and for an image that
 * has not the platform that was asked for
 */
export async function openArchive(
  input: string | AsyncIterable<Uint8Array>,
  name: string = typeof input === 'string' ? input : '-',
  options: ArchiveOptions = {},
): Promise<Source | undefined> {
  const spool = newSpool();
  try {
    const stamp = typeof input === 'string' ? stampAt(input) : undefined;
    const range = typeof input === 'string' ? wholeFile(input) : await spool.save(input);
    const source = await open(rangeBytes(range), name, options, spool, typeof input !== 'string');
    if (!source) spool.close();
    return source && typeof input === 'string' ? watched(source, input, stamp) : source;
  } catch (error) {
    spool.close();
    throw error;
  }
}

async function open(
  stored: Bytes,
  name: string,
  options: ArchiveOptions,
  spool: Spool,
  isUnpacked: boolean,
): Promise<Source | undefined> {
  const head = await headOf(stored, ARCHIVE_HEAD);
  if (isUnpacked && mayBeDisk(head)) {
    const disk = unpackedSource(stored, name, spool);
    if (disk) return disk;
  }
  if (isXz(head)) return openXz(stored, name, options, spool);
  const advice = unreadable(head);
  if (advice !== undefined) throw new Error(`${name}: ${advice}`);
  if (isZip(head)) return withNestedEntries(openZip(stored, name, spool), stored, options, openRangeSource);
  const bytes = plainBytes(stored, head);
  if (bytes === stored && !isTar(head)) return isUnpacked ? packedFile(stored, name, spool) : undefined;
  const first = bytes === stored ? head : await firstOf(bytes);
  if (!isTar(first))
    return mayBeDisk(first) ? packedDisk(bytes, name, spool) : packedFile(bytes, name, spool);
  if (await isBundle(bytes, isArchive)) return bundleSource(bytes, name, spool);
  const classified = await classifyTar(bytes);
  if (bytes.range || !(await isUnpackedFirst(bytes, classified)))
    return classifiedSource(bytes, classified, name, options, spool);
  const unpacked = rangeBytes(await spool.save(bytes.chunks()));
  return classifiedSource(unpacked, await classifyTar(unpacked), name, options, spool);
}

/** The layers of an image, and sources in a source, are not in order: they have to be reached at any place. */
async function isUnpackedFirst(bytes: Bytes, { kind }: Classification): Promise<boolean> {
  return kind === 'image' || (kind === 'handed' && (await hasNested(bytes)));
}

async function classifiedSource(
  bytes: Bytes,
  classified: Classification,
  name: string,
  options: ArchiveOptions,
  spool: Spool,
): Promise<Source> {
  if (classified.kind === 'image') return imageOf(classified, name, options, spool);
  const source = tarSource(bytes, classified, name, spool);
  if (classified.kind !== 'handed' || !bytes.range) return source;
  return withNestedMembers(source, classified.members, options, openRangeSource);
}

/** An archive, an image or a disk in another archive. */
async function openRangeSource(
  range: Range,
  name: string,
  options: ArchiveOptions,
): Promise<Source | undefined> {
  const spool = newSpool();
  try {
    const source = await open(rangeBytes(range), name, options, spool, true);
    if (!source) spool.close();
    return source;
  } catch (error) {
    spool.close();
    throw error;
  }
}

async function openXz(
  { range }: Bytes,
  name: string,
  options: ArchiveOptions,
  spool: Spool,
): Promise<Source | undefined> {
  if (!range) throw new Error(`${name}: packed with xz inside of something packed; unpack it first`);
  const unpacked = await saved(name, spool, unxzRange(range));
  return 'file' in unpacked ? open(rangeBytes(unpacked), name, options, spool, true) : unpacked;
}

function imageOf(classified: Classification, name: string, options: ArchiveOptions, spool: Spool): Source {
  return imageSource(archiveMembers(classified.members), name, options, spool, classified.faults);
}

/** A compressed file that is damaged at once is not known to be an archive. */
async function firstOf(bytes: Bytes): Promise<Uint8Array> {
  try {
    return await headOf(bytes, ARCHIVE_HEAD);
  } catch (error) {
    if (error instanceof SyntaxError) return new Uint8Array();
    throw error;
  }
}

function tarSource(bytes: Bytes, classified: Classification, name: string, spool: Spool): Source {
  const { ignoreCase, prefixes } = classified;
  const roots = prefixes.filter((prefix) => prefix !== '');
  const handed = classified.kind === 'handed';
  const labelOf = (prefix: string) => (roots.length > 1 ? prefix : '');
  const pass = (targets: readonly Target[]) => passTar(bytes, targets);
  return {
    name,
    kind: 'archive',
    layout: handed ? 'handed' : 'root',
    ...(roots.length > 1 ? { labels: roots } : {}),
    everyFile: async (search) => {
      await everyMember({ ignoreCase, handed, prefixes, labelOf, spool, pass }, search);
    },
    async *files(globs): AsyncGenerator<SourceFile> {
      const built = await build({
        globs,
        others: DESCRIPTIONS,
        ignoreCase,
        handed,
        prefixes,
        spool,
        pass,
      });
      for (const { prefix, tree, faults } of built) {
        const label = labelOf(prefix);
        yield* troubles(classified.kind === 'root' ? [...faults, ...imageBeside(tree)] : faults, label);
        yield* walk(tree, globs, { ignoreCase, label });
      }
    },
    close: async () => spool.close(),
  };
}

/** The first names may be those of a root, and the rest an image that whoever loads the archive gets. */
function imageBeside(tree: FileTree): ArchiveError[] {
  const names = DESCRIPTIONS.filter((name) => describesImage(tree.at(name)?.content));
  return names.map((path) => ({
    path,
    reason: 'the archive is a root and an image too; the image was not looked at',
  }));
}

/** Roots may hold files of these names that mean something else. */
function describesImage(content: Content | undefined): boolean {
  return content !== undefined && LAYERS.test(Buffer.from(content.read(limits.head)).toString('latin1'));
}

const LAYERS = /"Layers"\s*:\s*\[|"application\/vnd\.(?:oci|docker)\./u;

/** What a broken archive gave before the break counts. */
async function passTar(bytes: Bytes, targets: readonly Target[]): Promise<void> {
  try {
    await applyTar(bytes, targets);
  } catch (error) {
    targets.at(-1)?.fault('.', error instanceof Error ? error.message : String(error));
  }
}
