import { createHash } from 'node:crypto';
import { memoryDevice } from '../src/sources/disk/device.ts';
import type { FileNode, FileSystem } from '../src/sources/disk/file-system.ts';
import { probes } from '../src/sources/disk/file-systems/index.ts';
import { diskFixture } from '../tests/support/disk-writer.ts';
import { pieces, tableResource, zlibResource } from '../tests/support/hfs-resource.ts';
import { hfsVolume } from '../tests/support/hfs-writer.ts';
import { lzfse } from '../tests/support/lzfse-writer.ts';
import { lzvn } from '../tests/support/lzvn-writer.ts';
import { type Answer, expectedError, type Target } from './target.ts';

/** Kind of file system → the images in `fixtures/disks` that it begins with. */
const SEEDS: Readonly<Record<string, readonly string[]>> = {
  ext: ['ext2', 'ext4', 'ext4-journal'],
  xfs: ['xfs'],
  btrfs: ['btrfs'],
  ntfs: ['ntfs'],
  fat: ['fat12'],
  exfat: ['exfat'],
  'hfs+': ['hfsplus'],
  iso9660: ['rock-ridge', 'joliet', 'zisofs'],
  udf: ['udf'],
  squashfs: ['squashfs-gzip', 'squashfs-xz', 'squashfs-zstd', 'squashfs-lz4', 'squashfs-lzo'],
  erofs: ['erofs', 'erofs-lz4'],
  wim: ['xpress', 'lzx', 'lzms', 'solid'],
};

/** What no tool here can make. */
const MADE: Readonly<Record<string, readonly { readonly name: string; readonly bytes: Buffer }[]>> = {
  'hfs+': [{ name: 'compressed', bytes: compressedVolume() }],
};

function compressedVolume(): Buffer {
  const text = Buffer.from(Array.from({ length: 3000 }, (_, index) => `line ${index % 97}`).join('\n'));
  return hfsVolume(
    [
      { path: 'a/zlib', content: text, method: 4, packed: zlibResource(text) },
      { path: 'a/lzvn', content: text, method: 8, packed: tableResource(pieces(text).map(lzvn)) },
      { path: 'a/lzfse', content: text, method: 12, packed: tableResource(pieces(text).map(lzfse)) },
      { path: 'a/scattered', content: text.subarray(0, 9000), isScattered: true },
      { path: 'a/first', content: text },
      { path: 'a/second', shares: 'a/first' },
    ],
    { blocks: 512 },
  );
}

/** Every file system of disk images, each file of it read. */
export function fileSystemTargets(): Target[] {
  return Object.entries(SEEDS).map(([kind, names]) => ({
    id: `file system: ${kind}`,
    seeds: [...names.map((name) => ({ name, bytes: diskFixture(`${name}.img`) })), ...(MADE[kind] ?? [])],
    run: (bytes) => walkAll(bytes),
  }));
}

/** What one walk looks at; what is beyond is reported, as the walk of a scan does. */
const MOST = { entries: 2000, bytes: 1024 * 1024, depth: 64 };

function walkAll(bytes: Uint8Array): Answer {
  const walk = new Walk();
  walk.attempt(() => {
    const device = memoryDevice(bytes, 'image');
    for (const probe of probes) {
      const fileSystem = probe(device);
      if (fileSystem === undefined) continue;
      for (const { root } of fileSystem.trees ?? [fileSystem]) walk.folder(fileSystem, root, '');
      walk.reported ??= fileSystem.gaps[0];
      return;
    }
    walk.reported = 'no file system';
  });
  return { programs: walk.files, ...(walk.reported === undefined ? {} : { reported: walk.reported }) };
}

class Walk {
  readonly files: string[] = [];
  reported: string | undefined;
  private readonly seen = new Set<FileNode['id']>();
  private entries = 0;

  /** Remembers an error that was thrown on purpose. */
  attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.reported ??= expectedError(error);
    }
  }

  folder(fileSystem: FileSystem, folder: FileNode, path: string, depth = 0): void {
    if (depth > MOST.depth || this.entries > MOST.entries || this.seen.has(folder.id)) {
      this.reported ??= 'too much, or a folder that holds itself';
      return;
    }
    this.seen.add(folder.id);
    this.attempt(() => {
      for (const entry of fileSystem.list(folder)) {
        if (this.entries++ > MOST.entries) break;
        this.attempt(() => this.node(fileSystem, entry.node(), `${path}/${entry.name}`, depth));
      }
    });
  }

  private node(fileSystem: FileSystem, node: FileNode, path: string, depth: number): void {
    if (node.kind === 'folder') this.folder(fileSystem, node, path, depth + 1);
    else if (node.kind === 'link') this.files.push(`${path} > ${fileSystem.readLink(node)}`);
    else if (node.kind === 'file') this.files.push(`${path} ${this.digest(fileSystem, node)}`);
  }

  private digest(fileSystem: FileSystem, node: FileNode): string {
    const content = fileSystem.read(node, 0, Math.min(node.size, MOST.bytes));
    if (content.length < Math.min(node.size, MOST.bytes)) this.reported ??= 'a file ends before its size';
    return createHash('sha1').update(content).digest('hex');
  }
}
