import { gaps, programs, results } from '../report/order.ts';
import { type ProgramFinding, programFindings } from '../report/program-findings.ts';
import type { Reporter, Run } from '../report/run.ts';
import { escapeControls } from '../report/sanitise.ts';
import { isProgram } from '../report/status.ts';
import { configurationLine, place } from '../report/words.ts';
import type { Sighting, SourceResult } from '../types.ts';

const FINDING_COLUMNS = [
  'source',
  'standing',
  'bans',
  'severity',
  'name',
  'version',
  'publisher',
  'state',
  'kind',
  'vendor',
  'product',
  'reader',
  'path',
  'place',
  'user',
  'ids',
  'reasons',
  'authorities',
  'waiver reason',
  'waiver owner',
  'waiver expires',
  'also seen',
  'group',
  'owner',
  'site',
  'tags',
];

const PROGRAM_COLUMNS = [
  'source',
  'name',
  'version',
  'publisher',
  'state',
  'kind',
  'reader',
  'path',
  'place',
  'user',
  'ids',
  'group',
  'owner',
  'site',
  'tags',
];

// A spreadsheet takes a cell that begins with one of these, also in full width, for a formula.
const FORMULA = /^[\s"']*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;

/**
 * RFC 4180. A row for each program that breaks bans and each thing not read, and one for a source that has neither, so that
 * every source is in the table; then what is said of the whole run, under no source. A value that a spreadsheet would run begins with an apostrophe.
 */
export const csv: Reporter = {
  id: 'csv',
  title: 'CSV (RFC 4180)',
  *render(run) {
    const scan = run.command === 'scan';
    yield csvLine(scan ? FINDING_COLUMNS : PROGRAM_COLUMNS);
    for (const result of results(run)) {
      for (const row of scan ? judged(result) : listed(result, run)) yield csvLine(row);
    }
    if (scan) for (const row of remarks(run)) yield csvLine(row);
  },
};

/** What a cell holds; one without a value is empty. */
export type Cell = string | number | undefined;

function* judged(result: SourceResult): Iterable<readonly Cell[]> {
  for (const finding of programFindings(result)) yield findingRow(result, finding);
  yield* notRead(result, FINDING_COLUMNS);
  const isEmpty = result.findings.length === 0 && result.gaps.length === 0;
  if (isEmpty) yield filled(FINDING_COLUMNS, { ...sourceCells(result), standing: 'clean' });
}

function* listed(result: SourceResult, run: Run): Iterable<readonly Cell[]> {
  for (const sighting of programs(result.sightings)) {
    if (run.traces === true || isProgram(sighting)) {
      yield filled(PROGRAM_COLUMNS, { ...sourceCells(result), ...programCells(sighting) });
    }
  }
  yield* notRead(result, PROGRAM_COLUMNS);
}

function findingRow(result: SourceResult, finding: ProgramFinding): readonly Cell[] {
  const { bans, waivers } = finding;
  return filled(FINDING_COLUMNS, {
    ...sourceCells(result),
    standing: finding.status,
    bans: bans.map(({ id }) => id).join(' '),
    severity: bans[0]?.severity,
    ...programCells(finding.program),
    vendor: finding.vendor,
    product: finding.product,
    reasons: finding.reasons.join('; '),
    authorities: finding.authorities.join(' '),
    'waiver reason': joined(waivers.map(({ reason }) => reason)),
    'waiver owner': joined(waivers.map(({ owner }) => owner)),
    'waiver expires': joined(waivers.map(({ expires }) => expires)),
    'also seen': joined(finding.alsoSeen.map(place)),
  });
}

function* remarks({ configuration, notices }: Run): Iterable<readonly Cell[]> {
  if (configuration)
    yield filled(FINDING_COLUMNS, {
      standing: 'configuration',
      path: configuration.file ?? undefined,
      reasons: configurationLine(configuration),
    });
  for (const reasons of notices) yield filled(FINDING_COLUMNS, { standing: 'notice', reasons });
}

/** The source, and whose it is where a list of hosts says so: a ticket made from a row has somebody to go to. */
function sourceCells({ name, group, owner, site, tags = [] }: SourceResult): Readonly<Record<string, Cell>> {
  return { source: name, group, owner, site, tags: joined(tags) };
}

/** A list in one cell; one that is empty leaves the cell so. */
function joined(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join('; ');
}

function programCells(sighting: Sighting): Readonly<Record<string, Cell>> {
  return {
    name: sighting.name,
    version: sighting.version,
    publisher: sighting.publisher,
    state: sighting.state ?? 'installed',
    kind: sighting.kind ?? 'program',
    reader: sighting.reader,
    path: sighting.path,
    place: sighting.line ?? sighting.entry,
    user: sighting.user,
    ids: sighting.ids?.join(' '),
  };
}

/** The reason stands in the last column that both tables can spare for words: `reasons`, else `ids`. */
function* notRead(result: SourceResult, columns: readonly string[]): Iterable<readonly Cell[]> {
  for (const { path, reader, reason } of gaps(result)) {
    const word = columns.includes('reasons') ? 'reasons' : 'ids';
    yield filled(columns, {
      ...sourceCells(result),
      standing: 'unread',
      state: 'unread',
      reader,
      path,
      [word]: reason,
    });
  }
}

function filled(columns: readonly string[], cells: Readonly<Record<string, Cell>>): readonly Cell[] {
  return columns.map((column) => cells[column]);
}

/** A row of a table, with the end of its line. No cell of it is run by a spreadsheet. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = escapeControls(FORMULA.test(value) ? `'${value}` : value);
  return /[",;\t\r\n]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
