/** The SQLite reader beside SQLite itself, over tables of every shape, logs in every state and damaged files. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { type SqliteValue, sqliteRows, sqliteTables } from '../../src/formats/database/sqlite/index.ts';
import { missingTools, run } from '../support/rpm-harness.ts';
import { randomOf } from '../support/rpm-reading.ts';

const missing = missingTools('sqlite3');
if (missing.length > 0) console.log(`skipped without ${missing.join(', ')} (Debian: sqlite3)`);
const folder = mkdtempSync(join(tmpdir(), 'interdict-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Long and short values of every kind; some rows spill over several pages, some are empty. */
const FILL = `
  CREATE TABLE other(x);
  CREATE TABLE t(id INTEGER PRIMARY KEY, a, b TEXT DEFAULT 'it''s', "c d" BLOB, [e] REAL);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
  INSERT INTO t SELECT i * 3,
    CASE i % 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 1 WHEN 3 THEN -1 WHEN 4 THEN -32768 + i
      WHEN 5 THEN 8388607 - i WHEN 6 THEN -2147483648 - i WHEN 7 THEN 140737488355328 + i ELSE 9223372036854775807 - i END,
    CASE i % 5 WHEN 0 THEN '' WHEN 1 THEN NULL ELSE substr('Лаборатория ünï 測試 ', 1, i % 20) || i END,
    CASE WHEN i % 50 = 0 THEN zeroblob(i * 100) WHEN i % 3 = 0 THEN randomblob(i) ELSE NULL END,
    i / 8.0 FROM n;
  INSERT INTO t(id, a) VALUES (-5, 'negative'), (9223372036854775807, 'last');
  DELETE FROM t WHERE id % 7 = 0;
  ALTER TABLE t ADD COLUMN late INTEGER DEFAULT -17;
  ALTER TABLE t ADD COLUMN later TEXT DEFAULT 'x y';
  INSERT INTO t(id, late) VALUES (5000, 1);`;
/** The same rows by a key of two columns, of which one is long at times. */
const KEYED = `
  CREATE TABLE k(id INTEGER NOT NULL, a, b TEXT, "c d" BLOB NOT NULL, [e] REAL, PRIMARY KEY ("c d" DESC, id)) WITHOUT ROWID;
  INSERT INTO k SELECT id, a, b, ifnull("c d", ''), e FROM t;
  ALTER TABLE k ADD COLUMN late INTEGER DEFAULT -17;
  ALTER TABLE k ADD COLUMN later TEXT DEFAULT 'x y';
  DELETE FROM k WHERE id % 11 = 0;
  INSERT INTO k(id, "c d", late) VALUES (5001, zeroblob(90), 1);`;
const LIST = `SELECT id, ${['a', 'b', '"c d"', 'e', 'late', 'later'].map(shownBySqlite).join(', ')} FROM t ORDER BY id;`;

describe.skipIf(missing.length > 0)('rows are those that SQLite gives', () => {
  const sizes = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
  test.each(sizes)('pages of %d bytes', (size) => {
    const file = join(folder, `size-${size}`);
    const want = make(file, `PRAGMA page_size=${size};${FILL}`);
    expect(rowsOf(file)).toEqual(want);
  });

  test.each(sizes)('tables without row ids on pages of %d bytes', (size) => {
    const file = join(folder, `keyed-${size}`);
    make(file, `PRAGMA page_size=${size};${FILL}${KEYED}`);
    const want = run('sqlite3', [file, LIST.replace('FROM t ORDER BY id', 'FROM k')]);
    // Each row is shown with its columns in the order of the question.
    const rows = [...sqliteRows(readFileSync(file), 'k')].map(
      (row) => new Map(['id', 'a', 'b', 'c d', 'e', 'late', 'later'].map((name) => [name, row.get(name)])),
    );
    expect(shown(rows)).toEqual(want.split('\n').filter(Boolean));
  });

  test.each(['UTF-8', 'UTF-16le', 'UTF-16be'])('text in %s', (encoding) => {
    const file = join(folder, encoding);
    const want = make(file, `PRAGMA encoding='${encoding}';${FILL}`);
    expect(rowsOf(file)).toEqual(want);
  });

  test.each([1, 32, 255])('%d bytes reserved in each page', (reserved) => {
    const file = join(folder, `reserved-${reserved}`);
    const want = make(file, `.filectrl reserve_bytes ${reserved}\nVACUUM;${FILL}`);
    expect(rowsOf(file)).toEqual(want);
  });

  test.each(['1', '2'])('a file that is vacuumed by itself (mode %s)', (mode) => {
    const file = join(folder, `vacuum-${mode}`);
    const want = make(file, `PRAGMA auto_vacuum=${mode};${FILL} PRAGMA incremental_vacuum(3);`);
    expect(rowsOf(file)).toEqual(want);
  });
});

