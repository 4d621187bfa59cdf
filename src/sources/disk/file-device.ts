import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { CHANGED, settled, stampOf } from '../stamp.ts';
import { type BlockDevice, checkRange, SECTOR } from './device.ts';

/** A file of this machine that is open until it is closed. */
export interface FileDevice extends BlockDevice {
  close(): void;
}

/** Opening must not wait for the writer of a pipe. */
const OPEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file as a device.
 *
 * @param path followed when it is a link
 * @throws Error when it is no regular file or may not be opened
 */
export function fileDevice(path: string, name: string): FileDevice {
  const handle = openSync(path, OPEN);
  const stats = settled(handle);
  if (!stats.isFile()) {
    closeSync(handle);
    throw new Error(`${name}: not a regular file`);
  }
  const device = { name, size: stats.size, sectorSize: SECTOR };
  const stamp = stampOf(stats);
  let open = true;
  return {
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length; ) {
        const got = readSync(handle, bytes, done, length - done, offset + done);
        if (got === 0) throw new SyntaxError(`${name}: it became shorter while it was being read`);
        done += got;
      }
      if (stampOf(fstatSync(handle)) !== stamp) throw new Error(`${name}: ${CHANGED}`);
      return bytes;
    },
    close() {
      if (open) closeSync(handle);
      open = false;
    },
  };
}
