import { catalogueOf } from '../src/catalogue/index.ts';
import { createEvaluator, type Evaluation, type Evaluator } from '../src/evaluate/index.ts';
import { mayHold } from '../src/matching/prefix-filter.ts';
import { compileRules } from '../src/rules/index.ts';
import type { Ban } from '../src/schema/index.ts';
import type { Sighting } from '../src/types.ts';
import { type Answer, expectedError, type Seed, type Target } from './target.ts';

/** The bans that hold when nobody chooses. */
const DEFAULT = 'russia-based-av-vendor';
const DAY = '2026-11-26';
/** Between two parts of a program. */
const BETWEEN = '\u001e';
/** Inputs after which a judge remembers nothing again. */
const RENEWED = 400;

/**
 * Programs near those that bans name, checked by all bans and by those of the default. What a judge leaves unread as
 * irrelevant, by a program or by the beginning of its name, must break no ban; what it remembers of programs before
 * must change nothing; and what cannot be seen in a name must not hide it.
 */
export async function judgingTargets(): Promise<Target[]> {
  const book = await compileRules('rules');
  const make = (bans: readonly Ban[]) => () =>
    createEvaluator(catalogueOf(book.vendors, DAY, book.marks), bans);
  const seeds = [packageSeed('deb:alder'), ...book.bans.flatMap(seedsOf)];
  return [
    await target('judge: every ban', seeds, make(book.bans)),
    await target('judge: the default', seeds, make(book.bans.filter(({ id }) => id === DEFAULT))),
  ];
}

function seedsOf({ id, examples }: Ban): Seed[] {
  const { name = '', version, publisher, folder, ids, path } = examples?.banned?.[0] ?? {};
  const shown = [version, publisher, folder, ids?.[0], path];
  return [seed(id, name, ...shown), ...(ids ?? []).slice(0, 2).map((own) => packageSeed(own))];
}

/** A package of which its database shows nothing but its name. */
function packageSeed(id: string): Seed {
  return seed(id, id.slice(id.indexOf(':') + 1), '', '', '', id);
}

function seed(name: string, ...parts: readonly (string | undefined)[]): Seed {
  return { name, bytes: Buffer.from(parts.map((part) => part ?? '').join(BETWEEN)) };
}

async function target(id: string, seeds: readonly Seed[], make: () => Promise<Evaluator>): Promise<Target> {
  const old = await make();
  let fresh = await make();
  let inputs = 0;
  return {
    id,
    seeds,
    async run(bytes): Promise<Answer> {
      if (++inputs % RENEWED === 0) fresh = await make();
      try {
        const sighting = sightingOf(bytes);
        const reported = answered(old, sighting);
        // What only the old one remembers as irrelevant must not hide what comes later.
        const isEnough = reported === NOTHING && inputs % 2 === 0;
        const text = isEnough ? undefined : disagreement(reported, fresh, sighting);
        return { programs: [], ...(text === undefined ? {} : { disagreement: { text, bytes } }) };
      } catch (error) {
        return { programs: [], reported: expectedError(error) };
      }
    },
  };
}

function sightingOf(bytes: Uint8Array): Sighting {
  const [name = '', version, publisher, folder, id, path] = Buffer.from(bytes).toString().split(BETWEEN);
  return {
    name,
    ...(version && { version }),
    ...(publisher && { publisher }),
    ...(folder && { folder }),
    ...(id && { ids: [id] }),
    reader: 'dpkg-status',
    path: path || 'var/lib/dpkg/status',
  };
}

function disagreement(later: string, fresh: Evaluator, sighting: Sighting): string | undefined {
  const reported = answered(fresh, sighting);
  if (reported !== NOTHING && !fresh.isRelevant(sighting, sighting))
    return `of no concern, but it gives ${reported}`;
  if (later !== reported) return `at first it gives ${reported}\n  but later ${later}`;
  const { name } = sighting;
  const half = [...name].length >> 1;
  const letters = [...name];
  const hidden = answered(fresh, {
    ...sighting,
    name: [...letters.slice(0, half), '\u200b', ...letters.slice(half)].join(''),
  });
  if (hidden !== reported)
    return `it gives ${reported}\n  but with what cannot be seen in its name ${hidden}`;
  const [id = ''] = sighting.ids ?? [];
  for (const word of [name, id.slice(id.indexOf(':') + 1)]) {
    const passed = passedOver(fresh, word, 'deb') ?? passedOver(fresh, word, 'apk');
    if (passed !== undefined) return passed;
  }
  return undefined;
}

/** Readers pass over a package by the beginning of its name alone. */
function passedOver(judge: Evaluator, name: string, kind: 'apk' | 'deb'): string | undefined {
  const table = judge.prefixes(kind);
  if (!/^[A-Za-z0-9][A-Za-z0-9+._-]*$/u.test(name)) return undefined;
  if (table === undefined || mayHold(table, name)) return undefined;
  const id = `${kind}:${name}`;
  const reported = answered(judge, {
    name,
    version: '1.0-1',
    ids: [id],
    reader: 'dpkg-status',
    path: 'status',
  });
  return reported === NOTHING ? undefined : `${id} is passed over, but it gives ${reported}`;
}

function answered(judge: Evaluator, sighting: Sighting): string {
  const judgement: Evaluation = judge.evaluate({ name: 'machine' }, [sighting]);
  const bans = judgement.findings.map(({ ban, severity }) => `${ban} (${severity})`);
  // The reasons show names, in which what cannot be seen may stand.
  return [...bans, ...judgement.gaps.map(() => 'what cannot be decided')].sort().join(', ') || NOTHING;
}

const NOTHING = 'nothing';
