import type { BlockDevice } from '../device.ts';
import type { Siblings } from './siblings.ts';

/** What a container may need to be opened. */
export interface Opening {
  readonly siblings: Siblings;
  /** Images that it is the backing of: their number is bounded. */
  readonly depth: number;
  /** Opens the disk in another file, which may be a container too. */
  diskIn(file: BlockDevice, opening: Opening): BlockDevice;
}

/**
 * Opens the disk in a file when the file is a container of this kind.
 *
 * @returns undefined when it is another kind
 * @throws SyntaxError when it is damaged, Error when a feature of it is not read
 */
export type Container = (file: BlockDevice, opening: Opening) => BlockDevice | undefined;
