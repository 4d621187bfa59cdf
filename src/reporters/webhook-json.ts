import { messageOf } from '../report/message.ts';
import type { Reporter } from '../report/run.ts';
import { webhookBody } from './messages/webhook.ts';

/** The body for any webhook, as a CloudEvent. */
export const webhookJson: Reporter = {
  id: 'webhook-json',
  title: 'body for any webhook, as a CloudEvent',
  *render(run, style) {
    yield webhookBody(messageOf(run, style));
  },
};
