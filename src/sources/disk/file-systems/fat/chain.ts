import type { BlockDevice } from '../../device.ts';

/** Where clusters of a volume are; the first one has the number 2. */
export interface ClusterHeap {
  readonly device: BlockDevice;
  readonly clusterSize: number;
  /** Where cluster 2 is, in bytes. */
  readonly start: number;
  /** How many clusters there are. */
  readonly count: number;
  /** The cluster after another, as the table has it; undefined at the end of a chain. Throws SyntaxError. */
  next(cluster: number): number | undefined;
}

/** A content that lies in clusters, each of which leads to the next. */
export class ClusterChain {
  private readonly heap: ClusterHeap;
  private readonly clusters: number[];
  /** All clusters follow each other, and the table says nothing of them. */
  private readonly isContiguous: boolean;

  constructor(heap: ClusterHeap, first: number, isContiguous = false) {
    this.heap = heap;
    this.clusters = [first];
    this.isContiguous = isContiguous;
  }

  /** Exactly these bytes. Throws SyntaxError when the chain ends before them. */
  read(offset: number, length: number): Uint8Array {
    const { clusterSize, device } = this.heap;
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const index = Math.floor((offset + done) / clusterSize);
      const inside = offset + done - index * clusterSize;
      const place = this.place(index);
      if (place === undefined) throw new SyntaxError('a chain of clusters ends before its file');
      const part = Math.min(clusterSize - inside, length - done);
      bytes.set(device.read(place + inside, part), done);
      done += part;
    }
    return bytes;
  }

  /** Cluster after cluster until the chain ends. Throws SyntaxError when there are more than `most`. */
  *all(most: number): Generator<Uint8Array> {
    for (let index = 0; ; index++) {
      const place = this.place(index);
      if (place === undefined) return;
      if (index >= most)
        throw new SyntaxError(`a folder has more than ${most} clusters: its chain has no end`);
      yield this.heap.device.read(place, this.heap.clusterSize);
    }
  }

  /** Where a cluster of the chain is on the device; undefined after its end. */
  private place(index: number): number | undefined {
    const { clusters, heap } = this;
    const [first = 0] = clusters;
    if (this.isContiguous) return placeOf(heap, first + index);
    while (clusters.length <= index) {
      const next = heap.next(clusters.at(-1) ?? 0);
      if (next === undefined) return undefined;
      if (clusters.length >= heap.count) throw new SyntaxError('a chain of clusters meets itself');
      clusters.push(next);
    }
    return placeOf(heap, clusters[index] ?? 0);
  }
}

function placeOf({ start, clusterSize, count }: ClusterHeap, cluster: number): number {
  if (cluster < 2 || cluster >= count + 2) throw new SyntaxError(`there is no cluster ${cluster}`);
  return start + (cluster - 2) * clusterSize;
}
