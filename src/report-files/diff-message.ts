import { createHash } from 'node:crypto';
import type { Message } from '../report/message.ts';
import { sanitiseText } from '../report/sanitise.ts';
import { count, digits } from '../report/words.ts';
import { changedPrograms, programLines } from './changed-programs.ts';
import { type Change, isUnchanged, type ReportDiff } from './diff.ts';
import type { SavedReport } from './read.ts';

/** Programs that a message names. */
const NAMED = 5;

/** The message about what changed from one report to a later one. */
export function diffMessage(found: ReportDiff, old: SavedReport, young: SavedReport): Message {
  const { changes, unread, readAgain } = found;
  const numbers = {
    new: changedPrograms(changes.new).length,
    worse: changedPrograms(changes.worse).length,
    lost: changedPrograms(changes.lost).length,
    gone: changedPrograms(changes.gone).length,
    unread: unread.length,
    readAgain: readAgain.length,
  };
  const [from, to] = [old, young].map(({ head }) => head?.asOf ?? 'an unknown day');
  const isDoubtful = numbers.lost + numbers.unread + found.gaps.length > 0;
  const isBad = !isUnchanged(found) && numbers.new + numbers.worse > 0;
  const parts = [
    `${digits(numbers.new)} new`,
    ...(numbers.worse > 0 ? [`${digits(numbers.worse)} worse`] : []),
    `${digits(numbers.gone)} gone`,
    ...(numbers.lost > 0 ? [`${digits(numbers.lost)} no longer checked`] : []),
  ];
  return {
    status: isBad ? 'bad' : isDoubtful ? 'doubtful' : 'good',
    title: `Banned software: ${parts.join(', ')} since ${from}`,
    lines: [
      ...(numbers.unread > 0 ? [`${count(numbers.unread, 'place')} can no longer be read.`] : []),
      ...(found.gaps.length > 0 ? [`The reports have ${count(found.gaps.length, 'gap')}.`] : []),
      ...found.notices.slice(0, 2).map(sanitiseText),
    ],
    items: itemsOf([...changes.new, ...changes.worse]),
    footer: `Reports of ${from} and ${to}.`,
    key: keyOf(young),
    counts: numbers,
    day: young.head?.asOf ?? '1970-01-01',
  };
}

/** A program on several sources is one line, with its bans. */
function itemsOf(changes: readonly Change[]): string[] {
  const lines = programLines(changes);
  const shown = lines.slice(0, NAMED);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, `and ${count(left, 'more program')}`] : shown;
}

/** The same for each comparison of reports about the same hosts and bans. */
function keyOf({ head, results }: SavedReport): string {
  const names = results.map(({ name }) => name);
  const bans = head?.bans?.map(({ id }) => id) ?? [];
  return createHash('sha256')
    .update(JSON.stringify(['diff', bans, names]))
    .digest('hex')
    .slice(0, 32);
}
