import { messageReporter } from './messages/index.ts';

/** The message about a run: for any webhook. */
export const webhookJson = messageReporter('webhook-json');
