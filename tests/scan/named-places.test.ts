/** Places that a machine names are looked at as the usual ones are, in folders and in archives. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { removeFolders } from '../support/remove-folders.ts';

const ENTRY = '[Desktop Entry]\nType=Application\nName=Alder\nExec=/opt/alder/alder\n';
const PACKAGE = 'Package: alder\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n';
const DESKTOP = '.local/share/applications/alder.desktop';
const FLATPAK = 'app/org.example.Alder/x86_64/stable/active/metadata';
const METADATA = '[Application]\nname=org.example.Alder\nruntime=org.example.Platform/x86_64/1\n';
const account = (home: string, uid = 1000, shell = '/bin/sh') => `u:x:${uid}:${uid}::${home}:${shell}\n`;

type Files = Readonly<Record<string, string>>;

const followed: Readonly<Record<string, Files>> = {
  'a home of a domain, in passwd': {
    'etc/passwd': account('/home/CORP/u'),
    [`home/CORP/u/${DESKTOP}`]: ENTRY,
  },
  'a home of a domain that no file names': { [`home/CORP/u/${DESKTOP}`]: ENTRY },
  'a home below var': { [`var/home/u/${DESKTOP}`]: ENTRY },
  'a home anywhere': { 'etc/passwd': account('/srv/a/b/u'), [`srv/a/b/u/${DESKTOP}`]: ENTRY },
  'the folder of homes of useradd': {
    'etc/default/useradd': 'HOME=/staff/people\n',
    [`staff/people/u/${DESKTOP}`]: ENTRY,
  },
  'the pattern of sssd': {
    'etc/sssd/sssd.conf': '[domain/corp]\noverride_homedir = /staff/%d/%u\n',
    [`staff/corp/u/${DESKTOP}`]: ENTRY,
  },
  'an installation of flatpak': {
    'etc/flatpak/installations.d/more.conf': '[Installation "more"]\nPath=/mnt/more\n',
    [`mnt/more/${FLATPAK}`]: METADATA,
  },
  'the data of a browser of a kiosk': {
    'usr/share/applications/kiosk.desktop':
      '[Desktop Entry]\nType=Application\nName=Kiosk\nExec=chromium --kiosk --user-data-dir=/var/kiosk/data x\n',
    'var/kiosk/data/Default/Preferences': '{}',
    [`var/kiosk/data/Default/Extensions/${'a'.repeat(32)}/1_0/manifest.json`]:
      '{"name":"Alder","version":"1","manifest_version":3}',
  },
  FLATPAK_USER_DIR: {
    'home/u/.bashrc': 'export FLATPAK_USER_DIR="$HOME/apps"\n',
    [`home/u/apps/${FLATPAK}`]: METADATA,
  },
  'the models of Ollama, in a unit': {
    'etc/systemd/system/ollama.service.d/override.conf':
      '[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0" "OLLAMA_MODELS=/data/models"\n',
    'data/models/manifests/registry.ollama.ai/library/alder/7b': '{}',
  },
  'the models of the Hugging Face Hub': {
    'home/u/.bashrc': 'export HF_HOME=/data/hf\n',
    'data/hf/hub/models--example--alder/snapshots/00ff/config.json': '{}',
  },
  'the prefix of npm': {
    'home/u/.npmrc': 'prefix=${HOME}/packages\n',
    'home/u/packages/lib/node_modules/alder/package.json': '{"name":"alder","version":"1"}',
  },
  'programs of cargo below a folder of data': {
    'home/u/.zshenv': 'export CARGO_HOME="$XDG_DATA_HOME/cargo"\n',
    'home/u/.local/share/cargo/.crates2.json': '{"installs":{"alder 1.0.0 (registry+x)":{}}}',
  },
  'tools of uv below a folder of data': {
    'home/u/.profile': 'export XDG_DATA_HOME=$HOME/data\n',
    'home/u/data/uv/tools/alder/lib/python3.12/site-packages/alder-1.dist-info/METADATA':
      'Metadata-Version: 2.1\nName: alder\nVersion: 1\n',
  },
  'the folder of dpkg': { 'etc/dpkg/dpkg.cfg': 'admindir /srv/dpkg\n', 'srv/dpkg/status': PACKAGE },
  'the folder of pacman': {
    'etc/pacman.conf': '[options]\nDBPath = /srv/pacman/\n',
    'srv/pacman/local/alder-1-1/desc': '%NAME%\nalder\n\n%VERSION%\n1-1\n\n',
  },
};

const reported: Readonly<Record<string, Files>> = {
  'an installation of flatpak that is not there': {
    'etc/flatpak/installations.d/more.conf': '[Installation "more"]\nPath=/mnt/more\n',
  },
  'an installation of flatpak with two paths': {
    'etc/flatpak/installations.d/more.conf': '[Installation "more"]\nPath=/mnt/other\nPath=/mnt/more\n',
    [`mnt/more/${FLATPAK}`]: METADATA,
  },
  'a database of rpm that is not there': { 'etc/rpm/macros': '%_dbpath /srv/rpm\n' },
  'a database of rpm that a command names': { 'etc/rpm/macros.site': '%_dbpath %(cat /etc/where)\n' },
};

const silent: Readonly<Record<string, Files>> = {
  'usual homes, and services without one': {
    'etc/passwd': `root:x:0:0::/root:/bin/sh\n${account('/home/u')}${account('/nonexistent', 65534, '/bin/false')}`,
    [`home/u/${DESKTOP}`]: ENTRY,
  },
  'models that nobody has fetched yet': {
    'etc/default/ollama': 'OLLAMA_MODELS=/data/models\n',
    'home/u/.profile': 'export GOPATH=$(go env GOPATH)\nexport CARGO_HOME=/nowhere\n',
    [`home/u/${DESKTOP}`]: ENTRY,
  },
  'the usual place of rpm': {
    'etc/rpm/macros': '%_dbpath %{_usr}/lib/sysimage/rpm\n',
    [`home/u/${DESKTOP}`]: ENTRY,
  },
  'a variable that says what is so anyhow': {
    'home/u/.profile': 'export XDG_DATA_HOME="${XDG_DATA_HOME:-$HOME/.local/share}"\n',
    [`home/u/${DESKTOP}`]: ENTRY,
  },
};

const made: string[] = [];
afterAll(() => removeFolders(made));

test.each(Object.entries(followed))('%s is followed', async (_, files) => {
  for (const source of sources(files)) {
    const { sightings, gaps } = await seen(source);
    expect(sightings.filter(({ name, ids }) => /alder/iu.test(name + (ids?.[0] ?? '')))).toHaveLength(1);
    expect(gaps).toEqual([]);
  }
});

test('the home of a service in which somebody worked is followed where files lie open', async () => {
  const passwd = account('/var/lib/builder', 120, '/usr/sbin/nologin');
  const [folder = ''] = sources({ 'etc/passwd': passwd, [`var/lib/builder/${DESKTOP}`]: ENTRY });
  expect((await seen(folder)).sightings).toMatchObject([{ name: 'Alder', user: 'builder' }]);
});

test.each(Object.entries(reported))('%s is reported', async (_, files) => {
  for (const source of sources(files)) expect((await seen(source)).gaps).toHaveLength(1);
});

test.each(Object.entries(silent))('%s: nothing is told and nothing is seen twice', async (_, files) => {
  for (const source of sources(files)) {
    const { sightings, gaps } = await seen(source);
    expect(gaps).toEqual([]);
    expect(sightings.filter(({ name }) => name === 'Alder')).toHaveLength(1);
  }
});

test('a folder that a rule names is known in a home elsewhere by both its paths', async () => {
  const [folder = ''] = sources({ 'etc/passwd': account('/data/u'), 'data/u/.config/alder/settings': '' });
  const source = await openSource(folder);
  const { sightings } = await scan(source, { allowEmpty: true, fingerprints: ['home/*/.config/alder'] });
  expect(sightings.find(({ reader }) => reader === 'path')).toMatchObject({
    path: 'data/u/.config/alder',
    user: 'u',
    ids: ['path:/data/u/.config/alder', 'path:/home/u/.config/alder'],
  });
});

