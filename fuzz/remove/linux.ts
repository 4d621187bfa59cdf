import { tar } from '../../tests/support/tar-writer.ts';
import { PLANTED } from '../plant/documents.ts';
import { rpmHeader } from '../writers/rpm.ts';
import { sqlite } from '../writers/sqlite.ts';
import { type Machine, NAMES } from './machine.ts';

/** A stanza of the database of dpkg. */
export function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\nMaintainer: Example <a@example.org>\n\n`;
}

const PASSWD = 'root:x:0:0::/root:/bin/sh\nash:x:1000:1000::/home/ash:/bin/sh\n';
const STATUS = 'var/lib/dpkg/status';
export const INFO = 'var/lib/dpkg/info';

/** What dpkg keeps for each package beside its database. */
export function fileLists(
  names: readonly string[],
  info = INFO,
): (readonly [path: string, content: string])[] {
  return names.map((name) => [`${info}/${name}.list`, '/.\n'] as const);
}

function debian(): Machine {
  return {
    name: 'debian',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=debian\nVERSION_ID="12"\n'],
      ['etc/passwd', PASSWD],
      ['home/ash/.profile', ''],
      [STATUS, NAMES.map(stanza).join('')],
      ...fileLists(NAMES),
      ['var/lib/snapd/state.json', '{"data":{"snaps":{"core22":{"active":true,"current":"1"}}}}'],
    ]),
    lists: [STATUS, 'var/lib/snapd/state.json'],
    witnesses: [INFO],
    own: [],
  };
}

function alpine(): Machine {
  return {
    name: 'alpine',
    kind: 'root',
    files: new Map<string, string | Uint8Array>([
      ['etc/os-release', 'ID=alpine\nVERSION_ID=3.20\n'],
      ['lib/apk/db/installed', NAMES.map((name) => `P:${name}\nV:1.0-r0\nA:x86_64\n\n`).join('')],
      ['etc/apk/world', `${NAMES.join('\n')}\n`],
      ['lib/apk/db/triggers', ''],
      ['lib/apk/db/scripts.tar', tar([])],
    ]),
    lists: ['lib/apk/db/installed'],
    witnesses: ['etc/apk/world'],
    own: [],
  };
}

/** A telephone, whose only list of packages is that of an application. */
function termux(): Machine {
  const prefix = 'data/data/com.termux/files/usr';
  const status = `${prefix}/${STATUS}`;
  const info = `${prefix}/${INFO}`;
  return {
    name: 'termux',
    kind: 'root',
    files: new Map([
      ['system/build.prop', 'ro.build.version.release=14\n'],
      [`${prefix}/bin/dpkg`, ''],
      [status, NAMES.map(stanza).join('')],
      ...fileLists(NAMES, info),
    ]),
    lists: [status],
    witnesses: [info],
    own: [],
  };
}

function arch(): Machine {
  const folder = (name: string): string => `var/lib/pacman/local/${name}-1.0-1`;
  return {
    name: 'arch',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=arch\n'],
      ['var/lib/pacman/local/ALPM_DB_VERSION', '9\n'],
      ...NAMES.flatMap((name) => [
        [`${folder(name)}/desc`, `%NAME%\n${name}\n\n%VERSION%\n1.0-1\n\n%ARCH%\nx86_64\n\n`] as const,
        [`${folder(name)}/files`, '%FILES%\nusr/\n\n'] as const,
      ]),
    ]),
    lists: ['var/lib/pacman/local', ...NAMES.map((name) => `${folder(name)}/desc`)],
    own: NAMES.map(folder),
  };
}

/** Images without a shell keep a file for each package. */
function distroless(): Machine {
  const folder = 'var/lib/dpkg/status.d';
  return {
    name: 'distroless',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=debian\nVERSION_ID="12"\n'],
      ...NAMES.flatMap((name) => [
        [`${folder}/${name}`, `Package: ${name}\nVersion: 1.0-1\nArchitecture: amd64\n\n`] as const,
        [`${folder}/${name}.md5sums`, `d41d8cd98f00b204e9800998ecf8427e  usr/share/doc/${name}\n`] as const,
      ]),
    ]),
    lists: [folder],
    own: [],
    apart: NAMES.map((name) => [`${folder}/${name}`, `${folder}/${name}.md5sums`]),
  };
}

function fedora(): Machine {
  const header = (name: string): Buffer =>
    rpmHeader({
      name,
      epoch: undefined,
      version: '1.0',
      release: '1.fc40',
      arch: 'x86_64',
      vendor: 'Example',
      packager: undefined,
      installed: 1_700_000_000,
    });
  const rows = NAMES.map((name, at) => [at + 1, [null, header(name)]] as const);
  const sql = 'CREATE TABLE Packages (\n\thnum INTEGER PRIMARY KEY AUTOINCREMENT,\n\tblob BLOB NOT NULL\n)';
  const folder = 'usr/lib/sysimage/rpm';
  return {
    name: 'fedora',
    kind: 'root',
    files: new Map<string, string | Uint8Array>([
      ['etc/os-release', 'ID=fedora\nVERSION_ID=40\n'],
      ['etc/dnf/dnf.conf', '[main]\n'],
      [`${folder}/rpmdb.sqlite`, sqlite([{ name: 'Packages', sql, rows }], 4096)],
      [`${folder}/.rpm.lock`, ''],
    ]),
    lists: [`${folder}/rpmdb.sqlite`],
    own: [],
  };
}

function gentoo(): Machine {
  const folder = (name: string): string =>
    `var/db/pkg/${name === PLANTED ? 'app-misc' : 'sys-apps'}/${name}-1.0`;
  return {
    name: 'gentoo',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=gentoo\n'],
      ['etc/portage/make.conf', ''],
      ...NAMES.flatMap((name) => [
        [`${folder(name)}/PF`, `${name}-1.0\n`] as const,
        [`${folder(name)}/CONTENTS`, `dir /usr\n`] as const,
      ]),
    ]),
    lists: ['var/db/pkg', ...NAMES.map((name) => `${folder(name)}/PF`)],
    own: ['var/db/pkg/app-misc', ...NAMES.map(folder)],
  };
}

function solus(): Machine {
  const folder = (name: string): string => `var/lib/eopkg/package/${name}-1.0-1`;
  const metadata = (name: string): string =>
    `<PISI><Package><Name>${name}</Name><History><Update release="1"><Version>1.0</Version></Update></History><Architecture>x86_64</Architecture></Package></PISI>\n`;
  return {
    name: 'solus',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=solus\n'],
      ...NAMES.flatMap((name) => [
        [`${folder(name)}/metadata.xml`, metadata(name)] as const,
        [`${folder(name)}/files.xml`, '<Files/>\n'] as const,
      ]),
    ]),
    lists: ['var/lib/eopkg/package', ...NAMES.map((name) => `${folder(name)}/metadata.xml`)],
    own: NAMES.map(folder),
  };
}

function voidLinux(): Machine {
  const entry = (name: string): string =>
    `<key>${name}</key><dict><key>pkgver</key><string>${name}-1.0_1</string><key>state</key><string>installed</string></dict>\n`;
  const list = 'var/db/xbps/pkgdb-0.38.plist';
  return {
    name: 'void',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=void\n'],
      [
        list,
        `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>\n${NAMES.map(entry).join('')}</dict></plist>\n`,
      ],
      ...NAMES.map((name) => [`var/db/xbps/.${name}-files.plist`, '<plist/>\n'] as const),
    ]),
    lists: [list],
    own: [],
  };
}

function openWrt(): Machine {
  const entry = (name: string): string =>
    `Package: ${name}\nVersion: 1.0-1\nStatus: install user installed\nArchitecture: mips\nInstalled-Time: 1700000000\n\n`;
  const folder = 'usr/lib/opkg';
  return {
    name: 'openwrt',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=openwrt\nID_LIKE="lede openwrt"\n'],
      [`${folder}/status`, NAMES.map(entry).join('')],
      ...NAMES.flatMap((name) => [
        [`${folder}/info/${name}.list`, '/bin/x\n'] as const,
        [`${folder}/info/${name}.control`, `Package: ${name}\n`] as const,
      ]),
    ]),
    lists: [`${folder}/status`],
    witnesses: [`${folder}/info`],
    own: [],
  };
}

function slackware(): Machine {
  const folder = 'var/lib/pkgtools/packages';
  const list = (name: string): string =>
    `PACKAGE NAME:     ${name}-1.0-x86_64-1\nPACKAGE DESCRIPTION:\n${name}: x\nFILE LIST:\n./\n`;
  return {
    name: 'slackware',
    kind: 'root',
    files: new Map([
      ['etc/slackware-version', 'Slackware 15.0\n'],
      ...NAMES.map((name) => [`${folder}/${name}-1.0-x86_64-1`, list(name)] as const),
    ]),
    lists: [folder],
    own: NAMES.map((name) => `${folder}/${name}-1.0-x86_64-1`),
  };
}

/** Programs in other packages than those of the system. */
function desktop(): Machine {
  const place = 'var/lib/flatpak';
  const branch = (app: string): string => `app/${app}/x86_64/stable`;
  const ref = (app: string): string => `${place}/repo/refs/heads/deploy/${branch(app)}`;
  const metadata = (app: string): string =>
    `[Application]\nname=${app}\nruntime=org.example.Platform/x86_64/24.08\n`;
  const apps = ['org.example.Editor', `org.example.${PLANTED}`];
  return {
    name: 'desktop',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=ubuntu\nID_LIKE=debian\n'],
      [STATUS, ['bash', 'flatpak'].map(stanza).join('')],
      ...fileLists(['bash', 'flatpak']),
      ...apps.flatMap((app) => [
        [`${place}/${branch(app)}/active/metadata`, metadata(app)] as const,
        [ref(app), '0a1b\n'] as const,
      ]),
    ]),
    lists: [STATUS],
    witnesses: [INFO],
    own: [place],
    leaves: { folder: [place], link: [] },
    apart: apps.map((app) => [`${place}/app/${app}`, ref(app)]),
  };
}

/** The same files in one archive. */
function archived(machine: Machine): Machine {
  return { ...machine, name: `${machine.name} in an archive`, kind: 'archive' };
}

/** Systems of Linux, by the kind of their package database. */
export const LINUX: readonly Machine[] = [
  debian(),
  distroless(),
  alpine(),
  termux(),
  arch(),
  fedora(),
  gentoo(),
  solus(),
  voidLinux(),
  openWrt(),
  slackware(),
  desktop(),
  archived(debian()),
  archived(arch()),
];
