import { messageOf } from '../report/message.ts';
import type { Reporter } from '../report/run.ts';
import { emailBody } from './messages/email.ts';

/** The message for sendmail or curl, without From and To. */
export const email: Reporter = {
  id: 'email',
  title: 'message for sendmail or curl, without From and To',
  *render(run, style) {
    yield emailBody(messageOf(run, style));
  },
};
