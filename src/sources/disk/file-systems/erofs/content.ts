import { viewOf } from '../../little-endian.ts';
import { type ErofsGeometry, type ErofsNode, LAYOUT } from './inode.ts';

/** Bytes of a content. Throws SyntaxError when they are not there. */
export function readContent(
  geometry: ErofsGeometry,
  node: ErofsNode,
  offset: number,
  length: number,
): Uint8Array {
  const { device, blockSize } = geometry;
  const wanted = Math.max(0, Math.min(length, node.size - offset));
  if (node.layout === LAYOUT.chunks) return readChunks(geometry, node, offset, wanted);
  const whole = node.layout === LAYOUT.inline ? node.size - (node.size % blockSize) : node.size;
  const inBlocks = Math.max(0, Math.min(wanted, whole - offset));
  const start = node.start * blockSize + offset;
  if (inBlocks === wanted) return device.read(start, wanted);
  // The end of the file stands after its inode.
  const tail = device.read(node.end + Math.max(0, offset - whole), wanted - inBlocks);
  return inBlocks === 0 ? tail : Buffer.concat([device.read(start, inBlocks), tail]);
}

const CHUNK = { bits: 31, hasIndexes: 32 };
const HOLE = 0xffffffff;

function readChunks(
  { device, blockSize }: ErofsGeometry,
  node: ErofsNode,
  offset: number,
  length: number,
): Uint8Array {
  const chunkSize = blockSize * 2 ** (node.start & CHUNK.bits);
  const width = (node.start & CHUNK.hasIndexes) !== 0 ? 8 : 4;
  const table = Math.ceil(node.end / width) * width;
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const index = Math.floor((offset + done) / chunkSize);
    const inside = offset + done - index * chunkSize;
    const count = Math.min(chunkSize - inside, length - done);
    const view = viewOf(device.read(table + width * index, width));
    if (width === 8 && view.getUint16(2, true) !== 0) throw new Error('files on other devices are not read');
    const block = view.getUint32(width - 4, true);
    if (block !== HOLE) bytes.set(device.read(block * blockSize + inside, count), done);
    done += count;
  }
  return bytes;
}
