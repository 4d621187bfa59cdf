import { createHash } from 'node:crypto';
import type { Message } from '../../report/message.ts';
import { safeJson } from '../../report/sanitise.ts';

/**
 * An event for any webhook, in the form of CloudEvents. Its id is the digest of what it says, so that one which is sent
 * twice is one event, and its subject the same for all reports about the same hosts and bans.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export function webhookBody({ key, day, ...message }: Message): string {
  const data = { day, ...message };
  const id = createHash('sha256')
    .update(JSON.stringify([key, data]))
    .digest('hex');
  const event = {
    specversion: '1.0',
    id,
    source: 'urn:interdict',
    type: 'interdict.report',
    subject: key,
    time: `${day}T00:00:00Z`,
    datacontenttype: 'application/json',
    data,
  };
  return `${safeJson(event)}\n`;
}
