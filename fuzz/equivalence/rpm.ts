import type { Program } from '../../src/types.ts';
import { asNdb } from '../../tests/support/rpm-harness.ts';
import type { Random } from '../random.ts';
import { type RpmPackage, rpmHeader } from '../writers/rpm.ts';
import { sqlite } from '../writers/sqlite.ts';
import type { Family } from './family.ts';
import { DIGITS, LETTERS, LOWER, maybe, pick, utf8, word } from './words.ts';

const ARCHES = ['x86_64', 'x86_64', 'noarch', 'i686', 'aarch64'];

/** The database of rpm in two of its back ends, and what `rpm -qa` prints of it. */
export const rpm: Family<RpmPackage> = {
  id: 'rpm',
  entry,
  truth,
  forms: [
    {
      id: 'SQLite',
      reader: 'rpm-database',
      fields: ['name', 'version', 'arch', 'publisher', 'maintainer', 'installedOn', 'ids', 'marks', 'kind'],
      write: (packages, random) => [{ path: 'rpmdb.sqlite', bytes: database(packages, random) }],
    },
    {
      id: 'NDB',
      reader: 'rpm-database',
      fields: ['name', 'version', 'arch', 'publisher', 'maintainer', 'installedOn', 'ids', 'marks', 'kind'],
      write: (packages) => [
        {
          path: 'Packages.db',
          bytes: asNdb(packages.map((own, at): [number, Buffer] => [at + 1, rpmHeader(own)])),
        },
      ],
    },
    {
      id: 'rpm -qa',
      reader: 'rpm-list',
      fields: ['name', 'version', 'arch', 'ids', 'marks', 'kind'],
      // Its words hold no epoch.
      truth: (own) => truth({ ...own, epoch: undefined }),
      write: (packages) => [
        { path: 'list.txt', bytes: utf8(packages.map((own) => `${nvra(own)}\n`).join('')) },
      ],
    },
    {
      id: 'rpm -qa --qf with tabs',
      reader: 'rpm-list',
      fields: ['name', 'version', 'arch', 'ids', 'marks', 'kind'],
      write: (packages) => [{ path: 'list.txt', bytes: utf8(packages.map(row).join('')) }],
    },
  ],
};

/** A list of one such name may be flatpak's as well, and is reported as one that two readers know. */
const FLATPAK = /^[A-Za-z_]\w*(?:\.[A-Za-z_][\w-]*){2,}$/u;

function entry(random: Random, at: number): RpmPackage {
  const isKey = random(15) === 0;
  const letters = `${DIGITS}${DIGITS}.+_~^${LOWER}`;
  return {
    name: isKey
      ? 'gpg-pubkey'
      : `${word(random, LETTERS, `${LETTERS}${DIGITS}._+-`, random(20) === 0 ? 90 : 14)}${at}x`.replace(
          FLATPAK,
          (name) => name.replaceAll('.', '_'),
        ),
    epoch: random(3) === 0 ? random(30) : undefined,
    // Ten digits alone may be a time, and a list does not say what its columns hold.
    version: word(random, DIGITS, letters, 10).replace(/^\d{9,}$/u, '9'),
    release: `${word(random, DIGITS, letters, 6)}${pick(random, ['.el9', '.fc40', '.amzn2023'])}`,
    arch: isKey ? undefined : pick(random, ARCHES),
    vendor: maybe(random, { tabs: true, newlines: true, controls: true }),
    packager: maybe(random, { tabs: true }),
    installed: 1_200_000_000 + random(65_536) * 8000,
  };
}

function truth(own: RpmPackage): Program {
  const epoch = own.epoch ? `${own.epoch}:` : '';
  const [vendor, packager] = [own.vendor || undefined, own.packager || undefined];
  return {
    name: own.name,
    version: `${epoch}${own.version}-${own.release}`,
    ids: [`rpm:${own.name}`],
    ...(own.arch === undefined ? {} : { arch: own.arch }),
    ...(vendor === undefined ? {} : { publisher: vendor }),
    ...(packager === undefined ? {} : { maintainer: packager }),
    installedOn: new Date(own.installed * 1000).toISOString().slice(0, 10),
    ...(own.name === 'gpg-pubkey' ? { marks: ['signing-key'], kind: 'trace' } : {}),
  };
}

function database(packages: readonly RpmPackage[], random: Random): Buffer {
  const numbered = packages.map((own, at) => ({ own, number: at * 2 + 1 }));
  return sqlite(
    [
      {
        name: 'Packages',
        sql: 'CREATE TABLE Packages (\n\thnum INTEGER PRIMARY KEY AUTOINCREMENT,\n\tblob BLOB NOT NULL\n)',
        rows: numbered.map(({ own, number }) => [number, [null, rpmHeader(own)]]),
      },
      {
        name: 'Name',
        sql: "CREATE TABLE 'Name' (\n\tkey TEXT NOT NULL,\n\thnum INTEGER NOT NULL,\n\tidx INTEGER NOT NULL\n)",
        rows: numbered.map(({ own, number }, at) => [at + 1, [own.name, number, 0]]),
      },
    ],
    pick(random, [512, 1024, 4096, 65_536]),
  );
}

function nvra({ name, version, release, arch }: RpmPackage): string {
  return `${name}-${version}-${release}${arch === undefined ? '' : `.${arch}`}`;
}

function row({ name, epoch, version, release, arch }: RpmPackage): string {
  return `${[name, epoch ?? '(none)', version, release, arch ?? '(none)'].join('\t')}\n`;
}
