import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { removeOnSignal } from '../own-process/signals.ts';
import { turns } from '../own-process/turns.ts';
import type { Run } from '../report/run.ts';
import { DRAFT, dayFolder, SUMS, sweepFolder, sweepsOf } from './layout.ts';
import { writeTable } from './parquet.ts';
import { banRows, findingRows, gapRows, hostRow, manifestRows } from './rows.ts';
import { SCHEMA_VERSION, tableNames } from './tables.ts';

/** Where a sweep was stored. */
export interface StoredPlace {
  /** The folder of its files, below the store. */
  readonly folder: string;
  /** Sweeps of the same day that were there before. */
  readonly others: number;
}

/** Milliseconds after which nobody writes to a draft any more. */
const ABANDONED = 24 * 60 * 60 * 1000;

/**
 * Keeps a sweep in a store. Its folder appears whole or not at all: it is written beside its place under a name that
 * nobody reads, put on disk and renamed. No sweep that is there is touched, so several may be stored at once.
 *
 * @param now when it is stored
 * @throws Error when it is an inventory, or cannot be written
 */
export async function storeSweep(store: string, run: Run, now: Date = new Date()): Promise<StoredPlace> {
  if (run.command !== 'scan') throw new Error('--store: an inventory has no findings; store a scan');
  const id = `${now.toISOString().replaceAll(/[-:.]/gu, '')}-${randomBytes(4).toString('hex')}`;
  const folder = join(dayFolder(run.asOf), sweepFolder(id));
  const draft = join(store, `${DRAFT}${id}`);
  const remove = () => {
    if (existsSync(draft)) rmSync(draft, { recursive: true });
  };
  const forget = removeOnSignal(remove);
  try {
    mkdirSync(join(store, dayFolder(run.asOf)), { recursive: true });
    throwAway(store, now.getTime());
    const others = sweepsOf(store, run.asOf).length;
    mkdirSync(draft);
    await writeTables(draft, run, now);
    writeSums(draft);
    renameSync(draft, join(store, folder));
    sync(join(store, dayFolder(run.asOf)));
    return { folder, others };
  } catch (error) {
    remove();
    throw new Error(`${store}: the sweep cannot be stored: ${(error as Error).message}`, { cause: error });
  } finally {
    forget();
  }
}

async function writeTables(draft: string, run: Run, written: Date): Promise<void> {
  const open = <Name extends (typeof tableNames)[number]>(name: Name) =>
    writeTable(join(draft, `${name}.parquet`), name);
  const bans = open('bans');
  const hosts = open('hosts');
  const manifests = open('manifests');
  const findings = open('findings');
  const gaps = open('gaps');
  const counts = { hosts: 0, findings: 0, gaps: 0 };
  banRows(run).forEach(bans.add);
  const turn = turns();
  for (const result of run.results) {
    hosts.add(hostRow(result, run));
    manifestRows(result).forEach(manifests.add);
    const found = findingRows(result);
    found.forEach(findings.add);
    gapRows(result).forEach(gaps.add);
    counts.hosts++;
    counts.findings += found.length;
    counts.gaps += result.gaps.length;
    await turn();
  }
  const sweep = open('sweep');
  const { verdict, exitCode, shard, tool } = run;
  const own = { schema_version: SCHEMA_VERSION, interdict: tool.version, written };
  sweep.add({ ...own, verdict, exit_status: exitCode, shard, ...counts });
  for (const table of [bans, hosts, manifests, findings, gaps, sweep]) table.close();
}

/**
 * The digests of all files, as `sha256sum` has them: what is damaged or missing later is known to be.
 *
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
function writeSums(draft: string): void {
  const lines = tableNames.map((name) => {
    const file = `${name}.parquet`;
    return `${createHash('sha256')
      .update(readFileSync(join(draft, file)))
      .digest('hex')}  ${file}\n`;
  });
  const handle = openSync(join(draft, SUMS), 'wx');
  try {
    writeFileSync(handle, lines.join(''));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  sync(draft);
}

/** Waits until the names in a folder are on disk, where the system lets a folder be opened. */
function sync(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What a sweep that was killed left behind. */
function throwAway(store: string, now: number): void {
  for (const name of readdirSync(store)) {
    if (!name.startsWith(DRAFT)) continue;
    const path = join(store, name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - written > ABANDONED) rmSync(path, { recursive: true, force: true });
  }
}
