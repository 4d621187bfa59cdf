import { messageReporter } from './messages/index.ts';

/** The message about a run: for Slack. */
export const slack = messageReporter('slack');
