import { statSync } from 'node:fs';
import { journalDay } from './journal.ts';

const DAY = 86_400_000;

/**
 * What is to be said of a journal that was begun on an earlier day: hosts that were done then are not read again, so that
 * the answer is one about that day.
 *
 * @param options `maxAge` in milliseconds; with `isDayGiven` the day of the journal is one that was asked for
 * @throws Error when the journal is older than that
 */
export function journalAge(
  path: string | undefined,
  { maxAge, isDayGiven = false }: { readonly maxAge?: number | undefined; readonly isDayGiven?: boolean },
  now = Date.now(),
): string[] {
  const day = path === undefined ? undefined : dayOf(path, isDayGiven);
  if (day === undefined) return [];
  const days = Math.floor(now / DAY) - Math.floor(Date.parse(day) / DAY);
  if (days < 1) return [];
  const age = `${path}: this journal was begun on ${day}, ${days} ${days === 1 ? 'day' : 'days'} ago`;
  if (maxAge !== undefined && days * DAY > maxAge)
    throw new Error(`${age}, longer than data may be old: remove it, and every host is read again`);
  return [`${age}: hosts that were done then are not read again`];
}

/** A sweep for a day that was asked for says nothing of when it ran: its journal was changed last when it did. */
function dayOf(path: string, isDayGiven: boolean): string | undefined {
  if (!isDayGiven) return journalDay(path);
  return statSync(path, { throwIfNoEntry: false })?.mtime.toISOString().slice(0, 10);
}

/** The day that a sweep checks for; one that is resumed after midnight goes on with its own. */
export function sweepDay({ asOf, resume }: SweepDayChoice): { readonly asOf?: string } {
  const day = asOf ?? (resume === undefined ? undefined : journalDay(resume));
  return day === undefined ? {} : { asOf: day };
}

interface SweepDayChoice {
  readonly asOf?: string | undefined;
  /** The journal that it goes on from. */
  readonly resume?: string | undefined;
}
