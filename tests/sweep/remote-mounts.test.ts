/** Which file systems may never answer, by the kernel's own list of mounts. */
import { describe, expect, test } from 'vitest';
import { isRemote, parseMountTable } from '../../src/sweep/isolation/remote-mounts.ts';

const TABLE = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /sys rw - sysfs sysfs rw
40 22 0:40 / /srv/fleet rw - nfs4 server.example.org:/fleet rw
41 22 0:41 / /srv/with\\040blank rw - cifs //server/share rw
42 22 0:42 / /mnt/local rw - fuseblk /dev/sdb1 rw
43 22 0:43 / /mnt/web rw - fuse.sshfs host:/ rw
44 40 8:2 / /srv/fleet/disk rw - xfs /dev/sdc1 rw`;

describe('a path', () => {
  const mounts = parseMountTable(TABLE);
  test.each([
    ['/home/hosts', false],
    ['/srv/fleet', true],
    ['/srv/fleet/web/*', true],
    ['/srv/fleet/disk/hosts', false],
    ['/srv/fleeting', false],
    ['/srv', true],
    ['/srv/with blank/a', true],
    ['/mnt/local', false],
    ['/mnt/web/x', true],
  ])('%s', (path, isExpected) => {
    expect(isRemote([path], mounts)).toBe(isExpected);
  });

  test('is on a local disk where there is no such list', () => {
    expect(isRemote(['/srv/fleet'], parseMountTable(''))).toBe(false);
  });
});
