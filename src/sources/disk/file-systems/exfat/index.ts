import type { BlockDevice } from '../../device.ts';
import { type DirectoryEntry, type FileNode, type FileSystem, lookupByList } from '../../file-system.ts';
import { viewOf } from '../../little-endian.ts';
import { ClusterChain, type ClusterHeap } from '../fat/chain.ts';
import { type ExfatGeometry, readExfatBoot } from './boot.ts';
import { type ExfatEntry, exfatEntries } from './folder.ts';

interface ExfatNode extends FileNode {
  readonly chain: ClusterChain;
  readonly written: number;
  /** Bytes of a folder; undefined for the root, which ends where its clusters end. */
  readonly length: number | undefined;
}

/** The specification allows folders of 256 MiB. */
const MAX_FOLDER = 256 * 1024 * 1024;
const LAST = 0xfffffff7;

/** exFAT 1.00. */
export function openExfat(device: BlockDevice): FileSystem | undefined {
  const geometry = readExfatBoot(device);
  if (geometry === undefined) return undefined;
  const heap = heapOf(device, geometry);
  const chain = new ClusterChain(heap, geometry.root);
  const root: ExfatNode = {
    kind: 'folder',
    size: 0,
    id: geometry.root,
    chain,
    written: 0,
    length: undefined,
  };
  const label = labelIn(root, heap);
  const list = (folder: FileNode) => listOf(folder as ExfatNode, heap);
  return {
    type: 'exfat',
    ...(label === undefined ? {} : { label }),
    uuid: geometry.serial,
    caseInsensitive: true,
    root,
    gaps: [],
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: true, list }, folder, name),
    readLink: () => {
      throw new SyntaxError('exFAT has no links');
    },
    read: (file, offset, length) => readFile(file as ExfatNode, offset, length),
  };
}

function heapOf(device: BlockDevice, geometry: ExfatGeometry): ClusterHeap {
  const { clusterSize, clusters: count, heap: start, table } = geometry;
  return {
    device,
    clusterSize,
    start,
    count,
    next(cluster) {
      if (cluster < 2 || cluster >= count + 2) throw new SyntaxError(`there is no cluster ${cluster}`);
      const value = viewOf(device.read(table + 4 * cluster, 4)).getUint32(0, true);
      if (value > LAST) return undefined;
      if (value < 2 || value === LAST)
        throw new SyntaxError(`cluster ${cluster} leads to one that is free or bad`);
      return value;
    },
  };
}

function labelIn(root: ExfatNode, heap: ClusterHeap): string | undefined {
  for (const item of exfatEntries(pieces(root, heap))) if ('label' in item) return item.label;
  return undefined;
}

function* listOf(folder: ExfatNode, heap: ClusterHeap): Generator<DirectoryEntry> {
  for (const item of exfatEntries(pieces(folder, heap))) {
    if (!('name' in item)) continue;
    yield { name: item.name, kind: item.isFolder ? 'folder' : 'file', node: () => nodeOf(item, heap) };
  }
}

function nodeOf(
  { name, isFolder, cluster, size, written, isContiguous }: ExfatEntry,
  heap: ClusterHeap,
): ExfatNode {
  if (written > size || size > heap.count * heap.clusterSize)
    throw new SyntaxError(`its entry is damaged: ${written} of ${size} bytes are written`);
  return {
    kind: isFolder ? 'folder' : 'file',
    size: isFolder ? 0 : size,
    id: cluster === 0 ? `0/${name}` : cluster,
    chain: new ClusterChain(heap, cluster, isContiguous),
    written,
    length: size,
  };
}

function* pieces({ chain, length }: ExfatNode, { clusterSize }: ClusterHeap): Generator<Uint8Array> {
  const most = Math.ceil(MAX_FOLDER / clusterSize);
  if (length === undefined) return yield* chain.all(most);
  if (length > MAX_FOLDER) throw new SyntaxError(`a folder has ${length} bytes`);
  for (let at = 0; at < length; at += clusterSize) yield chain.read(at, Math.min(clusterSize, length - at));
  return undefined;
}

function readFile({ chain, size, written }: ExfatNode, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  const stored = Math.max(0, Math.min(bytes.length, written - offset));
  if (stored > 0) bytes.set(chain.read(offset, stored));
  return bytes;
}
