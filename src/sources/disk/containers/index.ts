import type { BlockDevice } from '../device.ts';
import { dmg } from './dmg.ts';
import type { Container, Opening } from './opening.ts';
import { qcow2 } from './qcow2.ts';
import type { Siblings } from './siblings.ts';
import { pieces, splitWim } from './split.ts';
import { vdi } from './vdi.ts';
import { vhd } from './vhd.ts';
import { vhdx } from './vhdx.ts';
import { vmdk } from './vmdk.ts';

const CONTAINERS: readonly Container[] = [pieces, qcow2, vmdk, vhdx, vdi, vhd, dmg, splitWim];

/** The disk in a file: in a container, or the file as it is. Decided once, by the bytes of the file. */
export function diskIn(file: BlockDevice, siblings: Siblings): BlockDevice {
  return inContainer(file, { siblings, depth: 0, diskIn: inContainer });
}

function inContainer(file: BlockDevice, opening: Opening): BlockDevice {
  for (const container of CONTAINERS) {
    const disk = container(file, opening);
    if (disk) return disk;
  }
  return file;
}
