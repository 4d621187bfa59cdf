import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileDevice, fileDevice } from '../file-device.ts';

/** Files beside an image that are parts of it. */
export interface Siblings {
  /**
   * Opens one.
   *
   * @throws Error when the name leads out of the folder, or nothing regular of that name is there
   */
  open(name: string): FileDevice;
  /** Closes all that were opened. */
  close(): void;
}

/** The files in the folder of an image; nothing else of this machine, whatever the image says. */
export function siblingsOf(path: string): Siblings {
  const opened: FileDevice[] = [];
  return {
    open(name) {
      if (!isPlainName(name))
        throw new Error(`it names ${quoted(name)}, which is not in the folder of the image`);
      const file = join(dirname(path), name);
      const stats = lstatSync(file, { throwIfNoEntry: false });
      if (!stats) throw new Error(`it needs ${quoted(name)}, which is not there`);
      // A link would lead out of the folder.
      if (!stats.isFile()) throw new Error(`it needs ${quoted(name)}, which is not a regular file`);
      const device = fileDevice(file, name);
      opened.push(device);
      return device;
    },
    close() {
      for (const device of opened.splice(0)) device.close();
    },
  };
}

/** No siblings: the image is a part of something else. */
export function noSiblings(): Siblings {
  return {
    open(name) {
      throw new Error(`it needs ${quoted(name)}, which is not in the same image`);
    },
    close() {},
  };
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[/\\:\0]/u.test(name);
}

/** An image decides what stands in it. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
