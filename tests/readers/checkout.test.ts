/** What is kept here can be had on every system; what real systems have and Windows cannot hold is made here instead. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { dpkgStatus } from '../../src/readers/linux/dpkg-status/index.ts';
import { pacmanLocal } from '../../src/readers/linux/pacman-local.ts';
import type { FileResolver } from '../../src/types.ts';
import { memoryTree, readAll } from '../support/rpm-reading.ts';

const listed = spawnSync('git', ['-c', 'core.quotePath=false', 'ls-files', '-z'], { encoding: 'utf8' });
const names = (listed.stdout ?? '').split('\0').filter((name) => name !== '');
const isKept = listed.status === 0 && names.length > 0;
if (!isKept)
  console.log('skipped: no repository of git is here, so the names of what it keeps are not known');

/** @see https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file */
const REFUSED = /[<>:"|?*\\\u0000-\u001f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

describe.skipIf(!isKept)('what the repository keeps', () => {
  test('has no name that Windows refuses', () => {
    expect(names.filter((name) => name.split('/').some((part) => REFUSED.test(part)))).toEqual([]);
  });

  test('has no two names that only their case distinguishes', () => {
    const folders = names.flatMap((name) =>
      name.split('/').map((_, at, all) => all.slice(0, at + 1).join('/')),
    );
    const spellings = new Map([...new Set(folders)].map((name) => [name.toLowerCase(), name]));
    expect([...new Set(folders)].filter((name) => spellings.get(name.toLowerCase()) !== name)).toEqual([]);
  });

  test('has no path that is too long below a folder of some depth', () => {
    expect(names.filter((name) => name.length > 200)).toEqual([]);
  });
});

describe('names with a colon', () => {
  test('a folder of pacman is named by the epoch too', () => {
    const desc = bytes('%NAME%\nexample-av\n\n%VERSION%\n1:12.2.0-4\n\n');
    const place = (folder: string): FileResolver => memoryTree(`var/lib/pacman/local/${folder}/desc`);
    const own = readAll(pacmanLocal, desc, place('example-av-1:12.2.0-4'));
    expect(own.programs).toMatchObject([{ name: 'example-av', version: '1:12.2.0-4' }]);
    expect(own.fault).toBeUndefined();
    expect(readAll(pacmanLocal, desc, place('example-av-12.2.0-4')).fault).toContain('is in the folder');
  });

  test('a list of files of dpkg is named by the architecture too', () => {
    const status = bytes(
      'Package: alder\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1-1\n\n',
    );
    const beside = (...lists: string[]): FileResolver => ({
      ...memoryTree('var/lib/dpkg/status'),
      list: () => lists,
    });
    expect(readAll(dpkgStatus, status, beside('alder:amd64.list')).fault).toBeUndefined();
    expect(readAll(dpkgStatus, status, beside('alder:amd64.list', 'birch:amd64.list')).fault).toBe(
      'info/birch:amd64.list belongs to a package that is not in the status',
    );
  });
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
