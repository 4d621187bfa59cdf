import { type Message, messageOf } from '../../report/message.ts';
import type { Reporter } from '../../report/run.ts';
import { type Channel, channels, isChannel } from './channels.ts';
import { emailBody } from './email.ts';
import { slackBody } from './slack.ts';
import { teamsBody } from './teams.ts';
import { webhookBody } from './webhook.ts';

const bodies: Readonly<Record<Channel, (message: Message) => string>> = {
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
  if (!isChannel(channel))
    throw new Error(`no channel ${JSON.stringify(channel)}: ${Object.keys(channels).join(', ')}`);
  return bodies[channel](message);
}

/** The report that is the message about a run, in the form of one channel. */
export function messageReporter(channel: Channel): Reporter {
  return {
    id: channel,
    title: channels[channel],
    *render(run, style) {
      yield messageBody(channel, messageOf(run, style));
    },
  };
}
