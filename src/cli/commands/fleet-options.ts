import { InvalidArgumentError, Option } from 'commander';
import type { Expectations } from '../../host-lists/expectations.ts';
import type { HostEntry } from '../../host-lists/host-entry.ts';
import { duration } from './duration.ts';
import { collect } from './options.ts';

/** The options that say who is expected and how old data may be. */
export interface ExpectationOptions {
  readonly expect?: readonly string[];
  readonly maxAge?: string;
}

/** `--expect`, for the hosts that have to be there. */
export function expectOption(): Option {
  const option = new Option(
    '--expect <file>',
    'hosts that must be there, else incomplete: names, CSV, Ansible inventory, Fleet JSON (repeatable)',
  );
  return option.argParser(collect).default([]);
}

/** `--max-age`, for the age of data. */
export function maxAgeOption(what: string): Option {
  return new Option('--max-age <duration>', `${what} is incomplete, as in 36h or 7d`).argParser((text) => {
    duration(text);
    return text;
  });
}

/** `--since`, for the first day of something. */
export function sinceOption(what: string): Option {
  const option = new Option('--since <YYYY-MM-DD>', what);
  return option.argParser((text) => {
    const isDay = /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text));
    if (!isDay) throw new InvalidArgumentError('Give a day: YYYY-MM-DD.');
    return text;
  });
}

/**
 * What the options hold hosts to.
 *
 * @throws Error when a list cannot be read
 */
export async function expectationsOf({ expect = [], maxAge }: ExpectationOptions): Promise<Expectations> {
  return {
    ...(expect.length > 0 && { expected: await entriesIn(expect) }),
    ...(maxAge !== undefined && { maxAge: duration(maxAge), maxAgeWords: `--max-age ${maxAge}` }),
  };
}

/** What reads lists, an inventory in YAML among them, is loaded where there are any. */
async function entriesIn(lists: readonly string[]): Promise<readonly HostEntry[]> {
  return (await import('../../policy/known-hosts.ts')).hostsAt(lists).entries;
}
