/** What an allow-list of ten thousand entries costs beside a ban of ten thousand: the same hosts, judged by each. */
import { readFileSync } from 'node:fs';
import { catalogueOf } from '../src/catalogue/index.ts';
import { createEvaluator } from '../src/evaluate/index.ts';
import { readRules } from '../src/rules/serialised.ts';
import type { Ban } from '../src/schema/index.ts';
import type { Sighting } from '../src/types.ts';

const DAY = '2026-11-24';
const ENTRIES = 10_000;
const HOSTS = 50;
const PROGRAMS = 3000;
const ROUNDS = 5;

const book = readRules(readFileSync('dist/rulebook.jsonl', 'utf8'));
const ids = (word: string) => Array.from({ length: ENTRIES }, (_, index) => `deb:${word}-${index}`);
const plain = { title: 'List', why: 'A measurement.', severity: 'ban' } as const;
const ban: Ban = { id: 'ban', ...plain, match: { id: ids('banned') } };
const list: Ban = { id: 'list', ...plain, match: { id: 'deb:*' }, only: [{ id: ids('package') }] };
const host = Array.from({ length: PROGRAMS }, (_, index) => program(index));
const byBan = await timeOf(ban);
const byList = await timeOf(list);
console.log(
  `${HOSTS} hosts of ${PROGRAMS} packages against a ban of ${ENTRIES} names: ${byBan.toFixed(0)} ms`,
);
console.log(`the same against an allow-list of ${ENTRIES}: ${byList.toFixed(0)} ms`);
console.log(`more for a host of an allow-list: ${((byList - byBan) / HOSTS).toFixed(2)} ms`);

function program(index: number): Sighting {
  const name = `package-${(index * 7919) % ENTRIES}`;
  const version = `${index % 13}.${index % 101}-1`;
  return { name, version, ids: [`deb:${name}`], reader: 'dpkg-status', path: 'var/lib/dpkg/status' };
}

/** The best of several rounds, in milliseconds of processor time. */
async function timeOf(one: Ban): Promise<number> {
  const evaluator = await createEvaluator(catalogueOf(book.vendors, DAY, book.marks), [one]);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { user, system } = process.cpuUsage();
    for (let index = 0; index < HOSTS; index += 1) evaluator.evaluate({ name: `host-${index}` }, host);
    const now = process.cpuUsage();
    best = Math.min(best, (now.user + now.system - user - system) / 1000);
  }
  return best;
}
