import { readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** Types of file systems that may stop answering: the network is behind them, or a program. */
const REMOTE =
  /^(?:nfs4?|cifs|smb3|smbfs|ncpfs|9p|afs|ceph|lustre|gpfs|glusterfs|beegfs|orangefs|pvfs2|ocfs2|gfs2|davfs|virtiofs|vboxsf|fuse(?:\..+)?)$/u;

/**
 * Whether a path lies on a file system that may never answer, or has one below it. Asks the kernel's own list alone,
 * since a look at the path itself might wait for ever.
 *
 * @returns false where there is no such list
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function isRemote(paths: readonly string[], mounts = mountTable()): boolean {
  return paths.some((path) => {
    const whole = resolve(path.replace(/[*?[{].*$/u, ''));
    const inside = (folder: string, inner: string) =>
      folder === sep || inner === folder || inner.startsWith(`${folder}${sep}`);
    const around = mounts.filter(({ folder }) => inside(folder, whole));
    // The last of the longest is on top.
    const own = around.reduce<Mount | undefined>(
      (best, each) => (best && best.folder.length > each.folder.length ? best : each),
      undefined,
    );
    const below = mounts.filter(({ folder }) => folder !== whole && inside(whole, folder));
    return [...(own ? [own] : []), ...below].some(({ type }) => REMOTE.test(type));
  });
}

/** Whether the kernel lists what is mounted, so that {@link isRemote} has an answer. */
export function areMountsKnown(): boolean {
  return mountTable().length > 0;
}

interface Mount {
  readonly folder: string;
  readonly type: string;
}

function mountTable(): Mount[] {
  try {
    return parseMountTable(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
}

/** The folders and types of a table of mounts; blanks in a folder are written as `\040`. */
export function parseMountTable(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const folder = before.split(' ')[4];
    const type = after.split(' ')[0];
    if (!folder || !type) return [];
    return [
      {
        folder: folder.replace(/\\(\d{3})/gu, (_, code: string) => String.fromCharCode(parseInt(code, 8))),
        type,
      },
    ];
  });
}
