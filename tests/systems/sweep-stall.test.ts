/** Sweeps of a file system that stops answering in one call or another, as a network drive does whose server is gone. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const hasFuse =
  existsSync('/dev/fuse') && spawnSync('/usr/bin/python3', ['-c', 'import fusepy']).status === 0;
const isRoot = process.getuid?.() === 0;
const isBuilt = existsSync('dist/cli.js');
if (!hasFuse) console.log('skipped: there is no python3-fusepy');
if (!isRoot) console.log('skipped: only root mounts in a namespace of its own');
if (!isBuilt) console.log('skipped: dist is not built');

/** Six hosts of one file each; the call that is named waits for ever at the third. */
const STALLING = `
import errno, stat, sys, threading
from fusepy import FUSE, FuseOSError, Operations
TEXT = b'Package: bash\\nStatus: install ok installed\\nArchitecture: amd64\\nVersion: 1\\n\\n'
class Hosts(Operations):
    def stall(self, call, path):
        if call == sys.argv[2] and path in ('/h2.status', '/' if call == 'readdir' else ''):
            threading.Event().wait()
    def getattr(self, path, fh=None):
        if path == '/':
            return dict(st_mode=stat.S_IFDIR | 0o755, st_nlink=2)
        if not path.endswith('.status'):
            raise FuseOSError(errno.ENOENT)
        return dict(st_mode=stat.S_IFREG | 0o644, st_size=len(TEXT), st_nlink=1)
    def readdir(self, path, fh):
        self.stall('readdir', path)
        return ['.', '..'] + ['h%d.status' % at for at in range(6)]
    def open(self, path, flags):
        self.stall('open', path)
        return 3
    def read(self, path, size, offset, fh):
        self.stall('read', path)
        return TEXT[offset:offset + size]
FUSE(Hosts(), sys.argv[1], foreground=True)
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  mkdirSync(join(folder, 'hosts'));
  writeFileSync(join(folder, 'stall.py'), STALLING);
});
afterEach(() => {
  spawnSync('umount', ['-l', join(folder, 'hosts')]);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!hasFuse || !isRoot || !isBuilt)('a host that never answers', () => {
  test.each(['read', 'open'])('in %s is one gap, and the others have their verdict', (call) => {
    const { stdout } = stalled(call, 'sweep hosts --host-timeout 2s --no-progress; echo "status $?"');
    expect(stdout).toMatch(/h2\n\s+reading it failed: no answer within 2 seconds/u);
    expect(stdout).toContain('Scanned 6 sources, 5 manifests, 5 programs.');
    expect(stdout).toContain('status 3');
  });

  test('in the list of hosts is an error with the folder', () => {
    const { stdout } = stalled('readdir', 'sweep hosts --host-timeout 2s 2>&1; echo "status $?"');
    expect(stdout).toContain('hosts: the hosts could not be listed: no answer within 2 seconds');
    expect(stdout).toContain('status 2');
  });

  test.each(['read', 'readdir'])('in %s keeps no interrupted sweep for more than five seconds', (call) => {
    const { stdout } = stalled(
      call,
      'sweep hosts --no-progress & sweep=$!; sleep 2; kill -TERM $sweep; SECONDS=0; wait $sweep; echo "status $? after $SECONDS"',
    );
    const { status, after } = /status (?<status>\d+) after (?<after>\d+)/u.exec(stdout)?.groups ?? {};
    expect(status).toBe('75');
    expect(Number(after)).toBeLessThanOrEqual(5);
  });
});

function stalled(call: string, script: string): { stdout: string } {
  const command = `
    /usr/bin/python3 stall.py hosts ${call} &
    for at in $(seq 200); do grep -q ' ${join(folder, 'hosts')} ' /proc/self/mountinfo && break; sleep 0.05; done
    '${process.execPath}' '${resolve('bin/interdict.js')}' ${script}`;
  // Whatever still waits ends with the namespace.
  return spawnSync('unshare', ['-mpf', '--kill-child', '--mount-proc', 'bash', '-c', command], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 100_000,
  });
}
