import type { BlockDevice } from '../../device.ts';
import { viewOf } from '../../little-endian.ts';

/** Bytes of a sector, which is what places are counted in. */
export const SECTOR = 2048;

/** One entry of a folder. */
export interface DirectoryRecord {
  readonly name: Uint8Array;
  readonly sector: number;
  readonly size: number;
  readonly isFolder: boolean;
  /** Another entry with the same name goes on. */
  readonly hasMore: boolean;
  /** What Rock Ridge and others add. */
  readonly systemUse: Uint8Array;
}

const FLAG = { folder: 2, more: 0x80 };
const FIXED = 33;
/** Folders of more bytes are damage: 16 MiB are some 200,000 files. */
const MAX_FOLDER = 64 * 1024 * 1024;

/** An entry by its bytes. Throws SyntaxError when it is damaged, Error when its file is interleaved. */
export function parseRecord(bytes: Uint8Array): DirectoryRecord {
  const view = viewOf(bytes);
  const nameEnd = bytes.length < FIXED ? Infinity : FIXED + (bytes[32] as number);
  if (nameEnd > bytes.length) throw new SyntaxError('a folder is damaged: a name leaves its entry');
  if (bytes[26] !== 0 || bytes[27] !== 0) throw new Error('files in interleaved parts are not read');
  return {
    name: bytes.subarray(FIXED, nameEnd),
    // Sectors of extended attributes come before the content.
    sector: view.getUint32(2, true) + (bytes[1] as number),
    size: view.getUint32(10, true),
    isFolder: ((bytes[25] as number) & FLAG.folder) !== 0,
    hasMore: ((bytes[25] as number) & FLAG.more) !== 0,
    systemUse: bytes.subarray(nameEnd + (nameEnd % 2)),
  };
}

/** The entries of a folder, the first two being itself and its parent. Throws SyntaxError when it is damaged. */
export function* records(device: BlockDevice, sector: number, size: number): Generator<DirectoryRecord> {
  if (size > MAX_FOLDER) throw new SyntaxError(`a folder is damaged: it has ${size} bytes`);
  for (let start = 0; start < size; start += SECTOR) {
    const bytes = device.read(sector * SECTOR + start, SECTOR);
    // No entry goes over the end of a sector; zeros fill it.
    for (let at = 0; at < SECTOR && bytes[at] !== 0; ) {
      const end = at + (bytes[at] as number);
      if (end > SECTOR) throw new SyntaxError('a folder is damaged: an entry leaves its sector');
      yield parseRecord(bytes.subarray(at, end));
      at = end;
    }
  }
}
