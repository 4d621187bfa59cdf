import { banCoverage } from '../../report/ban-coverage.ts';
import { gaps, results } from '../../report/order.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName, sanitiseText } from '../../report/sanitise.ts';
import { type FindingStatus, statusOf } from '../../report/status.ts';
import { configurationLine, digits, headline, pluginsLine } from '../../report/words.ts';
import { blocks } from './blocks.ts';
import { groups } from './groups.ts';
import { hanging } from './layout.ts';
import { lookedAt, lookedAtIn } from './looked-at.ts';
import type { Pen } from './pen.ts';
import { totals } from './totals.ts';

/** More sources than this are a fleet: it is counted by ban, vendor and host instead of shown block by block. */
const FLEET = 20;

/** Bans that the head of the report names; of more than so many it shows the number, and `--verbose` all. */
const NAMED = 6;
const MAX_LISTED = 20;

const HEADINGS: readonly (readonly [FindingStatus, string])[] = [
  ['banned', 'Banned'],
  ['warned', 'Warnings'],
  ['noted', 'Notes'],
  ['residue', 'Residue (left after removal)'],
  ['waived', 'Waived'],
];

/** The lines of a checked run. */
export function* evaluation(run: Run, pen: Pen): Iterable<string> {
  yield* verdict(run, pen);
  yield* groups(run, pen);
  const isFleet = run.summary.sources > FLEET;
  const looked = isFleet ? lookedAt() : lookedAtIn(run);
  if (isFleet) yield* totals(run, pen, looked);
  else {
    for (const [wanted, heading] of HEADINGS) yield* section(run, pen, wanted, heading);
    yield* notRead(run, pen);
  }
  yield* notices(run, pen);
  yield '';
  yield* looked.lines(run, pen);
}

function* verdict(run: Run, pen: Pen): Iterable<string> {
  const paint = { clean: pen.good, incomplete: pen.doubtful, banned: pen.bad }[run.verdict];
  const word = run.verdict.toUpperCase();
  const [first = '', ...others] = hanging(`${word}  `, headline(run), pen.width);
  yield paint(word) + first.slice(word.length);
  yield* others;
  const indent = ' '.repeat(word.length + 2);
  for (const sentence of checkedBy(run, pen)) {
    for (const line of hanging(indent, sanitiseText(sentence), pen.width)) yield pen.faint(line);
  }
}

/** By what was checked: each as a sentence of its own, or of many bans their number alone. */
function checkedBy(run: Run, pen: Pen): string[] {
  const { bans, asOf, configuration } = run;
  const plugins = pluginsLine(run);
  const origin = [
    ...(configuration ? [configurationLine(configuration)] : []),
    ...(plugins === undefined ? [] : [plugins]),
  ];
  const gaps = bans.flatMap((ban) => banCoverage(ban) ?? []);
  if (bans.length <= NAMED || pen.verbose) {
    const ids = bans.map(({ id }) => id).join(', ');
    return [`Checked against ${ids || 'no ban'} as of ${asOf}.`, ...origin, ...gaps.map((gap) => `${gap}.`)];
  }
  const named = bans.slice(0, NAMED).map(({ id }) => id);
  if (bans.length <= MAX_LISTED) {
    const more = `${bans.length - NAMED} more bans`;
    return [
      `Checked against ${named.join(', ')}, and ${more} as of ${asOf}.`,
      ...origin,
      ...gaps.map((gap) => `${gap}.`),
    ];
  }
  const uncovered =
    gaps.length === 0
      ? []
      : [`${gaps.length} of them do not cover their whole list; --verbose lists the gaps.`];
  return [[`Checked against ${digits(bans.length)} bans as of ${asOf}.`, ...uncovered, ...origin].join(' ')];
}

function* section(run: Run, pen: Pen, wanted: FindingStatus, heading: string): Iterable<string> {
  let first = true;
  for (const result of results(run)) {
    if (!result.findings.some((finding) => statusOf(finding) === wanted)) continue;
    for (const line of blocks(run, result, wanted, pen)) {
      if (first) yield* ['', pen.strong(heading)];
      first = false;
      yield line;
    }
  }
}

/** Everything that kept the answer from being whole, however long it is. */
export function* notRead(run: Run, pen: Pen): Iterable<string> {
  let first = true;
  for (const result of results(run)) {
    for (const { path, reader, reason } of gaps(result)) {
      if (first) yield* ['', pen.doubtful('Not read')];
      first = false;
      yield* hanging(
        '  ',
        `${gapLocation(run, result.name, path)}${reader === undefined ? '' : ` (${reader})`}`,
        pen.width,
      );
      const denied = result.kind === 'host' && reason === 'permission denied';
      yield* hanging(
        '    ',
        `${sanitiseText(reason)}${denied ? '; an administrator may read it' : ''}`,
        pen.width,
      );
    }
  }
}

/** A source that could not be read at all is named by itself. */
function gapLocation(run: Run, source: string, path: string): string {
  if (path === '.' || path === source) return sanitiseName(source);
  return run.summary.sources > 1 ? `${sanitiseName(source)}: ${sanitiseName(path)}` : sanitiseName(path);
}

/** What the operator should know beside the findings. */
export function* notices(run: Run, pen: Pen): Iterable<string> {
  if (run.notices.length > 0) yield* ['', pen.strong('Notices')];
  for (const notice of run.notices) yield* hanging('  ', sanitiseText(notice), pen.width);
}
