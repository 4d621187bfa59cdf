import { limits } from '../../../../limits.ts';
import { readRuns } from '../../runs.ts';
import { type BTree, recordsFrom } from './tree.ts';
import { type Extent, extentsAt, type Fork, runsOf, type Volume } from './volume.ts';

/** The numbers of the two forks of a file, in keys of the tree of extents. */
export const FORK = { data: 0, resource: 0xff } as const;

/** Bytes of a fork, from an offset; the range is inside its size. */
export type ForkReader = (offset: number, length: number) => Uint8Array;

/**
 * Reads a fork, whose extents after the eighth stand in a tree.
 *
 * @param overflow the tree of extents; undefined while that one itself is opened
 * @throws SyntaxError when its extents are damaged
 */
export function forkReader(
  volume: Volume,
  fork: Fork,
  file: { readonly id: number; readonly fork: number },
  overflow: () => BTree | undefined,
): ForkReader {
  if (fork.size > fork.blocks * volume.blockSize)
    throw new SyntaxError(`${fork.size} bytes in ${fork.blocks} blocks: its size is damaged`);
  const runs = runsOf(volume, extentsOf(fork, file, overflow));
  return (offset, length) => readRuns(volume.device, runs, offset, length);
}

function extentsOf(
  { extents, blocks }: Fork,
  { id, fork }: { readonly id: number; readonly fork: number },
  overflow: () => BTree | undefined,
): Extent[] {
  const all = [...extents];
  let count = all.reduce((sum, one) => sum + one.count, 0);
  if (count >= blocks) return all;
  const tree = overflow();
  const wanted = [id, fork, count];
  for (const { key, data } of tree ? recordsFrom(tree, (own) => isBefore(own, wanted)) : []) {
    const [owner, kind, start] = keyOf(key);
    if (owner !== id || kind !== fork || count >= blocks) break;
    if (start !== count) throw new SyntaxError('its extents have a gap');
    for (const extent of extentsAt(data, 0)) {
      all.push(extent);
      count += extent.count;
    }
    if (all.length > limits.extents)
      throw new SyntaxError(`more than ${limits.extents} extents (limit: extents)`);
  }
  if (count < blocks) throw new SyntaxError(`${blocks - count} of its ${blocks} blocks are nowhere`);
  return all;
}

/** The file, the fork, and the block with which the extents begin. */
function keyOf(key: Buffer): [number, number, number] {
  return [key.readUInt32BE(2), key[0] ?? 0, key.readUInt32BE(6)];
}

function isBefore(key: Buffer, wanted: readonly number[]): boolean {
  for (const [index, own] of keyOf(key).entries()) {
    const other = wanted[index] ?? 0;
    if (own !== other) return own < other;
  }
  return false;
}
