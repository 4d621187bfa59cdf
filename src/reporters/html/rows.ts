import { gaps, manifests, programs } from '../../report/order.ts';
import type { ProgramFinding } from '../../report/program-findings.ts';
import { programCount } from '../../report/record.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName as name, sanitiseText as words } from '../../report/sanitise.ts';
import { isProgram, verdictOf } from '../../report/status.ts';
import { authoritiesOf, count, place, reasonWords, waiverWords } from '../../report/words.ts';
import type { Sighting, SourceResult } from '../../types.ts';
import type { Table } from './table.ts';

/** Reasons of one program that its row names. */
const NAMED = 12;

/** Every finding, with what stands behind it. */
export function findingTable(run: Run): Table {
  return {
    id: 'findings',
    caption: 'Findings',
    columns: [
      { title: 'Status', facet: true, badge: true },
      { title: 'Source' },
      { title: 'Program' },
      { title: 'Version' },
      { title: 'Vendor', facet: true },
      { title: 'Ban', facet: true, list: true },
      { title: 'Group', facet: true, optional: true },
      { title: 'Owner', facet: true, optional: true },
      { title: 'Where' },
      { title: 'Why', long: true },
    ],
    *rows(result, found) {
      if (found.length === 0) return;
      const digests = new Map(result.manifests.map(({ path, sha256 }) => [path, sha256]));
      for (const finding of found) yield findingRow(run, result, finding, digests);
    },
  };
}

function findingRow(
  run: Run,
  result: SourceResult,
  finding: ProgramFinding,
  digests: ReadonlyMap<string, string | undefined>,
): string[] {
  const { program, status, vendor = '', bans, reasons } = finding;
  const more = background(run, finding, digests.get(program.path));
  return [
    status,
    name(result.name),
    name(program.name),
    name(program.version ?? ''),
    vendor,
    bans.map(({ id }) => id).join(', '),
    name(result.group ?? ''),
    name(result.owner ?? ''),
    place(program),
    [words(reasonWords(reasons, NAMED)), ...more].join('\n'),
  ];
}

function* background(run: Run, finding: ProgramFinding, digest: string | undefined): Iterable<string> {
  const { program, waivers, remedies, alsoSeen, traces, product } = finding;
  for (const by of authoritiesOf(run, finding)) yield words(`By ${by}`);
  for (const waiver of waivers) yield words(`Waived: ${waiverWords(waiver, run)}`);
  for (const remedy of remedies) yield words(`Remedy: ${remedy}`);
  if (product !== undefined) yield `Product: ${product}`;
  if (program.publisher !== undefined) yield words(`Publisher: ${program.publisher}`);
  if (program.ids?.length) yield words(`Identifiers: ${program.ids.join(', ')}`);
  yield words(`Read by ${program.reader}${program.user === undefined ? '' : `, for ${program.user}`}`);
  if (digest !== undefined) yield digestLine(digest);
  for (const other of alsoSeen) yield words(`Also seen in ${place(other)} (${other.reader})`);
  for (const trace of traces) yield words(`Also: ${trace.ids?.[0] ?? trace.name} in ${place(trace)}`);
}

/** The same words wherever a digest is shown: digests are most of a page, and each stands in it once. */
function digestLine(sha256: string): string {
  return `SHA-256 of the manifest: ${sha256}`;
}

/** Everything that kept the answer from being whole. */
export function gapTable(): Table {
  return {
    id: 'unread',
    caption: 'Not read',
    columns: [{ title: 'Source' }, { title: 'Where' }, { title: 'Reader', facet: true }, { title: 'Why' }],
    *rows(result) {
      for (const { path, reader = '', reason } of gaps(result)) {
        yield [name(result.name), name(path), reader, words(reason)];
      }
    },
  };
}

/** What was scanned. */
export function sourceTable(run: Run): Table {
  return {
    id: 'sources',
    caption: 'Sources',
    columns: [
      { title: 'Source' },
      { title: 'Kind', facet: true },
      { title: 'System' },
      ...(run.command === 'scan' ? [{ title: 'Verdict', facet: true, badge: true } as const] : []),
      { title: 'Group', facet: true, optional: true },
      { title: 'Owner', facet: true, optional: true },
      { title: 'Site', facet: true, optional: true },
      { title: 'Tags', facet: true, list: true, optional: true },
      { title: 'Programs' },
      { title: 'Findings' },
      { title: 'Not read' },
      { title: 'Manifests', long: true },
    ],
    rows: (result) => [sourceRow(run, result)],
  };
}

function sourceRow(run: Run, result: SourceResult): string[] {
  // Digests of a hundred thousand clean sources are most of a page, and the JSON report has them.
  const isClean = result.findings.length === 0;
  const lines = manifests(result).flatMap(({ path, reader, programs, sha256 }) => [
    words(`${path} (${reader}): ${count(programs, 'program')}`),
    ...(sha256 === undefined || isClean ? [] : [digestLine(sha256)]),
  ]);
  return [
    name(result.name),
    result.kind,
    name([result.os?.id, result.os?.version].filter(Boolean).join(' ')),
    ...(run.command === 'scan' ? [verdictOf(result, run)] : []),
    name(result.group ?? ''),
    name(result.owner ?? ''),
    name(result.site ?? ''),
    words(result.tags?.join(', ') ?? ''),
    String(programCount(result)),
    String(result.findings.length),
    String(result.gaps.length),
    [count(result.manifests.length, 'manifest'), ...lines].join('\n'),
  ];
}

/** The programs of an inventory. */
export function programTable(run: Run): Table {
  return {
    id: 'programs',
    caption: 'Programs',
    columns: [
      { title: 'Source' },
      { title: 'Name' },
      { title: 'Version' },
      { title: 'Publisher' },
      { title: 'State', facet: true },
      { title: 'Reader', facet: true },
      { title: 'Where' },
      { title: 'Identifiers' },
    ],
    *rows(result) {
      for (const sighting of programs(result.sightings)) {
        if (run.traces === true || isProgram(sighting)) yield programRow(result, sighting);
      }
    },
  };
}

function programRow(result: SourceResult, sighting: Sighting): string[] {
  return [
    name(result.name),
    name(sighting.name),
    name(sighting.version ?? ''),
    name(sighting.publisher ?? ''),
    sighting.kind === 'trace' ? 'trace' : (sighting.state ?? 'installed'),
    sighting.reader,
    place(sighting),
    words(sighting.ids?.join(', ') ?? ''),
  ];
}
