import { version } from '../../report/version.ts';
import { compiledRuleSet, type RuleSet } from '../../rules/index.ts';

/**
 * What `--version` says: the version alone on the first line, for scripts, then which rules these are. Their
 * digest distinguishes two builds; the day is that of the newest instrument they cite, which the rules
 * themselves hold, so that the same package says the same wherever it was built.
 */
export async function versionText(): Promise<string> {
  const { createHash } = await import('node:crypto');
  const { vendors, bans } = await compiledRuleSet();
  const digest = createHash('sha256').update(JSON.stringify({ vendors, bans })).digest('hex').slice(0, 12);
  const day = newest(bans);
  return `${version}\nrules ${digest}: ${bans.length} bans, ${vendors.length} vendors, instruments up to ${day}`;
}

function newest(bans: RuleSet['bans']): string {
  const days = bans.flatMap(({ authorities = [] }) => authorities.map(({ issued }) => issued ?? ''));
  return days.reduce((last, day) => (day > last ? day : last), '');
}
