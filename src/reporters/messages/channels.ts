/** Where messages go, and what is written for it. */
export const channels = {
  slack: 'body of a message for an incoming webhook of Slack',
  teams: 'body of a message for a workflow of Microsoft Teams',
  'webhook-json': 'body for any webhook, as a CloudEvent',
  email: 'message for sendmail or curl, without From and To',
} as const;

/** One of {@link channels}. */
export type Channel = keyof typeof channels;

/** Whether there is a channel of this name. */
export function isChannel(format: string): format is Channel {
  return Object.hasOwn(channels, format);
}
