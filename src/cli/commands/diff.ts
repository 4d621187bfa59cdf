import { Command } from 'commander';
import { findingRecord } from '../../report/record.ts';
import { safeJson, sanitiseName, sanitiseText } from '../../report/sanitise.ts';
import { type ChangedProgram, changedPrograms, programLines } from '../../report-files/changed-programs.ts';
import { readSound } from '../../report-files/contradictions.ts';
import {
  type Change,
  type ChangeKind,
  changeKinds,
  diffReports,
  isUnchanged,
  type ReportDiff,
} from '../../report-files/diff.ts';
import type { SavedReport } from '../../report-files/read.ts';
import { channels } from '../../reporters/messages/channels.ts';
import type { Io } from '../../types.ts';
import { ownOutputs, writeOutput } from '../output/write.ts';
import { section } from '../print.ts';
import { collect } from './options.ts';

/** `interdict diff`: what changed from one report to a later one. */
export function diffCommand(io: Io, exit: (status: number) => void): Command {
  return new Command('diff')
    .description('compare two reports: new, gone, still there, waived, by source and by vendor')
    .argument('<old>', 'a JSON or NDJSON report')
    .argument('<new>', 'a later one')
    .option('-o, --output <format[=file]>', `${formats.join(', ')} (repeatable)`, collect, [])
    .addHelpText('after', '\nExit status: 0 nothing is new or worse, 1 something is, 2 usage error.\n')
    .action(async (old: string, young: string, options: { output: readonly string[] }) => {
      const outputs = ownOutputs(options.output, 'diff', formats);
      const reports = [readSound(old), readSound(young)] as const;
      const found = diffReports(...reports);
      for (const output of outputs) {
        await writeOutput(output, await rendered(output.format, found, ...reports), io);
      }
      exit(isUnchanged(found) ? 0 : 1);
    });
}

const formats: readonly string[] = ['text', 'json', ...Object.keys(channels)];

async function rendered(
  format: string,
  found: ReportDiff,
  old: SavedReport,
  young: SavedReport,
): Promise<Iterable<string>> {
  if (format === 'text') return text(found, old, young);
  if (format === 'json') return json(found, old, young);
  const { diffMessage } = await import('../../report-files/diff-message.ts');
  const { messageBody } = await import('../../reporters/messages/index.ts');
  return [messageBody(format, diffMessage(found, old, young))];
}

const HEADINGS: Readonly<Record<ChangeKind, string>> = {
  new: 'New',
  worse: 'Worse than before',
  lost: 'No longer checked',
  gone: 'Gone',
  still: 'Still there',
  waived: 'Still there, waived',
};

function* text(found: ReportDiff, old: SavedReport, young: SavedReport): Iterable<string> {
  const programs = byProgram(found);
  const numbers = changeKinds.map((kind) => `${programs[kind].length} ${HEADINGS[kind].toLowerCase()}`);
  const days = `${old.head?.asOf ?? 'unknown day'} to ${young.head?.asOf ?? 'unknown day'}`;
  yield `${isUnchanged(found) ? 'NOTHING NEW' : 'CHANGED'}  ${numbers.join('; ')} (${days}).\n`;
  for (const kind of changeKinds) yield* section(HEADINGS[kind], reported(kind, found.changes[kind]));
  yield* section('Not read any more', found.unread.map(unreadLine));
  yield* section('Read again', found.readAgain.map(unreadLine));
  yield* section('Sources that appeared', found.appeared.map(sanitiseName));
  yield* section('Sources that vanished', found.vanished.map(sanitiseName));
  yield* section(
    'By vendor',
    tallies(programs, ({ finding }) => finding.vendor ?? 'unknown vendor').map(tallyLine),
  );
  const sources = tallies(programs, ({ source }) => source);
  yield* section(
    'By source',
    (sources.length > MAX_LISTED ? sources.filter(isChanged) : sources).map(tallyLine),
  );
  yield* section('Gaps', found.gaps.map(sanitiseText));
  yield* section('Notices', found.notices.map(sanitiseText));
}

/** The changes as people count them; JSON has them by ban. */
function byProgram({ changes }: ReportDiff): Record<ChangeKind, readonly ChangedProgram[]> {
  return {
    new: changedPrograms(changes.new),
    worse: changedPrograms(changes.worse),
    lost: changedPrograms(changes.lost),
    gone: changedPrograms(changes.gone),
    still: changedPrograms(changes.still),
    waived: changedPrograms(changes.waived),
  };
}

/** What did not change is cut there in the text: of a fleet it would bury what did. */
const MAX_LISTED = 20;

function reported(kind: ChangeKind, changes: readonly Change[]): readonly string[] {
  const lines = programLines(changes);
  if (isNews(kind) || lines.length <= MAX_LISTED) return lines;
  return [...lines.slice(0, MAX_LISTED), `… and ${lines.length - MAX_LISTED} more; -o json has all`];
}

function isNews(kind: ChangeKind): boolean {
  return kind !== 'still' && kind !== 'waived';
}

function isChanged(tally: Tally): boolean {
  return changeKinds.some((kind) => isNews(kind) && tally[kind] > 0);
}

function unreadLine({ source, path, reason }: ReportDiff['unread'][number]): string {
  return `${sanitiseName(source)}: ${sanitiseName(path)}: ${sanitiseText(reason)}`;
}

type Tally = Readonly<Record<ChangeKind, number>> & { readonly key: string };

function tallies(changes: ReportDiff['changes'], keyOf: (change: Change) => string): Tally[] {
  const tallied = new Map<string, Record<ChangeKind, number>>();
  for (const kind of changeKinds) {
    for (const change of changes[kind]) {
      const numbers = tallied.get(keyOf(change)) ?? {
        new: 0,
        worse: 0,
        lost: 0,
        gone: 0,
        still: 0,
        waived: 0,
      };
      numbers[kind]++;
      tallied.set(keyOf(change), numbers);
    }
  }
  return Array.from(tallied, ([key, numbers]) => ({ key, ...numbers })).sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
}

function tallyLine(tally: Tally): string {
  const numbers = changeKinds.filter((kind) => tally[kind] > 0).map((kind) => `${tally[kind]} ${kind}`);
  return `${sanitiseName(tally.key)}: ${numbers.join(', ')}`;
}

function* json(found: ReportDiff, old: SavedReport, young: SavedReport): Iterable<string> {
  const { changes, ...others } = found;
  const isSame = isUnchanged(found);
  const report = {
    schemaVersion: 1,
    from: { asOf: old.head?.asOf ?? null, sources: old.results.length },
    to: { asOf: young.head?.asOf ?? null, sources: young.results.length },
    holds: isSame,
    exitCode: isSame ? 0 : 1,
    ...Object.fromEntries(changeKinds.map((kind) => [kind, changes[kind].map(changeRecord)])),
    ...others,
    byVendor: tallies(changes, ({ finding }) => finding.vendor ?? ''),
    bySource: tallies(changes, ({ source }) => source),
  };
  yield `${safeJson(report, 2)}\n`;
}

function changeRecord({ source, finding, before }: Change): Record<string, unknown> {
  return { source, ...findingRecord(finding), ...(before && { before: findingRecord(before) }) };
}
