/**
 * What an allow-list of ten thousand entries costs next to a ban of ten thousand, by what the entries name: the same
 * hosts, checked by each. The first host is one of which nothing is known yet, later ones have the same programs.
 */
import { readFileSync } from 'node:fs';
import { catalogueOf } from '../src/catalogue/index.ts';
import { createEvaluator, type Evaluator } from '../src/evaluate/index.ts';
import { readRules } from '../src/rules/serialised.ts';
import type { Ban, Match } from '../src/schema/index.ts';
import type { Sighting } from '../src/types.ts';
import { report } from './measure.ts';

const DAY = '2026-11-24';
const ENTRIES = 10_000;
const LATER = 10;
const PROGRAMS = 3000;
const ROUNDS = 5;
/** A host's time by an allow-list, of that by a ban. */
const AT_MOST = 1.2;

/** What entries name: an entry of a word and a number, the kind of program that the list is about, and a program of it. */
interface Kind {
  readonly entries: (word: string) => Match | Match[];
  readonly about: Match;
  readonly program: (index: number) => Partial<Sighting> & Pick<Sighting, 'name'>;
}

const numbers = Array.from({ length: ENTRIES }, (_, index) => index);
const each = (entry: (index: number) => string) => numbers.map(entry);
const package_ = (index: number, name = `package-${index}`) => ({ name, ids: [`deb:${name}`] });
const uninstallable = (index: number) => ({
  name: `Program ${index} Suite`,
  publisher: `Publisher ${index} GmbH`,
  ids: [`uninstall-key:Program${index}`],
});
const hash = (word: string, index: number) => `${word === 'package' ? 'a' : 'b'}${index}`.padEnd(64, '0');

const kinds: Readonly<Record<string, Kind>> = {
  ids: {
    entries: (word) => ({ id: each((index) => `deb:${word}-${index}`) }),
    about: { id: 'deb:*' },
    program: (index) => package_(index),
  },
  'globs of ids': {
    entries: (word) => ({ id: each((index) => `deb:${word}-${index}-*`) }),
    about: { id: 'deb:*' },
    program: (index) => package_(index, `package-${index}-dev`),
  },
  'ids with a version': {
    entries: (word) => numbers.map((index) => ({ id: `deb:${word}-${index}`, version: '<100' })),
    about: { id: 'deb:*' },
    program: (index) => package_(index),
  },
  'alternatives of one entry': {
    entries: (word) => ({ any: numbers.map((index) => ({ id: `deb:${word}-${index}` })) }),
    about: { id: 'deb:*' },
    program: (index) => package_(index),
  },
  maintainers: {
    entries: (word) => ({ maintainer: each((index) => `*<${word}-${index}@example.org>`) }),
    about: { id: 'deb:*' },
    program: (index) => ({ ...package_(index), maintainer: `Someone <package-${index}@example.org>` }),
  },
  'package URLs': {
    entries: (word) => ({ purl: each((index) => `pkg:npm/${word}-${index}`) }),
    about: { reader: 'cyclonedx' },
    program: (index) => ({
      name: `package-${index}`,
      ids: [`purl:pkg:npm/package-${index}@1.0.0`],
      reader: 'cyclonedx',
    }),
  },
  names: {
    entries: (word) => ({ name: each((index) => `${word === 'package' ? 'Program' : word} ${index} Suite`) }),
    about: { reader: 'registry-uninstall' },
    program: uninstallable,
  },
  publishers: {
    entries: (word) => ({
      publisher: each((index) => `${word === 'package' ? 'Publisher' : word} ${index} Ltd`),
    }),
    about: { reader: 'registry-uninstall' },
    program: uninstallable,
  },
  digests: {
    entries: (word) => ({ sha256: each((index) => hash(word, index)) }),
    about: { reader: 'registry-uninstall' },
    program: (index) => ({ ...uninstallable(index), ids: [`sha256:${hash('package', index)}`] }),
  },
  folders: {
    entries: (word) => ({ path: each((index) => `/opt/${word}-${index}`) }),
    about: { reader: 'registry-uninstall' },
    program: (index) => ({ ...uninstallable(index), folder: `/opt/package-${index}/bin` }),
  },
};

const book = readRules(readFileSync('dist/rulebook.jsonl', 'utf8'));
const plain = { title: 'List', why: 'A measurement.', severity: 'ban' } as const;
for (const [name, { entries, about, program }] of Object.entries(kinds)) {
  const host = Array.from({ length: PROGRAMS }, (_, index): Sighting => {
    const version = `${index % 13}.${index % 101}-1`;
    return {
      version,
      reader: 'registry-uninstall',
      path: 'list',
      ...program((index * 7919) % ENTRIES),
    };
  });
  const banned = entries('banned');
  const ban: Ban = { id: 'ban', ...plain, match: Array.isArray(banned) ? { any: banned } : banned };
  const list: Ban = { id: 'list', ...plain, match: about, only: entries('package') };
  const [byBan, byList] = await inTurn([ban, list], host);
  const first = byList.first / byBan.first;
  const later = byList.later / byBan.later;
  report(
    name,
    `first host ${byBan.first.toFixed(2)} and ${byList.first.toFixed(2)} ms, ratio ${first.toFixed(2)}; ` +
      `later ones ${byBan.later.toFixed(2)} and ${byList.later.toFixed(2)} ms, ratio ${later.toFixed(2)} (at most ${AT_MOST})`,
  );
}

/** Milliseconds of processor time for one host. */
interface Times {
  readonly first: number;
  readonly later: number;
}

/** The best of several rounds of each, in turn, so that a machine that slows down slows both. */
async function inTurn(bans: readonly [Ban, Ban], host: readonly Sighting[]): Promise<[Times, Times]> {
  const best: Times[] = bans.map(() => ({
    first: Number.POSITIVE_INFINITY,
    later: Number.POSITIVE_INFINITY,
  }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, ban] of bans.entries()) {
      const evaluator = await createEvaluator(catalogueOf(book.vendors, DAY, book.marks), [ban]);
      // What is compiled when it is first asked belongs to no host.
      checked(evaluator, host.slice(0, 1));
      const first = timeOf(() => checked(evaluator, host));
      const later = timeOf(() => {
        for (let count = 0; count < LATER; count += 1) checked(evaluator, host);
      });
      const known = best[at] as Times;
      best[at] = { first: Math.min(first, known.first), later: Math.min(later / LATER, known.later) };
    }
  }
  return best as [Times, Times];
}

function checked(evaluator: Evaluator, host: readonly Sighting[]): void {
  const { findings, gaps } = evaluator.evaluate({ name: 'host' }, host);
  if (findings.length + gaps.length > 0) throw new Error('a program of the host is not on the list');
}

function timeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
