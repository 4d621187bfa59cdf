import { order } from '../../matching/compare-text.ts';
import { gaps, results } from '../../report/order.ts';
import { programFindings } from '../../report/program-findings.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName, sanitiseText } from '../../report/sanitise.ts';
import { verdictOf } from '../../report/status.ts';
import { count, digits } from '../../report/words.ts';
import type { SourceResult } from '../../types.ts';
import { columns, hanging } from './layout.ts';
import type { LookedAt } from './looked-at.ts';
import type { Pen } from './pen.ts';

/** Rows of a list that a person reads; the rest is counted. */
const ROWS = 15;
/** Sources that are named because they could not be read to their end. */
const SOURCES = 100;

/** Sources on which something is the case. */
type Tally = Map<string, number>;

/**
 * A fleet in tables: by verdict, by ban, by vendor, and the hosts with the most findings. All in one walk, since each
 * reads the results from disk.
 *
 * @param looked counts the sources on the way
 */
export function* totals(run: Run, pen: Pen, looked: LookedAt): Iterable<string> {
  const verdicts: Tally = new Map();
  const bans: Tally = new Map();
  const vendors: Tally = new Map();
  const worst: Tally = new Map();
  const unread = notRead(pen);
  for (const result of results(run)) {
    looked.add(result);
    unread.add(result);
    add(verdicts, [verdictOf(result, run)]);
    const broken = programFindings(result).filter(({ status }) => status !== 'waived');
    const open = broken.flatMap((finding) => finding.bans.filter(({ status }) => status !== 'waived'));
    add(bans, new Set(open.map(({ id }) => id)));
    add(vendors, new Set(broken.map((finding) => finding.vendor ?? 'unknown vendor')));
    keep(worst, result, broken.length);
  }
  yield* table('Sources by verdict', 'source', verdicts, pen);
  yield* table('Sources by ban', 'source', bans, pen);
  yield* table('Sources by vendor', 'source', vendors, pen);
  yield* table('Sources with the most programs', 'program', worst, pen);
  yield* unread.lines();
  yield* ['', pen.faint('Every finding and every place not read is in the json, csv and html reports.')];
}

/** The sources whose answer is not whole, each with the first of its reasons. */
function notRead(pen: Pen): { add(result: SourceResult): void; lines(): Iterable<string> } {
  const first: string[] = [];
  let number = 0;
  return {
    add(result) {
      const [gap] = result.gaps.length > 0 ? gaps(result) : [];
      if (gap === undefined) return;
      number++;
      if (number > SOURCES) return;
      const more = result.gaps.length > 1 ? ` (and ${digits(result.gaps.length - 1)} more)` : '';
      const where = gap.path === '.' || gap.path === result.name ? '' : `${sanitiseName(gap.path)}: `;
      const text = `${sanitiseName(result.name)}: ${where}${sanitiseText(gap.reason)}${more}`;
      first.push(...hanging('  ', text, pen.width));
    },
    *lines() {
      if (number > 0) yield* ['', pen.doubtful('Not read')];
      yield* first;
      if (number > SOURCES) yield `  and ${digits(number - SOURCES)} more sources`;
    },
  };
}

function add(tally: Tally, keys: Iterable<string>): void {
  for (const key of keys) tally.set(key, (tally.get(key) ?? 0) + 1);
}

/** Keeps only as many sources as are shown, so that a fleet of any size fits. */
function keep(worst: Tally, result: SourceResult, number: number): void {
  if (number === 0) return;
  worst.set(result.name, number);
  if (worst.size <= ROWS) return;
  const least = [...worst].sort(most).at(-1);
  if (least) worst.delete(least[0]);
}

function* table(heading: string, noun: string, tally: Tally, pen: Pen): Iterable<string> {
  if (tally.size === 0) return;
  yield* ['', pen.strong(heading)];
  const rows = [...tally].sort(most).slice(0, ROWS);
  const longest = Math.max(...rows.map(([key]) => columns(sanitiseName(key))));
  const room = Math.min(longest, pen.tableWidth - 20);
  for (const [key, number] of rows) yield `  ${pen.cell(sanitiseName(key), room)}  ${count(number, noun)}`;
  if (tally.size > ROWS) yield `  and ${digits(tally.size - ROWS)} more`;
}

function most(a: readonly [string, number], b: readonly [string, number]): number {
  return b[1] - a[1] || order(a[0], b[0]);
}
