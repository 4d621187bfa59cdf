/** The tables of a stored sweep: one Parquet file each, with the same columns for interdict, DuckDB and others. */

import type { Verdict } from '../types.ts';
import type { FindingStatus } from '../vocabulary.ts';

/** How a column is stored. `time` is in milliseconds, UTC; `texts` is a list. */
export type ColumnType = 'text' | 'texts' | 'count' | 'flag' | 'time';

/** The sweep itself: one row. */
export interface SweepRow {
  /** Of the layout of the tables. */
  readonly schema_version: number;
  readonly interdict: string;
  /** When the sweep was stored. */
  readonly written: Date;
  readonly verdict: Verdict;
  readonly exit_status: number;
  readonly shard?: string | undefined;
  readonly hosts: number;
  readonly findings: number;
  readonly gaps: number;
}

/** A ban that the sweep applied. */
export interface BanRow {
  readonly ban: string;
  readonly title: string;
  readonly severity: string;
  /** `sha256:…` over the ban. */
  readonly digest: string;
}

/** A host of the sweep. Its counts are those of a report: of findings, where a finding is one ban and one entry. */
export interface HostRow {
  readonly host: string;
  readonly verdict: Verdict;
  /** Whether there was any data of it: false for a host that was expected and did not come. */
  readonly seen: boolean;
  readonly hostname?: string | undefined;
  readonly collected?: Date | undefined;
  readonly os?: string | undefined;
  readonly os_version?: string | undefined;
  readonly owner?: string | undefined;
  readonly site?: string | undefined;
  readonly host_group?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly programs: number;
  readonly findings: number;
  readonly banned: number;
  readonly warned: number;
  readonly residue: number;
  readonly waived: number;
  readonly gaps: number;
}

/** A list that was read on a host. */
export interface ManifestRow {
  readonly host: string;
  readonly path: string;
  readonly reader: string;
  readonly programs: number;
}

/** A program that violates a ban: one row for each of its bans. */
export interface FindingRow {
  readonly host: string;
  /** The same for one program in one place, in each sweep and on each host, and for each of its bans. */
  readonly finding: string;
  readonly ban: string;
  readonly severity: string;
  /** Of this ban; the worst of its bans is that of the program. */
  readonly status: FindingStatus;
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  readonly program: string;
  readonly version?: string | undefined;
  readonly publisher?: string | undefined;
  readonly id?: string | undefined;
  readonly state: string;
  readonly kind: string;
  readonly account?: string | undefined;
  readonly reader: string;
  readonly path: string;
  /** `YYYY-MM-DD`, as the manifest has it. */
  readonly installed_on?: string | undefined;
  /** `YYYY-MM-DD`: the last day on which a record of the system shows the program file. */
  readonly last_seen?: string | undefined;
  readonly waiver_owner?: string | undefined;
  readonly waiver_expires?: string | undefined;
}

/** Something that was not read or not decided. */
export interface GapRow {
  readonly host: string;
  readonly path: string;
  readonly reader?: string | undefined;
  readonly kind?: string | undefined;
  readonly reason: string;
}

/** Each table by the name of its file. */
export interface Tables {
  readonly sweep: SweepRow;
  readonly bans: BanRow;
  readonly hosts: HostRow;
  readonly manifests: ManifestRow;
  readonly findings: FindingRow;
  readonly gaps: GapRow;
}

/** The name of a table. */
export type TableName = keyof Tables;

/** The layout that this version writes, and the newest that it reads. */
export const SCHEMA_VERSION = 1;

/** The columns of each table in the order of its file. */
export const columns: { readonly [Name in TableName]: Readonly<Record<keyof Tables[Name], ColumnType>> } = {
  sweep: {
    schema_version: 'count',
    interdict: 'text',
    written: 'time',
    verdict: 'text',
    exit_status: 'count',
    shard: 'text',
    hosts: 'count',
    findings: 'count',
    gaps: 'count',
  },
  bans: { ban: 'text', title: 'text', severity: 'text', digest: 'text' },
  hosts: {
    host: 'text',
    verdict: 'text',
    seen: 'flag',
    hostname: 'text',
    collected: 'time',
    os: 'text',
    os_version: 'text',
    owner: 'text',
    site: 'text',
    host_group: 'text',
    tags: 'texts',
    programs: 'count',
    findings: 'count',
    banned: 'count',
    warned: 'count',
    residue: 'count',
    waived: 'count',
    gaps: 'count',
  },
  manifests: { host: 'text', path: 'text', reader: 'text', programs: 'count' },
  findings: {
    host: 'text',
    finding: 'text',
    ban: 'text',
    severity: 'text',
    status: 'text',
    vendor: 'text',
    product: 'text',
    program: 'text',
    version: 'text',
    publisher: 'text',
    id: 'text',
    state: 'text',
    kind: 'text',
    account: 'text',
    reader: 'text',
    path: 'text',
    installed_on: 'text',
    last_seen: 'text',
    waiver_owner: 'text',
    waiver_expires: 'text',
  },
  gaps: { host: 'text', path: 'text', reader: 'text', kind: 'text', reason: 'text' },
};

/** The columns that a history is made from: to read all others takes half as much memory again. */
export const historyColumns = {
  sweep: ['schema_version', 'interdict'],
  bans: ['ban', 'digest'],
  hosts: [
    'host',
    'verdict',
    'seen',
    'owner',
    'site',
    'host_group',
    'programs',
    'findings',
    'banned',
    'warned',
    'residue',
    'waived',
    'gaps',
  ],
  manifests: ['host', 'path', 'programs'],
  findings: ['host', 'finding', 'ban', 'status', 'vendor', 'product', 'program', 'version', 'state', 'path'],
  gaps: ['host', 'path'],
} as const satisfies { readonly [Name in TableName]: readonly (keyof Tables[Name])[] };

/** A row of a table, as far as a history needs it. */
export type HistoryRow<Name extends TableName> = Pick<
  Tables[Name],
  Extract<(typeof historyColumns)[Name][number], keyof Tables[Name]>
>;

/** The names of all tables. */
export const tableNames = Object.keys(columns) as readonly TableName[];
