import { messageOf } from '../report/message.ts';
import type { Reporter } from '../report/run.ts';
import { teamsBody } from './messages/teams.ts';

/** The body of a message for a workflow of Microsoft Teams. */
export const teams: Reporter = {
  id: 'teams',
  title: 'body of a message for a workflow of Microsoft Teams',
  *render(run, style) {
    yield teamsBody(messageOf(run, style));
  },
};
