import type { Probe } from '../file-system.ts';
import { openBtrfs } from './btrfs/index.ts';
import { openErofs } from './erofs/index.ts';
import { openExfat } from './exfat/index.ts';
import { extProbe } from './ext/index.ts';
import { openFat } from './fat/index.ts';
import { openNtfs } from './ntfs/index.ts';
import { openOptical } from './optical.ts';
import { openSquashfs } from './squashfs/index.ts';
import { openWim } from './wim/index.ts';
import { openXfs } from './xfs/index.ts';

/** Every file system that is read: one file, one line. The first that knows a device opens it. */
export const probes: readonly Probe[] = [
  extProbe,
  openXfs,
  openBtrfs,
  openNtfs,
  openExfat,
  openFat,
  openSquashfs,
  openErofs,
  openWim,
  openOptical,
];
