import type { Source } from '../types.ts';
import { isArchive } from './archive-head.ts';
import { bundleOf } from './disk/bundle.ts';
import { unxzFile } from './disk/codecs/xz-stream.ts';
import { cachedDevice } from './disk/device.ts';
import { rangeDisk } from './disk/disk-file.ts';
import { fileDevice } from './disk/file-device.ts';
import { openBundle, openDisk, unreadDisk } from './disk/index.ts';
import { type Bytes, type Range, rangeBytes } from './image/bytes.ts';
import type { Spool } from './image/spool.ts';
import { packedFile } from './packed-file.ts';

const PACKED_ENDING = /\.(?:gz|gzip|zst|zstd|xz)$/iu;

/** A disk that was unpacked, or came through standard input; undefined when it is none. */
export function unpackedSource({ range }: Bytes, name: string, spool: Spool): Source | undefined {
  if (!range) return undefined;
  return openDisk(rangeDisk(range, name.replace(PACKED_ENDING, '')), name, () => spool.close());
}

/** A packed disk: it has to be reached at any place, so it is unpacked first. */
export async function packedDisk(bytes: Bytes, name: string, spool: Spool): Promise<Source> {
  const range = await saved(name, spool, bytes.chunks());
  if (!('file' in range)) return range;
  return unpackedSource(rangeBytes(range), name, spool) ?? packedFile(rangeBytes(range), name, spool);
}

/** An archive of disks. */
export async function bundleSource(bytes: Bytes, name: string, spool: Spool): Promise<Source> {
  const range = bytes.range ?? (await saved(name, spool, bytes.chunks()));
  if (!('file' in range)) return range;
  return openBundle(await bundleOf(range, isArchive), name, () => spool.close());
}

/** Keeps what is unpacked; where that fails, a source that shows why. */
export async function saved(
  name: string,
  spool: Spool,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Range | Source> {
  try {
    return await spool.save(chunks);
  } catch (error) {
    spool.close();
    return unreadDisk(name, error instanceof Error ? error.message : String(error));
  }
}

/** The content of a file that is packed with xz. */
export async function* unxzRange({ file }: Range): AsyncGenerator<Uint8Array> {
  const device = fileDevice(file, file);
  try {
    yield* unxzFile(cachedDevice(device));
  } finally {
    device.close();
  }
}
