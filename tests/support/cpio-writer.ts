/** An archive of cpio ("newc"), which is a whole file system that tests can write by themselves. */

const FOLDER = 0o040755;
const FILE = 0o100644;
const LINK = 0o120777;

/** Path → content, with `> target` for links. Folders on the way are written by themselves. */
export function cpio(files: Readonly<Record<string, Uint8Array | string>>): Buffer {
  const parts: Buffer[] = [];
  const folders = new Set<string>();
  for (const [path, content] of Object.entries(files)) {
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) {
      const folder = path.slice(0, cut);
      if (!folders.has(folder)) parts.push(member(parts.length + 1, folder, FOLDER, ''));
      folders.add(folder);
    }
    const isLink = typeof content === 'string' && content.startsWith('> ');
    parts.push(member(parts.length + 1, path, isLink ? LINK : FILE, isLink ? content.slice(2) : content));
  }
  return Buffer.concat([...parts, member(0, 'TRAILER!!!', 0, '')]);
}

function member(inode: number, path: string, mode: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
  const head = `070701${fields.map((value) => value.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(head), name])), padded(bytes)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
