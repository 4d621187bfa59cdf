/** The rpm readers beside rpm itself: databases that it wrote, in each back end, whole and damaged. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { rpmDatabase } from '../../src/readers/linux/rpm-database.ts';
import { rpmList } from '../../src/readers/lists/rpm-list/index.ts';
import type { Program, Reader } from '../../src/types.ts';
import {
  asBdb,
  asNdb,
  buildRpms,
  headerBlobs,
  installRpms,
  missingTools,
  queryRpms,
  run,
} from '../support/rpm-harness.ts';
import { diskTree, memoryTree, randomOf, readAll, shownProgram } from '../support/rpm-reading.ts';

const FORMAT = '%{NAME}|%{EVR}|%{VENDOR}|%{PACKAGER}|%{ARCH}\\n';
const missing = missingTools('rpm', 'rpmbuild', 'sqlite3', 'db5.3_load');
if (missing.length > 0) console.log(`skipped without ${missing.join(', ')} (Debian: rpm sqlite3 db5.3-util)`);
const folder = mkdtempSync(join(tmpdir(), 'interdict-rpm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing.length > 0)('a database gives what rpm -qa gives', () => {
  const root = join(folder, 'root');
  const built = missing.length > 0 ? [] : buildRpms(join(folder, 'build'), 'ООО «Пример» & Söhne', recipes());
  const file = missing.length > 0 ? '' : installRpms(root, built);
  if (missing.length === 0)
    run('rpm', [
      '--root',
      root,
      '--dbpath',
      '/var/lib/rpm',
      '-e',
      '--justdb',
      '--nodeps',
      'birch-3',
      'birch-5',
    ]);
  const want = missing.length > 0 ? [] : queryRpms(root, FORMAT).map((line) => line.replace('|0:', '|'));

  test('written by rpm itself (SQLite)', () => {
    expect(want).toHaveLength(40);
    expect(shownAll(rpmDatabase, file)).toEqual(want);
  });

  test('with everything still in the write-ahead log', () => {
    const logged = join(folder, 'logged', 'rpmdb.sqlite');
    mkdirSync(dirname(logged));
    const live = join(folder, 'live.sqlite');
    const script = `PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0; ATTACH '${file}' AS r;
      CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL);
      INSERT INTO Packages SELECT * FROM r.Packages WHERE hnum < 20; INSERT INTO Packages SELECT * FROM r.Packages WHERE hnum > 19;
.shell cp ${live} ${logged} && cp ${live}-wal ${logged}-wal`;
    run('sqlite3', [live], script);
    expect(shownAll(rpmDatabase, logged)).toEqual(want);
    expect(readAll(rpmDatabase, readFileSync(logged), memoryTree(logged)).fault).toBe(
      'no table "Packages" in the database, only []',
    );
  });

  const sizes = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
  test.each(sizes)('as a Berkeley DB hash table with pages of %d bytes, in both byte orders', (size) => {
    for (const order of ['little', 'big'] as const) {
      const database = join(folder, `bdb-${size}-${order}`, 'Packages');
      mkdirSync(dirname(database));
      asBdb(headerBlobs(file), database, size, order);
      expect(shownAll(rpmDatabase, database), order).toEqual(want);
    }
  });

  test('as Berkeley DB 2 to 4.5 laid it down', () => {
    const bytes = readFileSync(join(folder, 'bdb-1024-little', 'Packages'));
    for (const version of [4, 5, 6, 7, 8]) {
      const old = inOldLayout(bytes, version);
      expect(programsOf(readAll(rpmDatabase, old, memoryTree('Packages'))), `version ${version}`).toEqual(
        want,
      );
    }
  });

  test('as an NDB file', () => {
    const database = join(folder, 'Packages.db');
    writeFileSync(database, asNdb(headerBlobs(file)));
    expect(shownAll(rpmDatabase, database)).toEqual(want);
  });

  test('and so do its lists', () => {
    const place = ['--root', root, '--dbpath', '/var/lib/rpm', '-qa'];
    const forms = [
      [],
      ['--last'],
      ['-i'],
      ['--qf', '%{NAME} %{EVR} %{ARCH}\\n'],
      ['--qf', '%{NAME}\\t%{EPOCH}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\n'],
      ['--qf', '%{NAME},%{VERSION},%{RELEASE},%{VENDOR},%{ARCH}\\n'],
      ['--qf', '"%{NAME}"|"%{EVR}"|"%{ARCH}"|%{VENDOR}\\n'],
    ];
    for (const form of forms) {
      const bytes = Buffer.from(run('rpm', [...place, ...form]));
      expect(rpmList.recognises?.(bytes.subarray(0, 65536), 'list.txt'), form.join(' ')).toBe(true);
      const { programs, fault } = readAll(rpmList, bytes, memoryTree('list.txt'));
      expect(fault).toBeUndefined();
      const hasEpoch = form.some((part) => /EVR|EPOCH|-i/u.test(part));
      const short = (line: string): string =>
        line
          .split('|')
          .slice(0, 2)
          .join('|')
          .replace(hasEpoch ? /^$/u : /\d+:/u, '');
      expect(programs.map((program) => short(shownProgram(program))).sort(), form.join(' ')).toEqual(
        want.map(short).sort(),
      );
      if (form.some((part) => part.includes('VENDOR') || part === '-i'))
        expect(programs.every((program) => program.publisher === 'ООО «Пример» & Söhne')).toBe(true);
    }
  });
});

describe('damage is reported and nothing hangs', () => {
  const cases: [string, string][] = [
    ['SQLite', 'normal/var/lib/rpm/rpmdb.sqlite'],
    ['Berkeley DB', 'berkeley-db/var/lib/rpm/Packages'],
    ['Berkeley DB of the other byte order', 'berkeley-db-big-endian/var/lib/rpm/Packages'],
    ['NDB', 'ndb/usr/lib/sysimage/rpm/Packages.db'],
  ];
  const names = (programs: readonly Program[]): string[] =>
    programs.map((program) => `${program.name} ${program.version}`).sort();

  test.each(cases)('%s cut at every length', (_, path) => {
    const whole = readFileSync(join('fixtures/readers/rpm-database', path));
    const good = names(readAll(rpmDatabase, whole, memoryTree(path)).programs);
    for (let length = 0; length < whole.length; length += 97) {
      const { programs, fault } = readAll(rpmDatabase, whole.subarray(0, length), memoryTree(path));
      expect(fault, `${length} of ${whole.length} bytes`).toBeDefined();
      expect(good).toEqual(expect.arrayContaining(names(programs)));
    }
  });

  test.each(cases)('%s with bytes changed: no package is lost or made up in silence', (_, path) => {
    const whole = readFileSync(join('fixtures/readers/rpm-database', path));
    const good = names(readAll(rpmDatabase, whole, memoryTree(path)).programs);
    const random = randomOf(11);
    for (let round = 0; round < 500; round++) {
      const bytes = Uint8Array.from(whole);
      for (let change = 0; change <= round % 4; change++) bytes[random(bytes.length)] = random(256);
      if (round % 5 === 0)
        bytes.fill(0, random(bytes.length / 512) * 512, random(bytes.length / 512) * 512 + 512);
      const took = stopwatch();
      const { programs, fault } = readAll(rpmDatabase, bytes, memoryTree(path));
      expect(took()).toBeLessThan(1000);
      if (fault === undefined) expect(names(programs), `round ${round}`).toEqual(good);
    }
  });

  test.each([
    [
      'a header without a name',
      (bytes: Uint8Array) => patched(bytes, [0, 0, 3, 0xe8, 0, 0, 0, 6], 3, 0xe9),
      /tag|digest|name/u,
    ],
    [
      'a vendor that was edited',
      (bytes: Uint8Array) => patched(bytes, [...Buffer.from('Example AV GmbH')], 0, 0x58),
      /sha1 digest/u,
    ],
  ])('%s is reported', (_, edit, fault) => {
    const path = 'fixtures/readers/rpm-database/berkeley-db/var/lib/rpm/Packages';
    expect(readAll(rpmDatabase, edit(readFileSync(path)), memoryTree(path)).fault).toMatch(fault);
  });
});

function recipes(): { name: string; version: string; epoch?: number; files: number }[] {
  const many = Array.from({ length: 42 }, (_, index) => ({
    name: `birch-${index}`,
    version: `1.${index}~rc1`,
    files: (index * 7) % 90,
  }));
  return many.map((recipe, index) => (index % 4 === 0 ? { ...recipe, epoch: index % 3 } : recipe));
}

function shownAll(reader: Reader, path: string): string[] {
  return programsOf(readAll(reader, readFileSync(path), diskTree(path)));
}

function programsOf({ programs, fault }: ReturnType<typeof readAll>): string[] {
  expect(fault).toBeUndefined();
  return programs.map(shownProgram).sort();
}

/** Sets one byte behind the first place where some bytes stand. */
function patched(bytes: Uint8Array, mark: readonly number[], offset: number, value: number): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(Buffer.from(mark));
  expect(at).toBeGreaterThan(0);
  copy[at + offset] = value;
  return copy;
}

/** The first page of a hash table as versions before 9 wrote it: the same numbers in other places. */
function inOldLayout(bytes: Uint8Array, version: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const [from, to] = [new DataView(Uint8Array.from(bytes).buffer), new DataView(copy.buffer)];
  to.setUint32(16, version, true);
  for (let page = 1; page * 1024 < copy.length; page++)
    if (copy[page * 1024 + 25] === 13) copy[page * 1024 + 25] = 2;
  if (version === 7) to.setUint32(32, 0, true);
  if (version > 6) return copy;
  copy.fill(0, 24, 512);
  const [table, spares] = version === 6 ? [56, 80] : [32, 60];
  for (let field = 0; field < 6; field++)
    to.setUint32(table + 4 * field, from.getUint32(72 + 4 * field, true), true);
  for (let index = 0; index < 32; index++) {
    // Before version 6 a spare counted pages before the next doubling, without the first page of the file
    const spare =
      version === 6
        ? from.getUint32(96 + 4 * index, true)
        : index === 31
          ? 0
          : from.getUint32(100 + 4 * index, true) - 1;
    to.setUint32(spares + 4 * index, spare >>> 0, true);
  }
  if (version === 6) copy[25] = 8;
  return copy;
}