describe.skipIf(missing.length > 0)('a write-ahead log that was not written back counts', () => {
  test.each([512, 4096, 65536])('with pages of %d bytes', (size) => {
    const file = join(folder, `wal-${size}`);
    const more = `INSERT INTO t(id, a) VALUES (6000, randomblob(90000)); UPDATE t SET a = 'new' WHERE id < 30; DELETE FROM t WHERE id BETWEEN 60 AND 600;`;
    const want = makeLogged(file, size, more);
    expect(want.length).toBeLessThan(300);
    expect(rowsOf(file)).toEqual(want);
  });

  test('a database that lies in its log alone', () => {
    const file = join(folder, 'wal-alone');
    const want = makeLogged(file, 4096, '');
    const wal = readFileSync(`${file}-wal`);
    expect([...sqliteRows(new Uint8Array(0), 't', wal)].length).toBe(want.length);
  });

  test('a transaction without its commit does not count, nor do frames of an older run', () => {
    const file = join(folder, 'wal-tail');
    const want = makeLogged(file, 512, 'UPDATE t SET a = a;');
    const wal = readFileSync(`${file}-wal`);
    const frame = 24 + 512;
    const older = Buffer.concat([wal, wal.subarray(32, 32 + 3 * frame)]);
    older.fill(0x55, wal.length + 8, wal.length + 16);
    older.fill(0x55, wal.length + frame + 8, wal.length + frame + 16);
    older.fill(0x55, wal.length + 2 * frame + 8, wal.length + 2 * frame + 16);
    expect(shown([...sqliteRows(readFileSync(file), 't', older)])).toEqual(want);
  });

  test('sums made in the other byte order are read', () => {
    const file = join(folder, 'wal-order');
    const want = makeLogged(file, 1024, 'UPDATE t SET b = 1;');
    expect(
      shown([...sqliteRows(readFileSync(file), 't', inOtherOrder(readFileSync(`${file}-wal`), 1024))]),
    ).toEqual(want);
  });

  test.each([
    ['a byte of a page', 32 + 24 + 100],
    ['a salt', 32 + 9],
    ['the magic number', 0],
    ['the sum of the head', 24],
  ])('damage of %s is reported', (_, at) => {
    const file = join(folder, `wal-damage-${at}`);
    makeLogged(file, 4096, 'UPDATE t SET b = 1;');
    const wal = readFileSync(`${file}-wal`);
    wal[at] = (wal[at] ?? 0) ^ 0x40;
    expect(() => [...sqliteRows(readFileSync(file), 't', wal)]).toThrow(/write-ahead log/u);
  });

  test('a log that ends inside a frame is reported', () => {
    const file = join(folder, 'wal-cut');
    makeLogged(file, 4096, 'UPDATE t SET b = 1;');
    const wal = readFileSync(`${file}-wal`);
    expect(() => [...sqliteRows(readFileSync(file), 't', wal.subarray(0, -7))]).toThrow(/ends inside frame/u);
  });
});

describe.skipIf(missing.length > 0)('what cannot be read is told', () => {
  const file = join(folder, 'odd');
  const odd = `CREATE TABLE w(a, b, c INTEGER PRIMARY KEY) WITHOUT ROWID; INSERT INTO w VALUES (1, 2, 3);
    CREATE TABLE g(a INT, b AS (a * 2), c INT GENERATED ALWAYS AS (a + 1) STORED, d); INSERT INTO g(a, d) VALUES (4, 'd');
    CREATE TABLE "CHECK"(a INTEGER, b TEXT, /* c, */ PRIMARY KEY (a), CHECK (b <> ',)')); INSERT INTO "CHECK" VALUES (7, 'x');
    CREATE VIEW v AS SELECT 1;`;
  if (missing.length === 0) make(file, odd + FILL);

  test('a table that is not there, with those that are', () => {
    expect(() => rowList(file, 'v')).toThrow(
      'no table "v" in the database, only ["w","g","CHECK","other","t"]',
    );
    expect(sqliteTables(readFileSync(file))).toEqual(['w', 'g', 'CHECK', 'other', 't']);
  });

  test('computed columns and keys of the table take no wrong place', () => {
    expect(rowList(file, 'w')).toEqual([
      [
        ['c', 3],
        ['a', 1],
        ['b', 2],
      ],
    ]);
    expect(rowList(file, 'g')).toEqual([
      [
        ['a', 4],
        ['c', 5],
        ['d', 'd'],
      ],
    ]);
    expect(rowList(file, 'check')).toEqual([
      [
        ['a', 7],
        ['b', 'x'],
      ],
    ]);
  });

  test('a hot journal beside the file, and none that ended well', () => {
    const hot = Uint8Array.of(0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0);
    expect(() => [...sqliteRows(readFileSync(file), 'g', undefined, hot)]).toThrow(/hot rollback journal/u);
    expect([...sqliteRows(readFileSync(file), 'g', undefined, new Uint8Array(512))]).toHaveLength(1);
  });

  test('every length that a file may be cut to, after the rows that are there', () => {
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length += 613) {
      expect(() => [...sqliteRows(whole.subarray(0, length), 't')], `${length} bytes`).toThrow(SyntaxError);
    }
  });

  test('a byte changed anywhere gives other values or an error, in time', () => {
    const whole = readFileSync(file);
    const random = randomOf(7);
    for (let round = 0; round < 400; round++) {
      const bytes = Uint8Array.from(whole);
      for (let i = 0; i <= round % 3; i++) bytes[random(bytes.length)] = random(256);
      const took = stopwatch();
      expect(errorOf(() => [...sqliteRows(bytes, 't')])).toBeOneOf([undefined, 'SyntaxError']);
      expect(took()).toBeLessThan(1000);
    }
  });

  test('a row taken out of its page leaves a gap that is reported', () => {
    const bytes = Uint8Array.from(readFileSync(file));
    const view = new DataView(bytes.buffer);
    for (let page = 1; page * 4096 < bytes.length; page++) {
      if (bytes[page * 4096] !== 13 || view.getUint16(page * 4096 + 3) < 5) continue;
      view.setUint16(page * 4096 + 3, view.getUint16(page * 4096 + 3) - 1);
    }
    expect(() => [...sqliteRows(bytes, 't')]).toThrow(/bytes of content/u);
  });
});

