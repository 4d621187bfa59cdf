/** Installations that the real pacman and flatpak make, compared entry by entry with what they list. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flatpak } from '../../src/readers/linux/flatpak.ts';
import { pacmanLocal } from '../../src/readers/linux/pacman-local.ts';
import { flatpakList } from '../../src/readers/lists/flatpak-list.ts';
import { pacmanList } from '../../src/readers/lists/pacman-list.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import type { Reader, Sighting } from '../../src/types.ts';
import { missingTools, run } from '../support/rpm-harness.ts';
import { memoryTree, readAll } from '../support/rpm-reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-tools-'));
const root = join(folder, 'birch');
afterAll(() => rmSync(folder, { recursive: true }));

const noPacman = missingTools('pacman', 'tar');
if (noPacman.length > 0) console.log(`skipped: no ${noPacman.join(', ')}, so no real pacman is compared`);

describe.skipIf(noPacman.length > 0)('a root that pacman has written', () => {
  const pacman = (...args: string[]) =>
    run('pacman', ['--root', root, '--dbpath', join(root, 'var/lib/pacman'), ...args]);

  beforeAll(() => {
    mkdirSync(join(root, 'var/lib/pacman'), { recursive: true });
    const packages = ['example-av 1:12.2.0-4', 'glibc 2.37-3', 'lib32-zlib 1.3.1rc-1.1'].map(packaged);
    pacman('--noconfirm', '-U', ...packages);
  });

  /** The information comes first in the archive, then the files. */
  function packaged(row: string): string {
    const [name = '', version = ''] = row.split(' ');
    const place = join(folder, name);
    write(
      join(place, '.PKGINFO'),
      `pkgname = ${name}\npkgver = ${version}\npkgdesc = test\narch = any\npackager = Вендор <p@example.org>\nsize = 1\n`,
    );
    write(join(place, `opt/${name}/file`), 'x\n');
    run('tar', ['-czf', `${place}.pkg.tar.gz`, '-C', place, '.PKGINFO', 'opt']);
    return `${place}.pkg.tar.gz`;
  }

  test('reads as pacman -Q lists it', async () => {
    const seen = await sightings(root, pacmanLocal);
    expect(seen.map(({ name, version }) => `${name} ${version}`)).toEqual(pacman('-Q').trim().split('\n'));
    expect(seen[0]).toMatchObject({
      ids: ['pacman:example-av'],
      maintainer: 'Вендор <p@example.org>',
      arch: 'any',
    });
  });

  test.each([['-Q'], ['-Qi'], ['-Qs', '']])('is listed whole by pacman %s', async (...args) => {
    const output = Buffer.from(pacman(...args.filter(Boolean)));
    expect(pacmanList.recognises?.(output, 'list.txt')).toBe(true);
    const { programs, fault } = readAll(pacmanList, output, memoryTree('list.txt'));
    expect(fault).toBeUndefined();
    const seen = await sightings(root, pacmanLocal);
    expect(programs.map(({ name, version }) => [name, version])).toEqual(
      seen.map(({ name, version }) => [name, version]),
    );
  });
});

const noFlatpak = missingTools('flatpak');
if (noFlatpak.length > 0) console.log('skipped: no flatpak, so no real installation of it is compared');

describe.skipIf(noFlatpak.length > 0)('an installation of flatpak', () => {
  const home = join(root, 'home/ann/.local/share/flatpak');

  beforeAll(() => {
    process.env['FLATPAK_USER_DIR'] = home;
    process.env['FLATPAK_SYSTEM_DIR'] = join(root, 'var/lib/flatpak');
    const repo = join(folder, 'repo');
    const app = join(folder, 'app');
    const runtime = join(folder, 'runtime');
    const common = 'runtime=org.example.Platform/x86_64/23.08\nsdk=org.example.Sdk/x86_64/23.08\n';
    write(join(app, 'metadata'), `[Application]\nname=org.example.Viewer\n${common}command=viewer\n`);
    write(join(app, 'files/share/metainfo/org.example.Viewer.metainfo.xml'), METAINFO);
    mkdirSync(join(app, 'export'), { recursive: true });
    write(join(runtime, 'metadata'), `[Runtime]\nname=org.example.Platform\n${common}`);
    mkdirSync(join(runtime, 'files'), { recursive: true });
    run('flatpak', ['build-export', '--disable-sandbox', repo, app, 'stable']);
    run('flatpak', ['build-export', '--runtime', '--files=files', repo, runtime, '23.08']);
    run('flatpak', ['--user', 'remote-add', '--no-gpg-verify', 'rig', repo]);
    run('flatpak', [
      '--user',
      'install',
      '-y',
      '--noninteractive',
      'rig',
      'org.example.Platform//23.08',
      'org.example.Viewer',
    ]);
  });
  afterAll(() => {
    delete process.env['FLATPAK_USER_DIR'];
    delete process.env['FLATPAK_SYSTEM_DIR'];
  });

  test('reads as flatpak lists it, with the vendor of an application and the user who has it', async () => {
    const seen = await sightings(root, flatpak);
    const reported = run('flatpak', ['list', '--columns=application']).trim().split('\n');
    expect(seen.map(({ ids }) => ids?.[0]).toSorted()).toEqual(
      reported.map((id) => `flatpak:${id}`).toSorted(),
    );
    expect(seen.find(({ ids }) => ids?.includes('flatpak:org.example.Viewer'))).toMatchObject({
      version: '2.10.38',
      publisher: 'Example AV GmbH',
      user: 'ann',
    });
  });

  test.each([[[]], [['--columns=application,version']], [['--columns=all']], [['--columns=ref']]])(
    'is listed whole by flatpak list %j',
    async (columns) => {
      const { programs, fault } = readAll(
        flatpakList,
        Buffer.from(run('flatpak', ['list', ...columns])),
        memoryTree('x'),
      );
      expect(fault).toBeUndefined();
      const seen = await sightings(root, flatpak);
      expect(programs.map(({ ids }) => ids).toSorted()).toEqual(seen.map(({ ids }) => ids).toSorted());
    },
  );
});

const METAINFO = `<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application"><id>org.example.Viewer</id><name>Viewer</name>
<developer id="org.example"><name>Example AV GmbH</name></developer>
<releases><release version="2.10.38" date="2024-05-02"/></releases></component>
`;

async function sightings(machine: string, reader: Reader): Promise<readonly Sighting[]> {
  const { sightings: seen, gaps: unread } = await scan(folderSource(machine), { readers: [reader.id] });
  expect(unread).toEqual([]);
  return seen;
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
