import { createHash } from 'node:crypto';
import type { Court } from '../policy/index.ts';
import { version } from '../report/version.ts';

/**
 * What tells one run from another: the rules, the waivers, the day, the version of the readers, and what else the
 * caller names.
 */
export function runKey(court: Court, more: readonly unknown[]): string {
  return digest([...rulesOf(court), court.day, more]);
}

/**
 * The same for what is kept longer than a day: instead of the day its place among all days that rules and waivers
 * name, since what depends on a day compares it with one of these.
 */
export function lastingKey(court: Court, more: readonly unknown[]): string {
  const rules = rulesOf(court);
  const days = [...new Set(JSON.stringify(rules).match(DAY))];
  const passed = days.map((day) => `${day}${court.day < day ? '<' : court.day === day ? '=' : '>'}`);
  return digest([...rules, passed.sort(), more]);
}

const DAY = /\d{4}-\d{2}-\d{2}/gu;

function rulesOf({ bans, waivers, config, book, fingerprints }: Court): unknown[] {
  return [version, bans, book.vendors, waivers, config['device-class'], fingerprints, config.limits];
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
