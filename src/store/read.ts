import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayFolder, daysOf, SUMS, sweepFolder, sweepsOf } from './layout.ts';
import { readForHistory } from './parquet.ts';
import { type HistoryRow, SCHEMA_VERSION, type TableName, tableNames } from './tables.ts';

/** A stored sweep, read back as far as a history needs it. */
export interface StoredSweep {
  readonly day: string;
  readonly run: string;
  readonly tables: { readonly [Name in TableName]: readonly HistoryRow<Name>[] };
}

/** All sweeps of a day. */
export interface StoredDay {
  readonly day: string;
  /** In the order in which they were stored. */
  readonly sweeps: readonly StoredSweep[];
  /** What could not be read, each with its place. */
  readonly gaps: readonly string[];
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

/** Reads the sweeps of a day. One that is damaged is a gap, and none of it counts. */
export async function readDay(store: string, day: string): Promise<StoredDay> {
  const sweeps: StoredSweep[] = [];
  const gaps: string[] = [];
  for (const run of sweepsOf(store, day)) {
    const folder = join(store, dayFolder(day), sweepFolder(run));
    try {
      sweeps.push({ day, run, tables: await readTables(folder) });
    } catch (error) {
      gaps.push(`${folder}: not read: ${(error as Error).message}`);
    }
  }
  return { day, sweeps, gaps };
}

async function readTables(folder: string): Promise<StoredSweep['tables']> {
  const sums = sumsIn(readFileSync(join(folder, SUMS), 'utf8'));
  const read = async <Name extends TableName>(name: Name): Promise<HistoryRow<Name>[]> => {
    const file = `${name}.parquet`;
    const bytes = readFileSync(join(folder, file));
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (sums.get(file) !== digest) throw new Error(`${file} is damaged: its SHA-256 is not that in ${SUMS}`);
    return readForHistory(bytes, name);
  };
  const [sweep] = await read('sweep');
  if (sweep === undefined) throw new Error('sweep.parquet has no row');
  if (sweep.schema_version > SCHEMA_VERSION)
    throw new Error(`interdict ${sweep.interdict} wrote it, and this version does not know its layout`);
  const entries: [TableName, unknown][] = [];
  for (const name of tableNames) entries.push([name, await read(name)]);
  return Object.fromEntries(entries) as StoredSweep['tables'];
}

function sumsIn(text: string): Map<string, string> {
  const lines = text.matchAll(/^(?<digest>[0-9a-f]{64}) [ *](?<file>\S+)$/gmu);
  return new Map(Array.from(lines, ({ groups }) => [groups?.['file'] ?? '', groups?.['digest'] ?? '']));
}
