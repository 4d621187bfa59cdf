import { diskIn } from '../src/sources/disk/containers/index.ts';
import { noSiblings } from '../src/sources/disk/containers/siblings.ts';
import { cachedDevice, memoryDevice } from '../src/sources/disk/device.ts';
import { explore } from '../src/sources/disk/explore.ts';
import { withNested } from '../src/sources/disk/nested.ts';
import { rootsOf } from '../src/sources/disk/roots.ts';
import { walkSpace } from '../src/sources/disk/walk.ts';
import { diskContainers } from '../tests/support/disk-containers.ts';
import {
  diskFixture,
  gptDisk,
  logicalDisk,
  lvmDisk,
  qcow2Overlay,
  raidDisk,
} from '../tests/support/disk-writer.ts';
import { dmg } from '../tests/support/dmg-writer.ts';
import { type Answer, expectedError, type Target } from './target.ts';

const EXT2 = diskFixture('ext2.img');

/** Kind of structure → the disks that it begins with. */
const SEEDS: Readonly<Record<string, readonly Buffer[]>> = {
  'partition tables': [gptDisk([EXT2]), logicalDisk([EXT2, EXT2])],
  volumes: [lvmDisk([{ name: 'root', content: EXT2 }]), raidDisk(EXT2), gptDisk([raidDisk(EXT2)])],
  dmg: [dmg(diskFixture('hfsplus.img'))],
  'qcow2 overlay': [qcow2Overlay('base.raw', 'raw', EXT2.length)],
  ...Object.fromEntries(Object.entries(diskContainers(EXT2)).map(([name, disk]) => [name, [disk]])),
};

/** What stands around file systems: containers, partition tables, volumes, and what joins them to systems. */
export function diskTargets(): Target[] {
  return Object.entries(SEEDS).map(([kind, disks]) => ({
    id: `disk: ${kind}`,
    seeds: disks.map((bytes, index) => ({ name: `${index}`, bytes })),
    run: (bytes) => explored(bytes),
  }));
}

function explored(bytes: Uint8Array): Answer {
  const programs: string[] = [];
  let told: string | undefined;
  try {
    const disk = cachedDevice(diskIn(memoryDevice(bytes, 'disk'), noSiblings()));
    const { roots, gaps } = rootsOf(withNested(explore([{ device: disk, way: '' }])));
    told = gaps[0]?.reason ?? (roots.length === 0 ? 'no file system' : undefined);
    for (const { way, space, gaps: own } of roots) {
      told ??= own[0];
      for (const { path, size, problem } of walkSpace(space, ['**/status', 'etc/*'])) {
        told ??= problem;
        programs.push(`${way} ${path} ${size}`);
      }
    }
  } catch (error) {
    told ??= expectedError(error);
  }
  return { programs, ...(told === undefined ? {} : { told }) };
}
