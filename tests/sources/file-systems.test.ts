/** File systems that real tools made of a folder, against that folder. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences, listFileSystem, listFolder, openFileSystem } from '../support/file-system-tree.ts';
import { missingTools } from '../support/rpm-harness.ts';

const room = mkdtempSync(join(tmpdir(), 'interdict-disks-'));
const root = join(room, 'root');
/** The same without a link, for file systems that have none. */
const plain = join(room, 'plain');
/** The same without spaces in names. */
const spaceless = join(room, 'spaceless');

beforeAll(() => {
  for (const folder of [root, plain]) fill(folder);
  fill(spaceless, '_');
  for (const folder of [root, spaceless]) symlinkSync('../file', join(folder, 'deep', 'link'));
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

function fill(folder: string, space = ' '): void {
  const put = (into: string, path: string, content: string | Uint8Array) =>
    putFile(into, path.replaceAll(' ', space), content);
  put(folder, 'empty', '');
  put(folder, 'file', 'short\n');
  put(folder, 'имя/файл с длинным именем, которое не помещается.txt', 'unicode\n');
  put(folder, `deep/${Array.from({ length: 12 }, (_, depth) => `level${depth}`).join('/')}/end`, 'deep\n');
  put(folder, 'numbers', Array.from({ length: 60_000 }, (_, index) => index).join('\n'));
  put(folder, 'noise', noise(300_000));
  put(folder, 'zeros', Buffer.concat([Buffer.from('x'), Buffer.alloc(500_000), Buffer.from('y')]));
  put(folder, 'program', readFileSync(process.execPath).subarray(0, 700_000));
  for (let index = 0; index < 300; index++)
    put(folder, `many/a file with a long name, number ${index}`, `${index}\n`);
}

function putFile(folder: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Bytes that nothing compresses, the same in each run. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    }),
  );
}

/** How one kind of image is made: a tool with its arguments, or several. */
interface Recipe {
  readonly name: string;
  readonly tools: readonly string[];
  readonly isPlain?: boolean;
  /** Whether the tool is not known of names with spaces in them. */
  readonly isSpaceless?: boolean;
  make(image: string, folder: string): void;
}

