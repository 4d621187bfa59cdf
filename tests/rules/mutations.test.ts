/** Thousands of rule files that somebody mutated: each gives rules or a problem with a place, and never anything else. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { type RuleDocument, ruleDocument, wholeDocument } from '../../src/rules/document.ts';
import { loadConfig, loadRules, loadWaivers } from '../../src/rules/load.ts';
import { plainYaml } from '../../src/rules/plain-yaml.ts';
import { RuleError } from '../../src/rules/problem.ts';
import type { Ban } from '../../src/schema/index.ts';
import { builtInRules } from '../support/built-in.ts';
import { iterations } from '../support/iterations.ts';

const SEED = 20_261_124;
const MUTATIONS = iterations({ quick: 1000, full: 10_000 });

const bans = texts('rules/bans');
const vendors = texts('rules/vendors').filter((text) => text.length < 3000);
const waivers = [
  "- ban: [x, y]\n  program: { any: [{ id: 'deb:kesl' }, { name: 'Example Suite *' }] }\n  sources: [lab-*]\n  reason: A lab.\n  owner: me@example.org\n  expires: 2027-03-31\n",
];
const configs = [
  'bans: [all, us-*]\nrules: rules\nwaivers:\n  - waivers.yaml\nfail-on: warn\nstrict-waivers: true\noutput: [text, sarif=a.sarif]\n',
];

function texts(folder: string): string[] {
  return readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
}

function ban(id: string): Ban {
  return { id, title: id, why: 'Because.', severity: 'ban', match: { category: 'vpn' } };
}

/** The same numbers at every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    const once = Math.imul(state ^ (state >>> 15), 1 | state);
    const twice = (once + Math.imul(once ^ (once >>> 7), 61 | once)) ^ once;
    return ((twice ^ (twice >>> 14)) >>> 0) % below;
  };
}

const PIECES = [
  '[',
  ']',
  '{',
  '}',
  ': ',
  ':',
  ', ',
  '- ',
  '-',
  '\n',
  '\n  ',
  ' ',
  '  ',
  '\t',
  '"',
  "'",
  '#',
  ' #',
  '&a ',
  '*a',
  '!t ',
  '|',
  '>-\n',
  '%',
  '?',
  '@',
  '`',
  '~',
  'null',
  'true',
  '1.10',
  '0x1F',
  '.inf',
  '__proto__: 1\n',
  '<<: x\n',
  '---\n',
  '...\n',
  '\u0000',
  '\ufeff',
  '\u2028',
  'é',
  '漢',
  '💥',
  '\\',
  '\r\n',
  'a*',
  '*',
  '?',
];

function mutated(text: string, random: (below: number) => number): string {
  let out = text;
  for (let count = 1 + random(3); count > 0; count -= 1) out = mutatedOnce(out, random);
  return out;
}

function mutatedOnce(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const length = random(8);
  const lines = text.split('\n');
  const line = random(lines.length);
  switch (random(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length + 1);
    case 1:
      return text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at);
    case 2:
      return text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at + length);
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(line, 0, lines[random(lines.length)] ?? '').join('\n');
    case 5:
      return lines.toSpliced(line, 1, ` ${lines[line]}`).join('\n');
    default:
      return text.slice(0, at);
  }
}

type Load = (text: string) => Promise<unknown>;
const alone = { vendors: [], bans: [] };
const around = { ...(await builtInRules()), bans: ['x', 'y'].map((id) => ban(id)) };
const kinds: [string, readonly string[], Load][] = [
  ['bans', bans, (text) => loadRules([{ path: 'bans/own.yaml', text }], around)],
  ['vendors', vendors, (text) => loadRules([{ path: 'vendors/own.yaml', text }], alone)],
  ['waivers', waivers, (text) => loadWaivers([{ path: 'waivers.yaml', text }], around)],
  ['configurations', configs, async (text) => loadConfig({ path: 'interdict.yaml', text })],
];

describe.each(kinds)('spoiled %s', (_, samples, load) => {
  test(`give rules or a problem with a place (seed ${SEED})`, async () => {
    const random = randomFrom(SEED);
    const gave = { rules: 0, problems: 0 };
    const messages = new Set<string>();
    for (let count = 0; count < MUTATIONS / kinds.length; count += 1) {
      const text = mutated(samples[random(samples.length)] ?? '', random);
      const took = stopwatch();
      const problems = await problemsOf(load, text);
      expect(took(), text).toBeLessThan(5000);
      const lines = text.split('\n').length;
      for (const { path, line, column, message } of problems) {
        expect(path).toMatch(/own\.yaml$|waivers\.yaml$|interdict\.yaml$/u);
        expect(line, `${message} in ${text}`).toBeGreaterThanOrEqual(1);
        expect(line, `${message} in ${text}`).toBeLessThanOrEqual(lines);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(message).not.toBe('');
        messages.add(message.replace(/".*"|\d+/gu, ''));
      }
      gave[problems.length > 0 ? 'problems' : 'rules'] += 1;
    }
    expect(gave.problems).toBeGreaterThan(0);
    expect(gave.rules).toBeGreaterThan(0);
    expect(messages.size).toBeGreaterThan(30);
  });
});

async function problemsOf(load: Load, text: string): Promise<RuleError['problems']> {
  try {
    await load(text);
    return [];
  } catch (error) {
    if (!(error instanceof RuleError))
      throw new Error(`no RuleError for ${JSON.stringify(text)}`, { cause: error });
    expect(error.problems.length).toBeGreaterThan(0);
    return error.problems;
  }
}

describe('the quick reader of plain YAML', () => {
  test('takes most rule files', () => {
    const all = [...vendors, ...bans];
    expect(all.filter((text) => plainYaml(text)).length).toBeGreaterThan(all.length / 10);
    expect(plainYaml('name: x\ncountry: DE\ncategories: [vpn]\npublishers:\n  - X GmbH\n')).toBeDefined();
  });

  test.each([...bans, ...vendors, ...waivers, ...configs].map((text) => [text.slice(0, 60), text]))(
    'says the same as the whole parser of %j',
    (_, text) => {
      expect(typeof agree(text)).toBe('boolean');
    },
  );

  test(`says the same of what is spoiled (seed ${SEED})`, () => {
    const random = randomFrom(SEED + 1);
    const samples = [...plainSamples(), ...waivers, ...configs];
    let taken = 0;
    for (let count = 0; count < MUTATIONS; count += 1) {
      if (agree(mutated(samples[random(samples.length)] ?? '', random))) taken += 1;
    }
    expect(taken).toBeGreaterThan(MUTATIONS / 10);
  });
});

/** Small ones of every form that the quick reader takes. */
function plainSamples(): string[] {
  return [
    'a: b\nc:\n  - d\n  - e f\n  - { g: h, i: [j, \'k l\', "m"] }\nn:\n- o: p\n  q: r\n- s: t\nu: { v: w x, y: [] }\n',
    'name: Own Vendor\ncountry: DE\n# note\ncategories: [antivirus]\npublishers:\n  - Own GmbH\n  - { value: Own, confidence: low }\n',
    'a:\n  b:\n    c: d\n\n  e: 1.10\nf: true\ng: http://example.org/x?y\nh: deb:kesl\n',
    "- a: 'it''s'\n  b: {}\n-   c: d\n    e: f\n",
  ];
}

/** Whether the quick reader took it; then it must be what the whole one says. */
function agree(text: string): boolean {
  const quick = plainYaml(text);
  if (!quick) return false;
  let whole: RuleDocument;
  try {
    whole = wholeDocument('x.yaml', text);
  } catch (error) {
    throw new Error(`taken, but refused by the whole parser: ${JSON.stringify(text)}`, { cause: error });
  }
  expect(quick.data, JSON.stringify(text)).toEqual(whole.data);
  expect(placesOf(ruleDocument('x.yaml', text)), JSON.stringify(text)).toEqual(placesOf(whole));
  return true;
}

function placesOf(document: RuleDocument): unknown[] {
  const places: unknown[] = [];
  const visit = (holder: unknown, path: string) => {
    if (typeof holder !== 'object' || holder === null) return;
    places.push([path, document.place(holder)]);
    for (const [name, inner] of Object.entries(holder)) {
      const key = Array.isArray(holder) ? Number(name) : name;
      places.push([
        `${path}.${name}`,
        document.place(holder, key, 'key'),
        document.place(holder, key, 'value'),
      ]);
      visit(inner, `${path}.${name}`);
    }
  };
  visit(document.data, '');
  return places;
}
