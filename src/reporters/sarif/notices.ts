import type { Notification } from 'sarif';
import type { Run } from '../../report/run.ts';
import { sanitiseText } from '../../report/sanitise.ts';

/** In a message `[text](target)` is a link and braces are places for arguments: a name makes neither. */
export function plain(text: string): string {
  return sanitiseText(text).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}');
}

/** What is said of the whole run: a waiver that ended or was of no use, rules that are old. */
export function* noticeNotifications({ notices }: Run, index: number): Iterable<Notification> {
  for (const notice of notices)
    yield { descriptor: { id: 'notice', index }, level: 'note', message: { text: plain(notice) } };
}
