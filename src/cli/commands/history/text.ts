import { sanitiseName, sanitiseText } from '../../../report/sanitise.ts';
import { count, digits, title } from '../../../report/words.ts';
import { columns, pad } from '../../../reporters/text/layout.ts';
import {
  ageOf,
  type FindingHistory,
  type History,
  isGoneSince,
  isNewSince,
  type Total,
  totalsOf,
} from '../../../store/index.ts';
import { section } from '../../print.ts';
import { type HistoryView, lastDayOf } from './view.ts';

/** Lines of a list, except of what is new or gone; `-o json` and `-o csv` have all. */
const SHOWN = 20;

/** The history for people. */
export function* historyText({ history, by, since }: HistoryView): Iterable<string> {
  const { days, findings, unseen, notices, gaps } = history;
  const last = lastDayOf(history);
  yield `${headline(history, since, last)}\n`;
  yield* section('Trend', table(TREND, days.map(trendLine)));
  const period = since === last ? last : `${since} to ${last}`;
  yield* section(`New, ${period}`, findings.filter((one) => isNewSince(one, since)).map(line));
  yield* section(`Gone, ${period}`, findings.filter((one) => isGoneSince(one, since)).map(goneLine(last)));
  const present = findings.filter(({ presence }) => presence === 'present');
  const oldest = [...present].sort((a, b) => ageOf(b, last) - ageOf(a, last));
  yield* section('Present, the oldest first', shortened(oldest.map(ageLine(last))));
  const doubtful = findings.filter(({ presence }) => presence === 'unconfirmed');
  yield* section('Not found again, and not proven to be gone', shortened(doubtful.map(doubtLine)));
  const unseenLines = unseen.map(({ host, lastSeen }) => `${sanitiseName(host)}, last seen ${lastSeen}`);
  yield* section(`Hosts without data on ${last}`, shortened(unseenLines));
  if (by !== undefined) {
    const totals = totalsOf(findings, by, since, last);
    yield* section(`By ${by}`, table([by, ...TOTALS], totals.map(totalLine)));
  }
  yield* section('Notices', notices.map(sanitiseText));
  yield* section('Sweeps that were not read', gaps.map(sanitiseText));
}

function headline({ days, findings, gaps }: History, since: string, last: string): string {
  const [total] = totalsOf(findings, undefined, since, last);
  const sweeps = days.reduce((sum, day) => sum + day.sweeps, 0);
  const numbers = total ?? {
    present: 0,
    new: 0,
    gone: 0,
    unconfirmed: 0,
    removed: 0,
    meanDaysToRemoval: null,
  };
  const { present, unconfirmed, removed, meanDaysToRemoval } = numbers;
  const removal =
    meanDaysToRemoval === null
      ? []
      : [`${digits(removed)} removed after ${meanDaysToRemoval} days on average`];
  const words = [
    `${count(present, 'finding')} present`,
    `${digits(numbers.new)} new`,
    `${digits(numbers.gone)} gone`,
    ...(unconfirmed > 0 ? [`${digits(unconfirmed)} not confirmed`] : []),
    ...removal,
  ];
  const doubt = gaps.length > 0 ? 'INCOMPLETE  ' : '';
  const span = days.length > 1 ? `, ${days[0]?.asOf} to ${last}` : last === '' ? '' : `, ${last}`;
  return `${doubt}${words.join('; ')} (${count(sweeps, 'sweep')}${span}).`;
}

const TREND = [
  'day',
  'hosts',
  'banned',
  'incomplete',
  'no data',
  'banned programs',
  'warnings',
  'waived',
  'gaps',
];

function trendLine({ asOf, hosts, notSeen, summary }: History['days'][number]): string[] {
  const { banned = 0, warned = 0, waived = 0 } = summary.byProgram ?? {};
  const numbers = [
    summary.sources,
    hosts.banned,
    hosts.incomplete,
    notSeen,
    banned,
    warned,
    waived,
    summary.unread,
  ];
  return [asOf, ...numbers.map(digits)];
}

const TOTALS = ['present', 'new', 'gone', 'not confirmed', 'mean age', 'removed', 'days to removal'];

function totalLine(total: Total): string[] {
  const { key, present, gone, unconfirmed, meanAge, removed, meanDaysToRemoval } = total;
  const numbers = [present, total.new, gone, unconfirmed].map(digits);
  const name = key === null ? 'unknown' : sanitiseName(key);
  return [name, ...numbers, meanOr(meanAge), digits(removed), meanOr(meanDaysToRemoval)];
}

function meanOr(mean: number | null): string {
  return mean === null ? '-' : String(mean);
}

function line(finding: FindingHistory): string {
  const { host, vendor, bans, status } = finding;
  const known = { name: finding.program, ...(finding.version !== undefined && { version: finding.version }) };
  const words = [vendor === undefined ? [] : sanitiseName(vendor), status, bans.map(sanitiseName).join(' ')];
  return `${sanitiseName(host)}: ${title(known)} (${words.flat().join(', ')})`;
}

function ageLine(last: string): (finding: FindingHistory) => string {
  return (finding) => {
    const days = count(ageOf(finding, last), 'day');
    return `${finding.isBeginningKnown ? days : `at least ${days}`}: ${line(finding)}`;
  };
}

function goneLine(last: string): (finding: FindingHistory) => string {
  return (finding) => {
    const age = `${count(ageOf(finding, last), 'day')} after it was found first`;
    return `${line(finding)}, gone ${finding.gone}, ${age}`;
  };
}

function doubtLine(finding: FindingHistory): string {
  return `${line(finding)}, last found ${finding.lastSeen}`;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= SHOWN + 1) return lines;
  return [...lines.slice(0, SHOWN), `and ${digits(lines.length - SHOWN)} more; -o json and -o csv have all`];
}

/** Columns as wide as their widest cell: names to the left, numbers to the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = heads.map((head, at) =>
    rows.reduce((most, row) => Math.max(most, columns(row[at] ?? '')), head.length),
  );
  return [heads, ...rows].map(([name = '', ...numbers]) =>
    [pad(name, widths[0] ?? 0), ...numbers.map((cell, at) => cell.padStart(widths[at + 1] ?? 0))].join('  '),
  );
}
