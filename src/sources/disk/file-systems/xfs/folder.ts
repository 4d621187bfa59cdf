import { limits } from '../../../../limits.ts';
import { bufferOf, u64be } from '../../bytes.ts';
import { type DirectoryEntry, entryName, type FileKind } from '../../file-system.ts';
import { readRuns } from '../../runs.ts';
import { runsOf } from './blocks.ts';
import { FORMAT, type Inode, inodeOf, type Xfs } from './inode.ts';

const KINDS: readonly (FileKind | undefined)[] = [
  undefined,
  'file',
  'folder',
  'other',
  'other',
  'other',
  'other',
  'link',
];
/** Behind it are the hashes of the names. */
const HASHES = 2 ** 35;
const FREE = 0xffff;

/**
 * The names in a folder: in its inode, in one block, or in many.
 *
 * @throws SyntaxError for damage, after what was read before it
 */
export function* listFolder(xfs: Xfs, folder: Inode): Generator<DirectoryEntry> {
  if (folder.format === FORMAT.local) {
    yield* shortForm(xfs, folder);
    return;
  }
  const { folderBlock } = xfs.superblock;
  const what = `${xfs.device.name}: folder ${folder.id}`;
  const runs = runsOf(xfs, folder);
  let last = -1;
  let read = 0;
  for (const { at, length } of runs) {
    for (
      let block = Math.floor(at / folderBlock) * folderBlock;
      block < at + length && block < HASHES;
      block += folderBlock
    ) {
      if (block <= last) continue;
      last = block;
      read += folderBlock;
      if (read > limits.folderBytes)
        throw new SyntaxError(`${what}: larger than ${limits.folderBytes} bytes (limit: folderBytes)`);
      yield* entries(xfs, what, bufferOf(readRuns(xfs.device, runs, block, folderBlock)));
    }
  }
}

/** Few names stand in the inode. */
function* shortForm(xfs: Xfs, folder: Inode): Generator<DirectoryEntry> {
  const { fork } = folder;
  const count = fork[0] ?? 0;
  const wide = (fork[1] ?? 0) > 0;
  const numberBytes = wide ? 8 : 4;
  const kindBytes = Number(xfs.superblock.hasKinds);
  let at = 2 + numberBytes;
  for (let index = 0; index < count; index++) {
    const length = fork[at] ?? 0;
    const end = at + 3 + length + kindBytes + numberBytes;
    if (length === 0 || end > fork.length)
      throw new SyntaxError(`${xfs.device.name}: folder ${folder.id}: an entry is damaged`);
    const numberAt = end - numberBytes;
    const number = wide ? u64be(fork, numberAt) : fork.readUInt32BE(numberAt);
    const kind = kindBytes ? fork[numberAt - 1] : undefined;
    yield* entry(xfs, fork.subarray(at + 3, at + 3 + length), kind, number);
    at = end;
  }
}

function* entries(xfs: Xfs, what: string, block: Buffer): Generator<DirectoryEntry> {
  const magic = block.toString('latin1', 0, 4);
  const isAlone = magic === 'XD2B' || magic === 'XDB3';
  if (!isAlone && magic !== 'XD2D' && magic !== 'XDD3') throw new SyntaxError(`${what}: a block is damaged`);
  const kindBytes = Number(xfs.superblock.hasKinds);
  // A folder of one block keeps the hashes of its names at the end of it.
  const end = isAlone ? block.length - 8 - 8 * block.readUInt32BE(block.length - 8) : block.length;
  for (let at = xfs.superblock.version === 5 ? 64 : 16; at + 8 <= end; ) {
    if (block.readUInt16BE(at) === FREE) {
      const length = block.readUInt16BE(at + 2);
      if (length < 8) throw new SyntaxError(`${what}: an entry is damaged`);
      at += length;
      continue;
    }
    const length = block[at + 8] ?? 0;
    const next = at + Math.ceil((11 + length + kindBytes) / 8) * 8;
    if (length === 0 || next > end) throw new SyntaxError(`${what}: an entry is damaged`);
    const kind = kindBytes ? block[at + 9 + length] : undefined;
    yield* entry(xfs, block.subarray(at + 9, at + 9 + length), kind, u64be(block, at));
    at = next;
  }
}

function* entry(
  xfs: Xfs,
  bytes: Uint8Array,
  stored: number | undefined,
  number: number,
): Generator<DirectoryEntry> {
  const name = entryName(bytes);
  const kind = KINDS[stored ?? 0];
  if (name !== undefined) {
    yield { name, ...(kind ? { kind } : {}), node: () => inodeOf(xfs, number) };
    return;
  }
  const isDots = bytes.length <= 2 && bytes.every((byte) => byte === 0x2e);
  const reason = `a name that cannot be leads to inode ${number}`;
  if (!isDots && !xfs.gaps.includes(reason)) xfs.gaps.push(reason);
}
