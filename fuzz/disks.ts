import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { diskIn } from '../src/sources/disk/containers/index.ts';
import { noSiblings } from '../src/sources/disk/containers/siblings.ts';
import { cachedDevice, memoryDevice } from '../src/sources/disk/device.ts';
import { explore } from '../src/sources/disk/explore.ts';
import { withNested } from '../src/sources/disk/nested.ts';
import { rootsOf } from '../src/sources/disk/roots.ts';
import { walkSpace } from '../src/sources/disk/walk.ts';
import { type Bucket, boltBucket } from '../src/sources/stores/bolt.ts';
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

/** What the stores of containers keep: the database of containerd. */
export function storeTargets(): Target[] {
  const archive = gunzipSync(readFileSync('fixtures/stores/containerd.tar.gz'));
  const at = archive.indexOf('io.containerd.metadata.v1.bolt/meta.db');
  const size = Number.parseInt(archive.toString('latin1', at + 124, at + 135), 8);
  const bytes = archive.subarray(at + 512, at + 512 + size);
  return [{ id: 'store: bolt', seeds: [{ name: 'containerd', bytes }], run: walkStore, cutsInSilence: true }];
}

function walkStore(bytes: Uint8Array): Answer {
  const programs: string[] = [];
  let reported: string | undefined;
  const walk = (bucket: Bucket, path: string, depth: number): void => {
    if (depth > 8 || programs.length > 1000) return;
    for (const key of bucket.buckets()) {
      programs.push(`${path}/${key}`);
      const inner = bucket.bucket(key);
      if (inner) walk(inner, `${path}/${key}`, depth + 1);
    }
  };
  try {
    walk(boltBucket(Buffer.from(bytes)), '', 0);
  } catch (error) {
    reported = expectedError(error);
  }
  return { programs, ...(reported === undefined ? {} : { reported }) };
}

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
  let reported: string | undefined;
  try {
    const disk = cachedDevice(diskIn(memoryDevice(bytes, 'disk'), noSiblings()));
    const { roots, gaps } = rootsOf(withNested(explore([{ device: disk, way: '' }])));
    reported = gaps[0]?.reason ?? (roots.length === 0 ? 'no file system' : undefined);
    for (const { way, space, gaps: own } of roots) {
      reported ??= own[0];
      for (const { path, size, problem } of walkSpace(space, ['**/status', 'etc/*'])) {
        reported ??= problem;
        programs.push(`${way} ${path} ${size}`);
      }
    }
  } catch (error) {
    reported ??= expectedError(error);
  }
  return { programs, ...(reported === undefined ? {} : { reported }) };
}