function make(file: string, script: string): string[] {
  run('sqlite3', [file], script);
  return run('sqlite3', [file, LIST]).split('\n').filter(Boolean);
}

/** The database as it is on disk while a writer holds it open: the newest pages are in the log. */
function makeLogged(file: string, size: number, script: string): string[] {
  const open = join(folder, 'open');
  mkdirSync(open, { recursive: true });
  const live = join(open, `live-${size}-${Math.abs(hash(file))}`);
  const out = run(
    'sqlite3',
    [live],
    `PRAGMA page_size=${size}; PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0;${FILL}${script}
.shell cp ${live} ${file} && cp ${live}-wal ${file}-wal
${LIST}`,
  );
  return out.split('\n').filter((line) => line !== '' && line !== 'wal' && line !== '0');
}

function rowsOf(file: string): string[] {
  const wal = file.includes('wal-') ? readFileSync(`${file}-wal`) : undefined;
  return shown([...sqliteRows(readFileSync(file), 't', wal)]);
}

function rowList(file: string, table: string): [string, SqliteValue][][] {
  return [...sqliteRows(readFileSync(file), table)].map((row) => [...row]);
}

function shown(rows: ReadonlyMap<string, SqliteValue>[]): string[] {
  return rows.map((row) =>
    [...row].map(([name, value]) => (name === 'id' ? String(value) : shownHere(name, value))).join('|'),
  );
}

/** Blobs by their length and both ends, reals (column e, eighths all) as a number of eighths. */
function shownBySqlite(column: string): string {
  return `typeof(${column}) || ' ' || CASE typeof(${column}) WHEN 'null' THEN '' WHEN 'text' THEN json_quote(${column})
    WHEN 'blob' THEN length(${column}) || hex(substr(${column}, 1, 9)) || hex(substr(${column}, -9))
    WHEN 'real' THEN CAST(${column} * 8 AS INTEGER) ELSE ${column} END`;
}

function shownHere(name: string, value: SqliteValue): string {
  if (value === undefined) return 'null ';
  if (typeof value === 'string') return `text ${JSON.stringify(value)}`;
  if (name === 'e') return `real ${Number(value) * 8}`;
  if (!(value instanceof Uint8Array)) return `integer ${value}`;
  const hex = (part: Uint8Array): string => Buffer.from(part).toString('hex').toUpperCase();
  return `blob ${value.length}${hex(value.subarray(0, 9))}${hex(value.subarray(-9))}`;
}

/** The same log as a machine of the other byte order would have written it. */
function inOtherOrder(wal: Uint8Array, size: number): Uint8Array {
  const bytes = Uint8Array.from(wal);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, view.getUint32(0) ^ 1);
  let sum: [number, number] = summed(view, [0, 0], 0, 24);
  const put = (at: number): void => {
    view.setUint32(at, sum[0]);
    view.setUint32(at + 4, sum[1]);
  };
  put(24);
  for (let at = 32; at < bytes.length; at += 24 + size) {
    sum = summed(view, summed(view, sum, at, 8), at + 24, size);
    put(at + 16);
  }
  return bytes;
}

function summed(view: DataView, [low, high]: [number, number], at: number, length: number): [number, number] {
  for (let i = at; i < at + length; i += 8) {
    low = (low + view.getUint32(i) + high) >>> 0;
    high = (high + view.getUint32(i + 4) + low) >>> 0;
  }
  return [low, high];
}

function errorOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
}
