import { messageOf } from '../report/message.ts';
import type { Reporter } from '../report/run.ts';
import { slackBody } from './messages/slack.ts';

/** The body of a message for an incoming webhook of Slack. */
export const slack: Reporter = {
  id: 'slack',
  title: 'body of a message for an incoming webhook of Slack',
  *render(run, style) {
    yield slackBody(messageOf(run, style));
  },
};
