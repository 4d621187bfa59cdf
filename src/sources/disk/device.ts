/**
 * Bytes that can be read at any place: a file on this machine, the disk in a container, a partition, a volume. All
 * of it is synchronous, because readers look up siblings of a manifest synchronously.
 */

/** Something that can be read at any place and never written. */
export interface BlockDevice {
  /** The way to it, for messages: `disk.qcow2 > partition 2`. */
  readonly name: string;
  /** In bytes; a safe integer. */
  readonly size: number;
  /** In bytes: 512 or 4096. What a partition table counts in; file systems have units of their own. */
  readonly sectorSize: number;
  /** Files of which each is read by itself, this one first, where a format is made of several. */
  readonly parts?: readonly BlockDevice[];
  /**
   * Exactly `length` bytes. They may be part of a cached page: they stay valid, and must not be changed.
   *
   * @throws SyntaxError when the range is not inside the device, or the container that holds it is damaged
   */
  read(offset: number, length: number): Uint8Array;
}

/** The sector size of all devices that do not show another. */
export const SECTOR = 512;

/** Bytes of one page of a {@link cachedDevice}: with 64 KiB twice as much was read for a tenth fewer reads. */
const PAGE = 16 * 1024;
/** Pages that a cache keeps: 16 MiB. */
const MAX_PAGES = 1024;
/** Reads of so many bytes go past the cache: they are content of large files, which is read once. */
const UNCACHED = 16 * PAGE;

/**
 * Refuses a range that is not inside a device.
 *
 * @throws SyntaxError with the name of the device
 */
export function checkRange(
  { name, size }: Pick<BlockDevice, 'name' | 'size'>,
  offset: number,
  length: number,
): void {
  const isInside = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!isInside || offset + length > size)
    throw new SyntaxError(`${name}: ${length} bytes at ${offset} are beyond its end at ${size}`);
}

/** A part of a device; its reads end where it ends. Throws SyntaxError when it is not inside the device. */
export function sliceDevice(
  device: BlockDevice,
  offset: number,
  size: number,
  name: string,
  sectorSize: number = device.sectorSize,
): BlockDevice {
  checkRange(device, offset, size);
  const slice = { name, size, sectorSize };
  return {
    ...slice,
    read(at, length) {
      checkRange(slice, at, length);
      return device.read(offset + at, length);
    },
  };
}

/** Bytes in memory. */
export function memoryDevice(bytes: Uint8Array, name: string, sectorSize: number = SECTOR): BlockDevice {
  const device = { name, size: bytes.length, sectorSize };
  return {
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** The same device with the pages that were read last kept in memory: at most 16 MiB. */
export function cachedDevice(device: BlockDevice): BlockDevice {
  const pages = new Map<number, Uint8Array>();
  const { name, size, sectorSize, parts } = device;
  const page = (number: number): Uint8Array => {
    const known = pages.get(number);
    if (known) {
      pages.delete(number);
      pages.set(number, known);
      return known;
    }
    const start = number * PAGE;
    const fresh = device.read(start, Math.min(PAGE, size - start));
    pages.set(number, fresh);
    if (pages.size > MAX_PAGES) pages.delete(pages.keys().next().value ?? number);
    return fresh;
  };
  return {
    name,
    size,
    sectorSize,
    ...(parts ? { parts: parts.map(cachedDevice) } : {}),
    read(offset, length) {
      checkRange(device, offset, length);
      if (length >= UNCACHED) return device.read(offset, length);
      const first = Math.floor(offset / PAGE);
      const inside = offset - first * PAGE;
      if (inside + length <= PAGE) return page(first).subarray(inside, inside + length);
      return gather(page, offset, length);
    },
  };
}

function gather(page: (number: number) => Uint8Array, offset: number, length: number): Uint8Array {
  const whole = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const at = offset + done;
    const number = Math.floor(at / PAGE);
    const part = page(number).subarray(at - number * PAGE, at - number * PAGE + length - done);
    whole.set(part, done);
    done += part.length;
  }
  return whole;
}
