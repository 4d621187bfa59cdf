import type { Probe } from '../file-system.ts';
import { openBtrfs } from './btrfs/index.ts';
import { openCpio } from './cpio/index.ts';
import { openErofs } from './erofs/index.ts';
import { openExfat } from './exfat/index.ts';
import { openExt } from './ext/index.ts';
import { openFat } from './fat/index.ts';
import { guarded } from './guarded.ts';
import { openHfsPlus } from './hfsplus/index.ts';
import { openNtfs } from './ntfs/index.ts';
import { openOptical } from './optical.ts';
import { openSquashfs } from './squashfs/index.ts';
import { openWim } from './wim/index.ts';
import { openXfs } from './xfs/index.ts';

/** Every file system that is read: one file, one line. The first that knows a device opens it. */
export const probes: readonly Probe[] = [
  openExt,
  openXfs,
  openBtrfs,
  openNtfs,
  openExfat,
  openFat,
  openSquashfs,
  openErofs,
  openWim,
  openOptical,
  openHfsPlus,
  openCpio,
].map(guarded);
