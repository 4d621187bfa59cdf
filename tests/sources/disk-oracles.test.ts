/** Files of disks, byte for byte as the tools of each file system print them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openSource } from '../../src/sources/index.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

afterAll(tidy);

const STATUS = 'var/lib/dpkg/status';
const FILES: Readonly<Record<string, string>> = {
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'usr/share/list.txt': Array.from(
    { length: 20_000 },
    (_, index) => `${index} ${(index * 7919) % 1013}`,
  ).join('\n'),
  [STATUS]: dpkg(...Array.from({ length: 400 }, (_, index) => `package-${index}`)),
};

interface Recipe {
  readonly tools: readonly string[];
  /** Makes the disk from a folder. */
  make(disk: string, root: string): void;
  /** Prints a file of it. */
  print(disk: string, path: string): Uint8Array;
}

function output(tool: string, ...args: string[]): Uint8Array {
  const { stdout, error } = spawnSync(tool, args, { maxBuffer: 1 << 26 });
  if (error) throw error;
  return stdout;
}

function empty(disk: string, mib: number): void {
  writeFileSync(disk, '');
  truncateSync(disk, mib << 20);
}

/** No tool prints a file, but one says where it lies: in which group, and where in that. */
function fromXfs(disk: string, path: string): Uint8Array {
  const commands = ['sb 0', 'print agblocks', `path /${path}`, 'print core.size', 'bmap'];
  const text = Buffer.from(
    output('xfs_db', '-r', ...commands.flatMap((one) => ['-c', one]), disk),
  ).toString();
  const number = (name: string) =>
    Number(new RegExp(`${name} = (?<value>\\d+)`, 'u').exec(text)?.groups?.['value']);
  const image = readFileSync(disk);
  const extents = text.matchAll(/startblock \d+ \((?<group>\d+)\/(?<block>\d+)\) count (?<count>\d+)/gu);
  const parts = [...extents].map(({ groups }) => {
    const start = Number(groups?.['group']) * number('agblocks') + Number(groups?.['block']);
    return image.subarray(start * 4096, (start + Number(groups?.['count'])) * 4096);
  });
  return Buffer.concat(parts).subarray(0, number('core.size'));
}

function prototype(root: string): string {
  const line = (depth: number, name: string, rest: string) => `${' '.repeat(depth)}${name} ${rest}\n`;
  const tree = (folder: string, depth: number): string => {
    const names = new Set(
      Object.keys(FILES)
        .filter((path) => path.startsWith(folder))
        .map((path) => path.slice(folder.length).split('/')[0] ?? ''),
    );
    return [...names]
      .map((name) => {
        const path = folder + name;
        return path in FILES
          ? line(depth, name, `---644 0 0 ${join(root, path)}`)
          : `${line(depth, name, 'd--755 0 0')}${tree(`${path}/`, depth + 1)}${line(depth, '$', '')}`;
      })
      .join('');
  };
  return `/\n0 0\nd--755 0 0\n${tree('', 1)}$\n`;
}

const RECIPES: Readonly<Record<string, Recipe>> = {
  ext4: {
    tools: ['mke2fs', 'debugfs'],
    make: (disk, root) => run('mke2fs', ['-q', '-F', '-t', 'ext4', '-d', root, disk, '16M']),
    print: (disk, path) => output('debugfs', '-R', `cat /${path}`, disk),
  },
  xfs: {
    tools: ['mkfs.xfs', 'xfs_db'],
    make(disk, root) {
      empty(disk, 300);
      writeFileSync(`${disk}.proto`, prototype(root));
      run('mkfs.xfs', ['-q', '-f', '-p', `${disk}.proto`, disk]);
    },
    print: fromXfs,
  },
  btrfs: {
    tools: ['mkfs.btrfs', 'btrfs'],
    make(disk, root) {
      empty(disk, 120);
      run('mkfs.btrfs', ['-q', '--rootdir', root, disk]);
    },
    print(disk, path) {
      const folder = room();
      run('btrfs', ['restore', disk, folder]);
      return readFileSync(join(folder, path));
    },
  },
  ntfs: {
    tools: ['mkntfs', 'wimlib-imagex', 'ntfscat'],
    make(disk, root) {
      empty(disk, 32);
      run('mkntfs', ['-F', '-q', '-p', '0', '-H', '255', '-S', '63', disk]);
      run('wimlib-imagex', ['capture', root, `${disk}.wim`, '--compress=none', '--no-acls']);
      run('wimlib-imagex', ['apply', `${disk}.wim`, '1', disk]);
    },
    print: (disk, path) => output('ntfscat', '-f', disk, path),
  },
  fat: {
    tools: ['mkfs.fat', 'mcopy', 'mtype'],
    make(disk, root) {
      empty(disk, 8);
      run('mkfs.fat', [disk]);
      run('mcopy', ['-s', '-i', disk, join(root, 'etc'), join(root, 'usr'), join(root, 'var'), '::/']);
    },
    print: (disk, path) => output('mtype', '-i', disk, `::/${path}`),
  },
  iso9660: {
    tools: ['xorriso', 'isoinfo'],
    make: (disk, root) => run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-o', disk, root]),
    print: (disk, path) => output('isoinfo', '-R', '-i', disk, '-x', `/${path}`),
  },
  udf: {
    tools: ['genisoimage', '7zz'],
    make: (disk, root) => run('genisoimage', ['-quiet', '-udf', '-iso-level', '3', '-o', disk, root]),
    print: (disk, path) => output('7zz', 'e', '-so', '-tudf', disk, path),
  },
  squashfs: {
    tools: ['mksquashfs', 'unsquashfs'],
    make: (disk, root) => run('mksquashfs', [root, disk, '-comp', 'xz', '-noappend', '-quiet', '-all-root']),
    print: (disk, path) => output('unsquashfs', '-cat', disk, path),
  },
  wim: {
    tools: ['wimlib-imagex'],
    make: (disk, root) => run('wimlib-imagex', ['capture', root, disk, '--compress=LZX', '--no-acls']),
    print: (disk, path) => output('wimlib-imagex', 'extract', disk, '1', `/${path}`, '--to-stdout'),
  },
};

function machine(): string {
  const root = join(room(), 'root');
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

describe.each(Object.entries(RECIPES))('%s', (name, { tools, make, print }) => {
  const missing = missingTools(...tools);
  if (missing.length > 0)
    console.log(`skipped: ${name} beside its own tools, for want of ${missing.join(', ')}`);

  test.skipIf(missing.length > 0)(
    'files are as its own tools print them',
    async () => {
      const disk = join(room(), 'disk.img');
      make(disk, machine());
      expect(statSync(disk).size).toBeGreaterThan(1000);
      const source = await openSource(disk);
      for (const [path, content] of Object.entries(FILES)) {
        const file = source.open?.(path);
        const own = Buffer.from(file?.read(0, file.size) ?? []);
        expect([path, Buffer.compare(own, print(disk, path))]).toEqual([path, 0]);
        expect([path, own.toString() === content]).toEqual([path, true]);
      }
      await source.close?.();
    },
    60_000,
  );
});
