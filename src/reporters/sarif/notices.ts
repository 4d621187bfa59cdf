import type { Notification } from 'sarif';
import type { Run, Style } from '../../report/run.ts';
import { sanitiseText } from '../../report/sanitise.ts';
import { count, wholeReport } from '../../report/words.ts';

/** In a message `[text](target)` is a link and braces are places for arguments: a name makes neither. */
export function plain(text: string): string {
  return sanitiseText(text).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}');
}

/** What is said of the whole run: a waiver that ended or was of no use, rules that are old. */
export function* noticeNotifications({ notices }: Run, index: number, style: Style): Iterable<Notification> {
  const left = notices.length - MAX_NOTICES;
  const shown = left > 0 ? notices.slice(0, MAX_NOTICES) : notices;
  const rest = left > 0 ? [`${count(left, 'more notice')}: ${wholeReport(style)}.`] : [];
  for (const notice of [...shown, ...rest])
    yield { descriptor: { id: 'notice', index }, level: 'note', message: { text: plain(notice) } };
}

/** As many as a person reads: a run has some, and a merge of reports of many days thousands. */
const MAX_NOTICES = 1000;
