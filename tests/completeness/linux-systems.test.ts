/** Roots of many systems, healthy and damaged: what has to be there is missed whatever else is there. */
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeAged } from '../support/aged-file.ts';
import { statusByAllBans } from '../support/all-bans.ts';
import { damages, remove } from '../support/damages.ts';
import { removeFolders } from '../support/remove-folders.ts';

type Files = Readonly<Record<string, string>>;

const deb = (name: string) =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.1\n\n`;
const opkg = (name: string) =>
  `Package: ${name}\nVersion: 1-1\nStatus: install user installed\nArchitecture: mips\nInstalled-Time: 1700000000\n\n`;
const apk = (name: string) => `P:${name}\nV:12.1-r0\nA:x86_64\n\n`;
const desc = (name: string) => `%NAME%\n${name}\n\n%VERSION%\n24.1-1\n\n`;
const slack = (name: string) =>
  `PACKAGE NAME:     ${name}-12.1-x86_64-1\nPACKAGE LOCATION: ${name}-12.1-x86_64-1.txz\nPACKAGE DESCRIPTION:\n${name}: x\nFILE LIST:\n./\n`;
const nix = (...names: string[]) =>
  JSON.stringify({
    version: 3,
    elements: Object.fromEntries(
      names.map((name) => [
        name,
        { active: true, storePaths: [`/nix/store/${'0'.repeat(32)}-${name}-2.12`] },
      ]),
    ),
  });
const xbps = (...names: string[]) =>
  `<plist version="1.0"><dict>${names
    .map(
      (name) =>
        `<key>${name}</key><dict><key>pkgver</key><string>${name}-12.1_1</string><key>state</key><string>installed</string></dict>`,
    )
    .join('')}</dict></plist>\n`;

/** A system: what it has besides its database, the database, and a banned package in it. */
interface System {
  readonly files: Files;
  readonly database: string;
  readonly content: Files;
  readonly banned: Files;
}

const systems: Readonly<Record<string, System>> = {
  debian: {
    files: { 'var/lib/dpkg/info/bash.list': '/bin/bash\n' },
    database: 'var/lib/dpkg/status',
    content: { 'var/lib/dpkg/status': deb('bash') },
    banned: { 'var/lib/dpkg/status': deb('bash') + deb('kesl') },
  },
  alpine: {
    files: { 'etc/apk/world': 'musl\n' },
    database: 'lib/apk/db/installed',
    content: { 'lib/apk/db/installed': apk('musl') },
    banned: { 'lib/apk/db/installed': apk('musl') + apk('kesl') },
  },
  arch: {
    files: { 'etc/pacman.conf': '[options]\n' },
    database: 'var/lib/pacman/local',
    content: { 'var/lib/pacman/local/bash-24.1-1/desc': desc('bash') },
    banned: { 'var/lib/pacman/local/yandex-browser-24.1-1/desc': desc('yandex-browser') },
  },
  gentoo: {
    files: { 'etc/portage/make.conf': '\n' },
    database: 'var/db/pkg',
    content: { 'var/db/pkg/app-shells/bash-5/PF': 'bash-5\n' },
    banned: { 'var/db/pkg/app-antivirus/kesl-12/PF': 'kesl-12\n' },
  },
  slackware: {
    files: {},
    database: 'var/lib/pkgtools/packages',
    content: { 'var/lib/pkgtools/packages/bash-12.1-x86_64-1': slack('bash') },
    banned: { 'var/lib/pkgtools/packages/kesl-12.1-x86_64-1': slack('kesl') },
  },
  nixos: {
    files: { 'etc/NIXOS': '' },
    database: 'nix/var/nix/profiles/default/manifest.json',
    content: { 'nix/var/nix/profiles/default/manifest.json': nix('hello') },
    banned: { 'nix/var/nix/profiles/default/manifest.json': nix('hello', 'yandex-browser') },
  },
  openwrt: {
    files: { 'etc/openwrt_release': "DISTRIB_ID='OpenWrt'\n" },
    database: 'usr/lib/opkg/status',
    content: { 'usr/lib/opkg/status': opkg('busybox') },
    banned: { 'usr/lib/opkg/status': opkg('busybox') + opkg('kesl') },
  },
  void: {
    files: { 'var/db/xbps/.bash-files.plist': '' },
    database: 'var/db/xbps/pkgdb-0.38.plist',
    content: { 'var/db/xbps/pkgdb-0.38.plist': xbps('bash') },
    banned: { 'var/db/xbps/pkgdb-0.38.plist': xbps('bash', 'kesl') },
  },
};

/** Lists of other managers, which excuse nothing. */
const additions: Files = {
  'var/lib/snapd/state.json': '{"data":{"snaps":{"core22":{"active":true,"current":"1"}}}}',
  'var/lib/flatpak/app/org.gnome.Maps/x86_64/stable/active/metadata':
    '[Application]\nname=org.gnome.Maps\nruntime=org.gnome.Platform/x86_64/47\n',
  'home/linuxbrew/.linuxbrew/Cellar/jq/1.7/INSTALL_RECEIPT.json': '{"homebrew_version":"4.0.0"}',
  'opt/conda/conda-meta/alder-1-0.json': '{"name":"alder","version":"1","build":"0"}',
  'usr/local/lib/node_modules/alder/package.json': '{"name":"alder","version":"1"}',
};

const made: string[] = [];
afterAll(() => removeFolders(made));

describe.each(Object.entries(systems))('%s', (id, { files, database, content, banned }) => {
  const release = { 'etc/os-release': `ID=${id}\n` };

  test('is clean when it is whole, whatever is beside it', async () => {
    expect(await statusByAllBans(folderOf({ ...release, ...files, ...content }))).toBe(0);
    expect(await statusByAllBans(folderOf({ ...release, ...files, ...content, ...additions }))).toBe(0);
  });

  test('with a banned package is banned', async () => {
    expect(await statusByAllBans(folderOf({ ...release, ...files, ...content, ...banned }))).toBe(1);
  });

  test('is read where its database is a link from the root of the machine', async () => {
    const moved = Object.fromEntries(
      Object.entries({ ...content, ...banned }).map(([path, text]) => [
        path.replace(database, 'data/db'),
        text,
      ]),
    );
    const root = folderOf({ ...release, ...files, ...moved });
    mkdirSync(join(root, dirname(database)), { recursive: true });
    symlinkSync('/data/db', join(root, database));
    expect(await statusByAllBans(root)).toBe(1);
  });

  test.each(Object.entries(damages))('its database is %s', async (_, damage) => {
    for (const beside of [{}, additions]) {
      const root = folderOf({ ...release, ...files, ...content, ...beside });
      damage(join(root, database));
      expect(await statusByAllBans(root)).toBe(3);
    }
  });

  test('its database is lost beside that of another system', async () => {
    const other: Files =
      id === 'arch'
        ? { 'var/lib/dpkg/status': deb('bash') }
        : { 'var/lib/pacman/local/bash-24.1-1/desc': desc('bash') };
    expect(await statusByAllBans(folderOf({ ...release, ...files, ...other }))).toBe(3);
  });
});

const unnamed: Files = { 'var/lib/pacman/local/bash-24.1-1/desc': desc('bash') };

test.each([
  'etc/apt/sources.list',
  'var/lib/dpkg/lock',
  'var/lib/dpkg/info/bash.md5sums',
  'etc/fedora-release',
  'usr/lib/sysimage/rpm/.rpm.lock',
  'var/lib/rpm/rpmdb.sqlite-wal',
  'etc/apk/world',
  'etc/portage/make.conf',
])('where nothing names the system, %s shows that a database is missing', async (path) => {
  expect(await statusByAllBans(folderOf({ ...unnamed, [path]: '# x\n' }))).toBe(3);
  const named = { ...unnamed, 'etc/os-release': 'ID=arch\n' };
  if (!path.endsWith('-wal')) expect(await statusByAllBans(folderOf({ ...named, [path]: '# x\n' }))).toBe(0);
});

test.each([
  'ID=debian # stable\n',
  "ID='Debian'\r\n",
  'ID=mine\nID_LIKE="ubuntu  debian"\n',
  'export ID=debian\n',
])('the system is named by %j', async (release) => {
  expect(await statusByAllBans(folderOf({ ...unnamed, 'etc/os-release': release }))).toBe(3);
  const empty = { ...unnamed, 'etc/os-release': '', 'usr/lib/os-release': release };
  expect(await statusByAllBans(folderOf(empty))).toBe(3);
});

test.each(['solus', 'guix', 'crux'])('of %s no reader reads the packages', async (id) => {
  expect(
    await statusByAllBans(folderOf({ 'etc/os-release': `ID=${id}\n`, 'var/lib/dpkg/status': deb('bash') })),
  ).toBe(3);
});

test('an application of flatpak without its deployment is missing', async () => {
  const whole = { 'etc/os-release': 'ID=debian\n', 'var/lib/dpkg/status': deb('bash'), ...additions };
  const root = folderOf(whole);
  const branch = join(root, 'var/lib/flatpak/app/org.gnome.Maps/x86_64/stable');
  symlinkSync('x86_64/stable', join(branch, '../../current'));
  expect(await statusByAllBans(root)).toBe(0);
  remove(join(branch, 'active'));
  expect(await statusByAllBans(root)).toBe(3);
});

function folderOf(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'interdict-'));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeAged(join(root, path), content);
  }
  return root;
}
