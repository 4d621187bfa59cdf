import { type BlockDevice, checkRange } from '../../device.ts';

/** A device some of whose blocks are others. */
export function overlaid(
  device: BlockDevice,
  blockSize: number,
  blockOf: (block: number) => Uint8Array | undefined,
  blocks: readonly number[],
): BlockDevice {
  const sorted = Float64Array.from(blocks).sort();
  return {
    name: device.name,
    size: device.size,
    sectorSize: device.sectorSize,
    read(offset, length) {
      checkRange(device, offset, length);
      const first = Math.floor(offset / blockSize);
      const last = Math.floor((offset + length - 1) / blockSize);
      let next = lowerBound(sorted, first);
      if (length === 0 || !((sorted[next] ?? Number.POSITIVE_INFINITY) <= last))
        return device.read(offset, length);
      const bytes = Uint8Array.from(device.read(offset, length));
      for (let block = sorted[next]; block !== undefined && block <= last; block = sorted[++next]) {
        const from = Math.max(offset, block * blockSize);
        const to = Math.min(offset + length, (block + 1) * blockSize);
        bytes.set(
          (blockOf(block) as Uint8Array).subarray(from - block * blockSize, to - block * blockSize),
          from - offset,
        );
      }
      return bytes;
    },
  };
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
