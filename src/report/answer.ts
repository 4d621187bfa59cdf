import type { Verdict } from '../types.ts';
import type { Run } from './run.ts';
import { count, digits } from './words.ts';

/** Sources by verdict. */
export type VerdictCounts = Readonly<Record<Verdict, number>>;

/** Of what is wrong on sources, how much is banned software, and how much is required and not as it should be. */
export type WrongPrograms = Pick<Run['summary'], 'banned' | 'byProgram' | 'unmet'>;

/** What a manager asks first, in one line, without names: how many sources have banned software or were not checked. */
export function answerTitle({ clean, incomplete, banned }: VerdictCounts, wrong: WrongPrograms): string {
  const total = clean + incomplete + banned;
  const of = total === 1 ? '' : ` of ${count(total, 'source')}`;
  const unread = `${digits(incomplete)}${incomplete === 1 ? ' was' : ' were'} not checked completely`;
  if (banned > 0) {
    const words = WORDS[kindOf(wrong)];
    const found = total === 1 ? words.one : `${digits(banned)}${of} ${banned === 1 ? words.has : words.have}`;
    return incomplete > 0 ? `${found}; ${unread}` : found;
  }
  if (incomplete === 0)
    return total === 1 ? 'No banned software found' : `No banned software on ${count(total, 'source')}`;
  const which =
    total === 1
      ? 'the source was not checked completely'
      : `${digits(incomplete)}${of} ${incomplete === 1 ? 'was' : 'were'} not checked completely`;
  return `No banned software found, but ${which}`;
}

const WORDS = {
  banned: { one: 'Banned software found', has: 'has banned software', have: 'have banned software' },
  unmet: {
    one: 'Required software is missing or too old',
    has: 'lacks required software, or has it too old',
    have: 'lack required software, or have it too old',
  },
  both: {
    one: 'Banned software found, and required software is missing or too old',
    has: 'has banned software or lacks required software',
    have: 'have banned software or lack required software',
  },
} as const;

function kindOf({ banned, byProgram, unmet = 0 }: WrongPrograms): keyof typeof WORDS {
  if (unmet === 0) return 'banned';
  return unmet < (byProgram?.banned ?? banned) ? 'both' : 'unmet';
}

/**
 * What changed since the last of the earlier reports, in one sentence. Fewer findings with more places that were not
 * read are no progress, so both stand in it.
 *
 * @returns undefined where there is no earlier report
 */
export function changeSentence({ history = [], summary }: Run): string | undefined {
  const last = history.at(-1);
  if (last === undefined) return undefined;
  const [before = 0, now = 0] = bannedCounts([last, { summary }]);
  const banned = now - before;
  const unread = summary.unread - last.summary.unread;
  const sources = summary.sources - last.summary.sources;
  const parts = [
    changeWords(banned, 'banned program', 'banned programs'),
    changeWords(unread, 'place not read', 'places not read'),
    ...(sources === 0 ? [] : [changeWords(sources, 'source', 'sources')]),
  ];
  return `Since ${last.asOf}: ${parts.join(', ')}.`;
}

/** A change of a number in words: `3 fewer banned programs`. */
export function changeWords(change: number, one: string, many: string): string {
  if (change === 0) return `as many ${many}`;
  const number = Math.abs(change);
  return `${digits(number)} ${change > 0 ? 'more' : 'fewer'} ${number === 1 ? one : many}`;
}

/** Banned programs of each run; findings of each, where one of them is of a version that did not count programs. */
export function bannedCounts(runs: readonly Pick<Run, 'summary'>[]): number[] {
  const areProgramsKnown = runs.every(({ summary }) => summary.byProgram !== undefined);
  return runs.map(
    ({ summary }) =>
      (areProgramsKnown ? (summary.byProgram ?? summary) : summary).banned - (summary.unmet ?? 0),
  );
}

/** A share of a whole for people: never 0 % of something, never 100 % of less than all. */
export function share(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %';
  if (part === whole) return '100 %';
  const percent = (part / whole) * 100;
  if (percent < 1) return '< 1 %';
  return percent > 99 ? '> 99 %' : `${Math.round(percent)} %`;
}
