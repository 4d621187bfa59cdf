import { createHash } from 'node:crypto';
import type { Policy } from '../policy/index.ts';
import { version } from '../report/version.ts';

/**
 * What shows one run from another: the rules, the waivers, the day, the version of the readers, and what else the
 * caller names.
 */
export function runKey(policy: Policy, more: readonly unknown[]): string {
  return digest([...rulesOf(policy), policy.day, more]);
}

/**
 * The same for what is kept longer than a day: instead of the day its place among all days that rules and waivers
 * name, since what depends on a day compares it with one of these.
 */
export function lastingKey(policy: Policy, more: readonly unknown[]): string {
  const rules = rulesOf(policy);
  const days = new Set([...(policy.rules.build?.days ?? []), ...(JSON.stringify(rules).match(DAY) ?? [])]);
  const passed = [...days].map((day) => `${day}${policy.day < day ? '<' : policy.day === day ? '=' : '>'}`);
  return digest([...rules, passed.sort(), more]);
}

const DAY = /\d{4}-\d{2}-\d{2}/gu;

function rulesOf({ bans, waivers, config, rules, fingerprints, plugins, limits, hosts }: Policy): unknown[] {
  return [
    version,
    bans,
    rules.build?.sha256 ?? rules.vendors,
    waivers,
    config['device-class'],
    config.sources,
    fingerprints,
    limits,
    hosts?.entries.map(({ place: _, ...entry }) => entry),
    plugins.map(({ sha256, readers }) => [sha256, readers]),
  ];
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
