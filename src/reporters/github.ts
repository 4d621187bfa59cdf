import { location } from '../report/location.ts';
import type { Reporter, Run, Style } from '../report/run.ts';
import { sanitiseText } from '../report/sanitise.ts';
import type { FindingStatus } from '../report/status.ts';
import {
  authoritiesOf,
  banTitles,
  digits,
  firstOf,
  headline,
  reasonWords,
  sentence,
  title,
  waiverWords,
  wholeReport,
} from '../report/words.ts';
import { type LocatedFinding, type LocatedGap, type WorstFirst, worstFirst } from '../report/worst-first.ts';

/**
 * Annotations of one level that a step shows; GitHub drops what comes behind them without a word.
 *
 * @see https://github.com/actions/toolkit/tree/main/docs (problem matchers, limitations)
 */
const SHOWN = 10;
/** Errors that places not read take where banned programs want the others. */
const GAPS = 4;
/** Bans, authorities, remedies and reasons of one program that its annotation names. */
const NAMED = 3;
const REASONS = 6;

type Level = 'error' | 'warning' | 'notice';

/** Workflow commands that GitHub Actions shows as annotations: what was not read first, then the worst programs. */
export const github: Reporter = {
  id: 'github',
  title: 'GitHub Actions annotations',
  *render(run, style) {
    const level = run.verdict === 'clean' ? 'notice' : 'error';
    yield command(level, { title: `interdict: ${run.verdict}` }, headline(run));
    const worst = worstFirst(run, { findings: SHOWN, gaps: SHOWN });
    const of = (...statuses: FindingStatus[]) => annotated(run, worst, statuses);
    const banned = of('banned');
    const errors = level === 'error' ? SHOWN - 1 : SHOWN;
    const room = Math.max(errors - banned.count, Math.min(GAPS, errors));
    const unread = { lines: worst.gaps.map(gapAnnotation), count: worst.gapCount };
    const reported = [...upTo(room, unread, 'error', 'places that could not be read', style)];
    yield* reported;
    yield* upTo(errors - reported.length, banned, 'error', 'banned programs', style);
    yield* upTo(SHOWN, of('warned', 'residue'), 'warning', 'programs', style);
    const notices = run.notices.map((notice) => command('notice', { title: 'interdict' }, notice));
    const others = of('noted', 'waived');
    const mild = { lines: [...notices, ...others.lines], count: notices.length + others.count };
    yield* upTo(level === 'notice' ? SHOWN - 1 : SHOWN, mild, 'notice', 'notices', style);
  },
};

/** Annotations of one level: the first of them, and how many there are. */
interface Annotations {
  readonly lines: readonly string[];
  readonly count: number;
}

/** As many as fit; where more are left, the last one says how many. */
function* upTo(room: number, all: Annotations, level: Level, nouns: string, style: Style): Iterable<string> {
  if (all.count <= room) {
    yield* all.lines;
    return;
  }
  const shown = all.lines.slice(0, Math.max(room - 1, 0));
  yield* shown;
  const left = digits(all.count - shown.length);
  yield command(level, { title: 'interdict' }, `And ${left} more ${nouns}: ${wholeReport(style)}.`);
}

const LEVELS = {
  banned: 'error',
  warned: 'warning',
  residue: 'warning',
  noted: 'notice',
  waived: 'notice',
} as const satisfies Record<FindingStatus, Level>;

function annotated(run: Run, { findings, counts }: WorstFirst, statuses: FindingStatus[]): Annotations {
  return {
    lines: statuses.flatMap((status) => findings[status].map((one) => annotation(run, one, LEVELS[status]))),
    count: statuses.reduce((sum, status) => sum + counts[status], 0),
  };
}

function annotation(run: Run, { source, finding }: LocatedFinding, level: Level): string {
  const { program, waivers, reasons, remedies } = finding;
  const text = [
    sentence(
      `${title(program)}${program.state === 'residue' ? ' (residue)' : ''}: ${reasonWords(reasons, REASONS)}`,
    ),
    ...authoritiesOf(run, finding, NAMED).map((by) => sentence(`By ${by}`)),
    ...waivers.map((waiver) => sentence(`Waived: ${waiverWords(waiver, run)}`)),
    ...firstOf(remedies, NAMED, 'more remedies'),
  ];
  const file = location(source, program.path);
  return command(level, { file, line: program.line, title: banTitles(run, finding, NAMED) }, text.join(' '));
}

function gapAnnotation({ source, gap: { path, reason } }: LocatedGap): string {
  return command('error', { file: location(source, path), title: 'Not read' }, `${path}: ${reason}`);
}

function command(
  level: Level,
  properties: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${level} ${list.join(',')}::${data(text)}\n`;
}

/** Line ends are shown by then, so that no name can begin a command of its own. */
function data(text: string): string {
  return sanitiseText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
