import { type Cell, csvLine } from '../../../reporters/csv.ts';
import { ageOf, totalsOf } from '../../../store/index.ts';
import { type HistoryView, lastDayOf } from './view.ts';

/** A row for each finding, or for each total where they are asked for; then a row for each sweep that was not read. */
export function* historyCsv({ history, by, since }: HistoryView): Iterable<string> {
  const last = lastDayOf(history);
  const columns = by === undefined ? FINDING : [by, ...TOTAL];
  yield csvLine(columns);
  if (by === undefined) {
    for (const one of history.findings) {
      const known = one.isBeginningKnown ? 'yes' : 'no';
      const cells = {
        ...one,
        bans: one.bans.join(' '),
        'age days': ageOf(one, last),
        'first seen': one.firstSeen,
      };
      const more = { 'last seen': one.lastSeen, 'beginning known': known };
      yield row(columns, { ...cells, ...more });
    }
  } else {
    for (const { key, meanAge, meanDaysToRemoval, ...counts } of totalsOf(
      history.findings,
      by,
      since,
      last,
    )) {
      const means = {
        'mean age': meanAge ?? undefined,
        'mean days to removal': meanDaysToRemoval ?? undefined,
      };
      yield row(columns, { [by]: key ?? 'unknown', ...counts, ...means });
    }
  }
  for (const gap of history.gaps) yield csvLine(['not read', gap]);
}

const FINDING = [
  'host',
  'presence',
  'status',
  'program',
  'version',
  'vendor',
  'product',
  'bans',
  'first seen',
  'beginning known',
  'last seen',
  'gone',
  'age days',
  'owner',
  'site',
  'group',
];
const TOTAL = ['present', 'unconfirmed', 'new', 'gone', 'mean age', 'removed', 'mean days to removal'];

function row(columns: readonly string[], cells: Readonly<Record<string, unknown>>): string {
  return csvLine(columns.map((column) => cells[column] as Cell));
}
