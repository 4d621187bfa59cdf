/** The examples inside the bans hold: each that is banned gives a finding of its weight, and none that is allowed. */
import { describe, expect, test } from 'vitest';
import { type Catalogue, catalogueOf, indicatorsOf } from '../../src/catalogue/index.ts';
import { createEvaluator, type Evaluation } from '../../src/evaluate/index.ts';
import type { Ban, Example } from '../../src/schema/index.ts';
import type { Finding, Sighting } from '../../src/types.ts';
import { bans, vendors } from '../support/built-in.ts';

const TODAY = '2026-11-24';
const marks = indicatorsOf(vendors);
const catalogues = new Map<string, Catalogue>();

describe.each(bans.map((ban) => [ban.id, ban] as const))('%s', (_, ban) => {
  test.each(reported(ban.examples?.banned))('means %s', async (_line, example) => {
    const findings = await judged(ban, example);
    expect(findings.map(({ ban: id }) => id)).toEqual([ban.id]);
    expect(findings[0]?.reasons.length).toBeGreaterThan(0);
    if (example.severity !== undefined) expect(findings[0]?.severity).toBe(example.severity);
  });

  test.each(reported(ban.examples?.allowed))('leaves alone %s', async (_line, example) => {
    expect(await judged(ban, example)).toEqual([]);
  });
});

describe.each(bans.filter((ban) => ban.examples?.undecided).map((ban) => [ban.id, ban] as const))(
  '%s leaves open',
  (_, ban) => {
    test.each(reported(ban.examples?.undecided))('%s', async (_line, example) => {
      const { findings, gaps } = await evaluation(ban, example);
      expect(findings).toEqual([]);
      expect(gaps.map(({ reason }) => reason).join()).toContain(ban.id);
    });
  },
);

async function judged(ban: Ban, example: Example): Promise<readonly Finding[]> {
  const { findings, gaps } = await evaluation(ban, example);
  expect(gaps).toEqual([]);
  return findings;
}

async function evaluation(ban: Ban, example: Example): Promise<Evaluation> {
  const day = example['as-of'] ?? TODAY;
  const known = catalogues.get(day) ?? catalogueOf(vendors, day, marks);
  catalogues.set(day, known);
  const deviceClass = example['device-class'];
  const evaluator = await createEvaluator(known, [ban], deviceClass === undefined ? {} : { deviceClass });
  return evaluator.evaluate({ name: 'example' }, [sightingOf(example)]);
}

function sightingOf(example: Example): Sighting {
  const { name, publisher, version, ids, state, kind, folder } = example;
  return {
    name: name ?? ids?.[0] ?? '',
    ...(publisher === undefined ? {} : { publisher }),
    ...(version === undefined ? {} : { version }),
    ...(ids === undefined ? {} : { ids }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(folder === undefined ? {} : { folder }),
    reader: example.reader ?? 'registry-uninstall',
    path: example.path ?? 'example',
  };
}

function reported(examples: readonly Example[] = []): [string, Example][] {
  return examples.map((example) => {
    const { name, publisher, ids = [], 'as-of': day } = example;
    const line = [name ?? ids[0], publisher && `of ${publisher}`, day && `on ${day}`]
      .filter(Boolean)
      .join(' ');
    return [line, example];
  });
}
