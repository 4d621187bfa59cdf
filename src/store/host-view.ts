import type { OpenTable, RowGroup } from './open-table.ts';
import type { HistoryRow } from './tables.ts';

/** What a sweep says of a host. */
export interface HostView {
  readonly row: HistoryRow<'hosts'>;
  /** Ban → digest, of the bans that it was checked against. */
  readonly bans: ReadonlyMap<string, string>;
  /** By the key of their program: its bans, the worst first. */
  readonly programs: ReadonlyMap<string, readonly HistoryRow<'findings'>[]>;
  /** Places that were not read or not decided. */
  readonly gaps: ReadonlySet<string>;
  /** Lists that were read → programs in them. */
  readonly manifests: ReadonlyMap<string, number>;
}

/** The tables that say something of hosts, each in the order of the hosts. */
export interface HostTables {
  readonly hosts: OpenTable<HistoryRow<'hosts'>>;
  readonly manifests: OpenTable<HistoryRow<'manifests'>>;
  readonly findings: OpenTable<HistoryRow<'findings'>>;
  readonly gaps: OpenTable<HistoryRow<'gaps'>>;
}

/**
 * The hosts of a sweep, one after the other: of each table no more than a row group is in memory.
 *
 * @throws Error when a table has rows of a host that is not there
 */
export async function* hostViews(
  tables: HostTables,
  bans: ReadonlyMap<string, string>,
): AsyncGenerator<HostView> {
  const [manifests, findings, gaps] = [
    cursor(tables.manifests),
    cursor(tables.findings),
    cursor(tables.gaps),
  ] as const;
  for await (const group of tables.hosts.groups()) {
    for (let index = 0; index < group.length; index++) {
      const row = group.at(index);
      const { host } = row;
      const lists = await manifests.rowsOf(host);
      const places = await gaps.rowsOf(host);
      yield {
        row,
        bans,
        programs: byProgram(await findings.rowsOf(host)),
        gaps: new Set(places.map(({ path }) => path)),
        manifests: new Map(lists.map(({ path, programs }) => [path, programs])),
      };
    }
  }
  for (const [name, table] of Object.entries({ manifests, findings, gaps })) {
    const rest = await table.next();
    if (rest)
      throw new Error(`${name}.parquet has rows of ${rest.host}, which hosts.parquet does not have there`);
  }
}

function byProgram(
  rows: readonly HistoryRow<'findings'>[],
): ReadonlyMap<string, readonly HistoryRow<'findings'>[]> {
  const programs = new Map<string, HistoryRow<'findings'>[]>();
  for (const row of rows) {
    const program = programs.get(row.finding);
    if (program) program.push(row);
    else programs.set(row.finding, [row]);
  }
  return programs;
}

/** Goes through a table host by host. */
interface Cursor<Row> {
  /** The next row, which stays the next. */
  next(): Promise<Row | undefined>;
  /** The next rows, as far as they are of a host. */
  rowsOf(host: string): Promise<readonly Row[]>;
}

function cursor<Row extends { readonly host: string }>(table: OpenTable<Row>): Cursor<Row> {
  const groups = table.groups();
  let group: RowGroup<Row> | undefined;
  let at = 0;
  let ahead: Row | undefined;
  const next = async (): Promise<Row | undefined> => {
    while (ahead === undefined) {
      if (group && at < group.length) ahead = group.at(at++);
      else {
        const { done, value } = await groups.next();
        if (done) return undefined;
        group = value;
        at = 0;
      }
    }
    return ahead;
  };
  return {
    next,
    async rowsOf(host) {
      const rows: Row[] = [];
      for (let row = await next(); row?.host === host; row = await next()) {
        rows.push(row);
        ahead = undefined;
      }
      return rows;
    },
  };
}
