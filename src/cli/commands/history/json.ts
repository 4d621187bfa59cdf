import { safeJson } from '../../../report/sanitise.ts';
import { ageOf, isGoneSince, isNewSince, totalsOf } from '../../../store/index.ts';
import { type HistoryView, lastDayOf } from './view.ts';

/** The whole history as one JSON document. */
export function* historyJson({ history, by, since }: HistoryView): Iterable<string> {
  const last = lastDayOf(history);
  const { days, findings, unseen, notices, gaps } = history;
  const data = {
    schemaVersion: 1,
    since,
    days: days.map(({ asOf, verdict, sweeps, hosts, notSeen, summary }) => ({
      day: asOf,
      verdict,
      sweeps,
      hosts,
      notSeen,
      summary,
    })),
    totals: totalsOf(findings, undefined, since, last)[0] ?? null,
    ...(by !== undefined && { by, groups: totalsOf(findings, by, since, last) }),
    findings: findings.map((finding) => ({
      ...finding,
      ageDays: ageOf(finding, last),
      isNew: isNewSince(finding, since),
      isGone: isGoneSince(finding, since),
    })),
    unseen,
    notices,
    gaps,
  };
  yield `${safeJson(data, 2)}\n`;
}
