import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostView, hostViews } from './host-view.ts';
import { dayFolder, daysOf, SUMS, sweepFolder, sweepsOf } from './layout.ts';
import { type OpenTable, openTable } from './open-table.ts';
import { type HistoryRow, historyColumns, SCHEMA_VERSION, type TableName } from './tables.ts';

/** A stored sweep that is whole. */
export interface StoredSweep {
  /** What it says of each of its hosts. */
  hosts(): AsyncGenerator<HostView>;
  close(): void;
}

/** What is wrong with a store as a whole, or right. */
export interface StoreListing {
  readonly days: readonly string[];
  /** What is there and is none of its own. */
  readonly gaps: readonly string[];
}

/**
 * The days that a store has.
 *
 * @throws Error when the folder cannot be listed, or there is no sweep in it
 */
export function listStore(store: string): StoreListing {
  const { days, others } = daysOf(store);
  if (days.length === 0) throw new Error(`${store}: not a store of sweeps: it has no folder day=YYYY-MM-DD`);
  return { days, gaps: others.map((name) => `${join(store, name)}: not a part of a store`) };
}

/** The folders of the sweeps of a day, in the order in which they were stored. */
export function sweepFolders(store: string, day: string): string[] {
  return sweepsOf(store, day).map((run) => join(store, dayFolder(day), sweepFolder(run)));
}

/**
 * Opens a stored sweep.
 *
 * @throws Error when any of its files is damaged or missing: then none of it counts
 */
export async function openSweep(folder: string): Promise<StoredSweep> {
  const sums = sumsIn(readFileSync(join(folder, SUMS), 'utf8'));
  const opened: OpenTable<unknown>[] = [];
  const close = () => opened.forEach((table) => table.close());
  const open = async <Name extends TableName>(name: Name): Promise<OpenTable<HistoryRow<Name>>> => {
    const file = `${name}.parquet`;
    const table = await openTable<HistoryRow<Name>>(join(folder, file), name, {
      columns: historyColumns[name],
      digest: sums.get(file) ?? 'missing',
    });
    opened.push(table);
    return table;
  };
  try {
    const [sweep] = await rowsIn(await open('sweep'));
    if (sweep === undefined) throw new Error('sweep.parquet has no row');
    if (sweep.schema_version > SCHEMA_VERSION)
      throw new Error(`interdict ${sweep.interdict} wrote it, and this version does not know its layout`);
    const bans = new Map((await rowsIn(await open('bans'))).map(({ ban, digest }) => [ban, digest]));
    const tables = {
      hosts: await open('hosts'),
      manifests: await open('manifests'),
      findings: await open('findings'),
      gaps: await open('gaps'),
    };
    return { hosts: () => hostViews(tables, bans), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The rows of a short table. */
async function rowsIn<Row>(table: OpenTable<Row>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const group of table.groups()) {
    for (let index = 0; index < group.length; index++) rows.push(group.at(index));
  }
  return rows;
}

function sumsIn(text: string): Map<string, string> {
  const lines = text.matchAll(/^(?<digest>[0-9a-f]{64}) [ *](?<file>\S+)$/gmu);
  return new Map(Array.from(lines, ({ groups }) => [groups?.['file'] ?? '', groups?.['digest'] ?? '']));
}
