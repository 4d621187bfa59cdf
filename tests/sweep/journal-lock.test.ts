/** The lock of a journal, on this machine and between machines that share a drive. */
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockJournal } from '../../src/sweep/journal-lock.ts';

let folder: string;
let journal: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  journal = join(folder, 'journal');
  lock = `${journal}.lock`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A lock as this machine writes it, with something else in it. */
function held(other: Readonly<Record<string, unknown>>): void {
  lockJournal(journal);
  const own = JSON.parse(readFileSync(lock, 'utf8')) as Record<string, unknown>;
  writeFileSync(lock, JSON.stringify({ ...own, ...other }));
}

/** A number that no process has. */
const NOBODY = 2 ** 22 + 1;
/** Another sweep: whoever waits for the lock stops this thread. */
const WRITER =
  "const { workerData } = require('node:worker_threads'); require('node:fs').writeFileSync(workerData.lock, workerData.text);";

test.each<[what: string, other: Readonly<Record<string, unknown>>]>([
  ['a process that runs', { pid: process.ppid }],
  ['another machine', { host: 'web-99', pid: NOBODY }],
  ['a container, whose numbers mean nothing here', { space: 'pid:[1]', pid: NOBODY }],
])('%s holds it, with the words how to free it', (_, other) => {
  held(other);
  expect(() => lockJournal(journal)).toThrow(/in use by process \d+.*remove .*journal\.lock/u);
  expect(existsSync(lock)).toBe(true);
});

test.each<[what: string, other: Readonly<Record<string, unknown>>]>([
  ['a process that ended', { pid: NOBODY }],
  ['this machine before it was started anew', { boot: 'another', pid: process.ppid }],
])('%s holds it no more', (_, other) => {
  held(other);
  lockJournal(journal)();
  expect(existsSync(lock)).toBe(false);
});

test('what a kill left without content is waited for, until it is too old to be written', () => {
  writeFileSync(lock, '');
  const almost = (Date.now() - 9700) / 1000;
  utimesSync(lock, almost, almost);
  const began = Date.now();
  lockJournal(journal)();
  expect(Date.now() - began).toBeGreaterThan(200);
  writeFileSync(lock, '');
  utimesSync(lock, 1, 1);
  lockJournal(journal)();
  expect(existsSync(lock)).toBe(false);
});

test('what nobody can read is never free', () => {
  writeFileSync(lock, '{"host":');
  utimesSync(lock, 1, 1);
  expect(() => lockJournal(journal)).toThrow('by whom is unknown');
});

test('a lock that another sweep is writing is held as soon as it is written', () => {
  const text = JSON.stringify({ host: 'web-99', pid: NOBODY });
  writeFileSync(lock, '');
  const writer = new Worker(WRITER, { eval: true, workerData: { lock, text } });
  expect(() => lockJournal(journal)).toThrow('in use by process');
  return writer.terminate();
});

test('earlier versions wrote a number', () => {
  writeFileSync(lock, String(process.ppid));
  expect(() => lockJournal(journal)).toThrow(`in use by process ${process.ppid}`);
  writeFileSync(lock, String(NOBODY));
  lockJournal(journal)();
});