function run(tool: string, ...args: string[]): void {
  const done = spawnSync(tool, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', MTOOLS_SKIP_CHECK: '1' },
  });
  if (done.status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${done.stderr}${done.stdout}`);
}

function blank(image: string, size: number): void {
  writeFileSync(image, '');
  truncateSync(image, size);
}

const MIB = 1024 * 1024;

function ntfs(cluster: number, sector = 512): Recipe {
  return {
    name: `NTFS with clusters of ${cluster} and sectors of ${sector} bytes`,
    tools: ['mkntfs', 'wimlib-imagex'],
    make(image, folder) {
      blank(image, 24 * MIB);
      run(
        'mkntfs',
        '-F',
        '-q',
        '-p',
        '0',
        '-H',
        '255',
        '-S',
        '63',
        '-s',
        `${sector}`,
        '-c',
        `${cluster}`,
        image,
      );
      rmSync(`${image}.wim`, { force: true });
      run('wimlib-imagex', 'capture', folder, `${image}.wim`, '--compress=none', '--no-acls');
      run('wimlib-imagex', 'apply', `${image}.wim`, '1', image);
    },
  };
}

function fat(bits: number, size: number, ...options: string[]): Recipe {
  return {
    name: `FAT${bits} ${options.join(' ')}`,
    tools: ['mkfs.fat', 'mcopy'],
    isPlain: true,
    make(image, folder) {
      blank(image, size);
      run('mkfs.fat', '-F', `${bits}`, ...options, image);
      for (const path of ['empty', 'file', 'имя', 'deep', 'numbers', 'noise', 'zeros', 'program', 'many'])
        run('mcopy', '-s', '-i', image, join(folder, path), '::/');
    },
  };
}

function ext(type: string, size: string, ...options: string[]): Recipe {
  return {
    name: `${type} ${options.join(' ')}`,
    tools: ['mke2fs'],
    make(image, folder) {
      rmSync(image, { force: true });
      run('mke2fs', '-q', '-F', '-t', type, '-d', folder, ...options, image, size);
    },
  };
}

function xfs(...options: string[]): Recipe {
  return {
    name: `XFS ${options.join(' ')}`,
    tools: ['mkfs.xfs'],
    isSpaceless: true,
    make(image, folder) {
      blank(image, 300 * MIB);
      writeFileSync(`${image}.proto`, ['/', '0 0', 'd--755 0 0', ...prototypeOf(folder), '$', ''].join('\n'));
      run('mkfs.xfs', '-q', '-f', ...options, '-p', `${image}.proto`, image);
    },
  };
}

/** What mkfs.xfs is given for a folder; no name in it may have a space. */
function prototypeOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [`${entry.name} l--777 0 0 ${readlinkSync(path)}`];
    if (entry.isDirectory()) return [`${entry.name} d--755 0 0`, ...prototypeOf(path), '$'];
    return [`${entry.name} ---644 0 0 ${path}`];
  });
}

function btrfs(size: number, ...options: string[]): Recipe {
  return {
    name: `Btrfs ${options.join(' ')}`,
    tools: ['mkfs.btrfs'],
    make(image, folder) {
      blank(image, size);
      run('mkfs.btrfs', '-q', ...options, '--rootdir', folder, image);
    },
  };
}

function squashfs(...options: string[]): Recipe {
  return {
    name: `squashfs ${options.join(' ')}`,
    tools: ['mksquashfs'],
    make: (image, folder) =>
      run('mksquashfs', folder, image, '-noappend', '-quiet', '-no-progress', '-all-root', ...options),
  };
}

function wim(...options: string[]): Recipe {
  return {
    name: `WIM ${options.join(' ')}`,
    tools: ['wimlib-imagex'],
    make: (image, folder) => run('wimlib-imagex', 'capture', folder, image, 'name', '--no-acls', ...options),
  };
}

function iso(tool: 'genisoimage' | 'xorriso', ...options: string[]): Recipe {
  return {
    name: `${tool} ${options.join(' ')}`,
    tools: [tool],
    isPlain: !options.includes('-R'),
    make(image, folder) {
      const first = tool === 'xorriso' ? ['-as', 'mkisofs'] : [];
      run(tool, ...first, '-quiet', '-V', 'RIG', '-o', image, ...options, folder);
    },
  };
}

const RECIPES: readonly Recipe[] = [
  ext('ext2', '24M', '-b', '1024', '-I', '128'),
  ext('ext3', '24M'),
  ext('ext4', '24M', '-O', '64bit,metadata_csum'),
  ext('ext4', '24M', '-O', '^extent,^64bit', '-b', '1024'),
  ext('ext4', '24M', '-O', 'inline_data', '-I', '512'),
  ext('ext4', '40M', '-b', '1024', '-O', 'meta_bg,^resize_inode,^flex_bg'),
  ext('ext4', '64M', '-O', 'bigalloc', '-C', '65536'),
  ext('ext4', '96M', '-b', '65536'),
  xfs('-m', 'crc=1'),
  xfs('-m', 'crc=0'),
  xfs('-b', 'size=1024', '-n', 'size=4096'),
  xfs('-s', 'size=4096', '-i', 'size=1024'),
  btrfs(120 * MIB),
  btrfs(64 * MIB, '-M', '-n', '4096'),
  btrfs(120 * MIB, '-m', 'single', '-n', '65536'),
  ...[512, 4096, 65_536].map((cluster) => ntfs(cluster)),
  ntfs(4096, 4096),
  fat(12, 8 * MIB, '-s', '8'),
  fat(16, 20 * MIB),
  fat(32, 48 * MIB, '-s', '1'),
  fat(32, 300 * MIB, '-S', '4096'),
  ...['gzip', 'xz', 'zstd', 'lz4', 'lzo', 'lzma'].map((compressor) => squashfs('-comp', compressor)),
  squashfs('-comp', 'xz', '-Xbcj', 'x86', '-b', '1M'),
  squashfs('-noI', '-noD', '-noF', '-noX', '-no-fragments', '-b', '4096', '-no-exports'),
  squashfs('-comp', 'lzo', '-Xalgorithm', 'lzo1x_1', '-always-use-fragments'),
  ...['none', 'XPRESS', 'LZX', 'LZMS'].map((method) => wim(`--compress=${method}`)),
  wim('--compress=XPRESS', '--chunk-size=4K'),
  wim('--compress=LZX', '--chunk-size=512K'),
  wim('--compress=LZX', '--pipable'),
  wim('--solid'),
  wim('--solid', '--solid-compress=LZX', '--solid-chunk-size=64K'),
  iso('xorriso', '-R'),
  iso('genisoimage', '-R', '-J', '-hide-rr-moved'),
  iso('xorriso', '-J', '-joliet-long'),
  iso('genisoimage', '-J', '-joliet-long', '-D'),
  iso('genisoimage', '-udf', '-iso-level', '3', '-D'),
  {
    name: 'zisofs',
    tools: ['xorriso'],
    make: (image, folder) =>
      run(
        'xorriso',
        '-outdev',
        image,
        '-volid',
        'RIG',
        '-map',
        folder,
        '/',
        '-set_filter_r',
        '--zisofs',
        '/',
        '--',
      ),
  },
  { name: 'EROFS', tools: ['mkfs.erofs'], make: (image, folder) => run('mkfs.erofs', image, folder) },
  ...[['-zlz4'], ['-zlz4hc', '-C65536'], ['-zlz4', '-Elegacy-compress']].map((options) => ({
    name: `EROFS ${options.join(' ')}`,
    tools: ['mkfs.erofs'],
    make: (image: string, folder: string) => run('mkfs.erofs', ...options, image, folder),
  })),
  {
    name: 'EROFS in chunks',
    tools: ['mkfs.erofs'],
    make: (image, folder) => run('mkfs.erofs', '--chunksize=4096', image, folder),
  },
];

describe('file systems of real tools', () => {
  for (const [index, recipe] of RECIPES.entries()) {
    const missing = missingTools(...recipe.tools);
    if (missing.length > 0) console.log(`skipped: ${recipe.name}, for want of ${missing.join(', ')}`);
    test.skipIf(missing.length > 0)(`${recipe.name}: each file is the same`, { timeout: 60_000 }, () => {
      const folder = recipe.isPlain === true ? plain : recipe.isSpaceless === true ? spaceless : root;
      const image = join(room, `image-${index}`);
      recipe.make(image, folder);
      const fileSystem = openFileSystem(readFileSync(image));
      const found = listFileSystem(fileSystem);
      // The folder in which genisoimage keeps those that lie too deep; they are found at their own places.
      found.delete('.rr_moved');
      found.delete('lost+found');
      expect(differences(found, listFolder(folder))).toEqual([]);
      expect(fileSystem.gaps).toEqual([]);
      checkLookup(fileSystem, recipe.isSpaceless === true ? '_' : ' ');
      rmSync(image);
    });
  }
});

function checkLookup(fileSystem: ReturnType<typeof openFileSystem>, space: string): void {
  const named = (name: string) => name.replaceAll(' ', space);
  const many = fileSystem.lookup(fileSystem.root, 'many');
  expect(many?.kind).toBe('folder');
  if (many === undefined) return;
  const file = fileSystem.lookup(many, named('a file with a long name, number 299'));
  expect(file && Buffer.from(fileSystem.read(file, 1, 2)).toString()).toBe('99');
  expect(fileSystem.lookup(many, named('a file with a long name, number 300'))).toBeUndefined();
  const shouted = fileSystem.lookup(many, named('A FILE with a long name, number 299'));
  expect(shouted !== undefined).toBe(fileSystem.caseInsensitive);
}
