import { messageReporter } from './messages/index.ts';

/** The message about a run: as a mail. */
export const email = messageReporter('email');
