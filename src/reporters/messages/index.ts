import type { Message } from '../../report/message.ts';
import { emailBody } from './email.ts';
import { slackBody } from './slack.ts';
import { teamsBody } from './teams.ts';
import { webhookBody } from './webhook.ts';

const bodies: Readonly<Record<string, (message: Message) => string>> = {
  slack: slackBody,
  teams: teamsBody,
  'webhook-json': webhookBody,
  email: emailBody,
};

/**
 * A message in the form of one channel.
 *
 * @throws Error when there is no such channel
 */
export function messageBody(channel: string, message: Message): string {
  const body = Object.hasOwn(bodies, channel) ? bodies[channel] : undefined;
  if (!body) throw new Error(`no channel ${JSON.stringify(channel)}: ${Object.keys(bodies).join(', ')}`);
  return body(message);
}
