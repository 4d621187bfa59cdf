import type { BlockDevice } from '../../device.ts';
import { type DirectoryEntry, type FileNode, type FileSystem, lookupByList } from '../../file-system.ts';
import { viewOf } from '../../little-endian.ts';
import { type FatGeometry, readFatBoot } from './boot.ts';
import { ClusterChain, type ClusterHeap } from './chain.ts';
import { type FatEntry, fatEntries } from './folder.ts';

interface FatNode extends FileNode {
  /** The first cluster; 0 for an empty file, and for the root that has a place of its own. */
  readonly cluster: number;
  readonly chain: ClusterChain;
}

/** A folder has at most 65,536 entries of 32 bytes. */
const MAX_FOLDER = 65_536 * 32;

/** FAT12, FAT16 and FAT32 with long names. */
export function openFat(device: BlockDevice): FileSystem | undefined {
  const geometry = readFatBoot(device);
  if (geometry === undefined) return undefined;
  const fat = new Fat(device, geometry);
  const root = fat.root();
  const label = fat.label(root);
  const list = (folder: FileNode) => fat.list(folder as FatNode);
  return {
    type: `fat${geometry.bits}`,
    ...(label === undefined ? {} : { label }),
    uuid: geometry.serial,
    caseInsensitive: true,
    root,
    gaps: [],
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: true, list }, folder, name),
    readLink: () => {
      throw new SyntaxError('FAT has no links');
    },
    read: (file, offset, length) => {
      const part = Math.max(0, Math.min(length, file.size - offset));
      return part === 0 ? new Uint8Array() : (file as FatNode).chain.read(offset, part);
    },
  };
}

class Fat {
  private readonly device: BlockDevice;
  private readonly geometry: FatGeometry;
  private readonly heap: ClusterHeap;

  constructor(device: BlockDevice, geometry: FatGeometry) {
    this.device = device;
    this.geometry = geometry;
    const { clusterSize, clusters: count, heap: start } = geometry;
    this.heap = { device, clusterSize, start, count, next: (cluster) => this.next(cluster) };
  }

  root(): FatNode {
    const { root } = this.geometry;
    const cluster = 'cluster' in root ? root.cluster : 0;
    return { kind: 'folder', size: 0, id: cluster, cluster, chain: new ClusterChain(this.heap, cluster) };
  }

  label(root: FatNode): string | undefined {
    for (const item of fatEntries(this.pieces(root))) if ('label' in item) return item.label;
    return undefined;
  }

  *list(folder: FatNode): Generator<DirectoryEntry> {
    for (const item of fatEntries(this.pieces(folder))) {
      if (!('name' in item)) continue;
      yield { name: item.name, kind: item.isFolder ? 'folder' : 'file', node: () => this.node(item) };
    }
  }

  private node({ isFolder, cluster, size, name }: FatEntry): FatNode {
    if (isFolder && cluster === 0) throw new SyntaxError('a folder is damaged: it has no cluster');
    // Empty files have no cluster, so that their names must distinguish them.
    const id = cluster === 0 ? `0/${name}` : cluster;
    const chain = new ClusterChain(this.heap, cluster);
    return { kind: isFolder ? 'folder' : 'file', size: isFolder ? 0 : size, id, cluster, chain };
  }

  private pieces({ cluster, chain }: FatNode): Iterable<Uint8Array> {
    const { root, clusterSize } = this.geometry;
    if (cluster === 0 && 'offset' in root) return [this.device.read(root.offset, root.length)];
    return chain.all(Math.ceil(MAX_FOLDER / clusterSize));
  }

  private next(cluster: number): number | undefined {
    const { bits } = this.geometry;
    const value = this.entry(cluster);
    const last = 2 ** (bits === 32 ? 28 : bits) - 1;
    if (value >= last - 7) return undefined;
    if (value < 2 || value === last - 8)
      throw new SyntaxError(`cluster ${cluster} leads to one that is ${value < 2 ? 'free' : 'bad'}`);
    return value;
  }

  private entry(cluster: number): number {
    const { bits, table, tableSize } = this.geometry;
    const at = Math.floor((cluster * bits) / 8);
    const width = bits === 32 ? 4 : 2;
    if (at + width > tableSize) throw new SyntaxError(`there is no cluster ${cluster}`);
    const view = viewOf(this.device.read(table + at, width));
    if (bits === 32) return view.getUint32(0, true) & 0x0fffffff;
    const value = view.getUint16(0, true);
    if (bits === 16) return value;
    return cluster % 2 === 0 ? value & 0xfff : value >> 4;
  }
}
