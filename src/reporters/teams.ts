import { messageReporter } from './messages/index.ts';

/** The message about a run: for Microsoft Teams. */
export const teams = messageReporter('teams');