test('five thousand homes of one folder are one place', async () => {
  const passwd = Array.from({ length: 5000 }, (_, at) => account(`/data/u${at}`)).join('');
  const [folder = ''] = sources({
    'etc/passwd': passwd,
    [`data/u4999/${DESKTOP}`]: ENTRY,
    'data/u1/x': '',
    'data/u2/x': '',
    'data/u3/x': '',
    'data/u4/x': '',
  });
  const { sightings, gaps } = await seen(folder);
  expect(sightings.some(({ name, user }) => name === 'Alder' && user === 'u4999')).toBe(true);
  expect(gaps).toEqual([]);
});

test('the home of a service that cannot be looked into is a gap, and does not end the scan', async () => {
  const [folder = ''] = sources({
    'etc/passwd': account('/srv/closed', 105, '/usr/sbin/nologin'),
    'var/lib/dpkg/status': PACKAGE,
  });
  mkdirSync(join(folder, 'srv'));
  symlinkSync('closed', join(folder, 'srv/closed'));
  const { sightings, gaps } = await seen(folder);
  expect(sightings.map(({ name }) => name)).toContain('alder');
  expect([...new Set(gaps.map(({ path }) => path))]).toEqual(['srv/closed']);
});

async function seen(path: string) {
  return scan(await openSource(path), { allowEmpty: true });
}

/** The files as a folder and as an archive of it. */
function sources(files: Files): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'named-places-'));
  made.push(folder);
  const root = join(folder, 'root');
  for (const [path, content] of Object.entries({ 'etc/hostname': 'host\n', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  execFileSync('tar', ['cf', join(folder, 'root.tar'), '-C', root, '.']);
  return [root, join(folder, 'root.tar')];
}
