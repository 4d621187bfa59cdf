/** The house law of the bans that come with interdict. That their examples hold is tested with the rule book. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pagesOfRules } from '../../scripts/docs/rule-tables.ts';
import { bans as built, vendors as known } from '../support/built-in.ts';

const KEYS = [
  'title',
  'why',
  'severity',
  'phases',
  'effect',
  'embedded',
  'match',
  'except',
  'undecided',
  'named-only',
  'applies-to',
  'remedy',
  'authorities',
  'unverified',
  'listed',
  'not-encoded',
  'references',
  'examples',
];

const bans = new Map(built.map(({ id, ...ban }) => [id, ban]));
const vendors = new Map(known.map(({ id, ...vendor }) => [id, vendor]));
const products = new Set([...vendors.values()].flatMap((it) => (it.products ?? []).map(({ id }) => id)));
const all = [...bans];

describe('every ban file', () => {
  test.each(all)('%s has its keys in the order of the house', (_, ban) => {
    expect(Object.keys(ban)).toEqual(KEYS.filter((key) => key in ban));
  });

  test.each(all)('%s says why in one sentence', (_, { why }) => {
    expect(why.trim()).toMatch(/^[^.]+\.$/u);
  });

  test.each(all)('%s names whom it binds and by whose authority', (_, ban) => {
    expect(ban['applies-to']?.who).toMatch(/\.$/u);
    expect(ban.effect).toBeDefined();
    for (const authority of ban.authorities ?? []) {
      expect(authority.issuer.length).toBeGreaterThan(3);
    }
    expect(ban.authorities?.[0]?.url).toMatch(/^https?:/u);
    expect(ban.authorities?.[0]?.issued).toMatch(/^\d{4}-\d\d-\d\d$/u);
  });

  test.each(all)('%s has phases in the order of their days, each with its duty', (_, { phases = [] }) => {
    const days = phases.map(({ from }) => from);
    expect(days).toEqual([...new Set(days)].sort());
    expect(phases.every(({ duty }) => duty !== undefined)).toBe(true);
  });

  test.each(all)('%s has examples both ways, and tells the day before it began', (_, ban) => {
    expect(ban.examples?.banned?.length).toBeGreaterThan(0);
    expect(ban.examples?.allowed?.length).toBeGreaterThan(0);
    const first = ban.phases?.[0]?.from;
    const before = ban.examples?.allowed?.some(
      (example) => first !== undefined && (example['as-of'] ?? first) < first,
    );
    expect(before).toBe(first !== undefined);
  });

  test.each(all)('%s names vendors and products that there are', (_, ban) => {
    const named = mentioned([ban.match, ban.except, ban.undecided]);
    expect(named.vendors.filter((id) => !vendors.has(id))).toEqual([]);
    expect(named.products.filter((id) => !products.has(id))).toEqual([]);
    expect([...named.vendors, ...named.products, ...named.attributes, ...named.ids].length).toBeGreaterThan(
      0,
    );
  });

  test.each(all.filter(([id]) => id !== 'russia-based-av-vendor'))(
    '%s begins with the land whose law it is',
    (id, ban) => {
      const [land, part] = [ban.authorities?.[0]?.jurisdiction].flat()[0]?.split('-') ?? [];
      expect(id.split('-')[0]).toBe(land === 'GB' ? 'uk' : land?.toLowerCase());
      if (part !== undefined) expect(id.split('-')[1]).toBe(part.toLowerCase());
    },
  );
});

describe('the bans as a whole', () => {
  test('there are those of 26 countries and alliances, and of 32 American states', () => {
    const own = all.map(([, ban]) => [ban.authorities?.[0]?.jurisdiction].flat()[0]);
    const lands = new Set(own.map((it) => it?.split('-')[0]));
    expect([...lands].map(String).sort().join(' ')).toBe(
      'AU BE CA CN CZ DE DK EU FR GB IN IT JP KR LT NATO NL NO PL RO RU SE TW UA US',
    );
    expect(new Set(own.filter((it) => it?.startsWith('US-'))).size).toBe(32);
    expect(bans.size).toBeGreaterThanOrEqual(111);
  });

  test('only instruments that reach engines inside other products ask for them', () => {
    const reaching = all
      .filter(([, { match }]) => JSON.stringify(match).includes('"embeds"'))
      .map(([id]) => id);
    expect(reaching).toEqual([
      'us-bis-icts-kaspersky-2024',
      'us-far-52.204-23',
      'us-fascsa-acronis-2025',
      'us-fcc-covered-list',
      'us-ndaa-fy18-1634',
    ]);
  });

  test('few are of mobile devices only', () => {
    const mobile = all
      .filter(([, ban]) => ban['applies-to']?.['device-class'] === 'mobile')
      .map(([id]) => id);
    expect(mobile).toEqual([
      'ca-2023-kaspersky-wechat',
      'ca-2023-tiktok',
      'ca-deepseek-2025',
      'fr-2023',
      'nl-2023-apps',
      'no-2023',
    ]);
  });

  test('the tables in the docs say what the files say', () => {
    for (const [path, text] of Object.entries(pagesOfRules()))
      expect(readFileSync(path, 'utf8'), 'npm run generate').toBe(text);
  });
});

interface Mentions {
  readonly vendors: string[];
  readonly products: string[];
  /** Countries and lists. */
  readonly attributes: string[];
  /** Ids and names of programs, for software without a vendor. */
  readonly ids: string[];
}

/** Vendors and products named anywhere in a `match` or `except`. */
function mentioned(match: unknown): Mentions {
  const found: Mentions = { vendors: [], products: [], attributes: [], ids: [] };
  gather(match, found);
  return found;
}

function gather(node: unknown, found: Mentions): void {
  if (Array.isArray(node)) for (const item of node) gather(item, found);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'id' || key === 'category') found.ids.push(...[value].flat().map(String));
    else if (key === 'product') found.products.push(...[value].flat().map(String));
    else if (key === 'vendor' || key === 'embeds') for (const it of [value].flat()) selector(it, found);
    else gather(value, found);
  }
}

function selector(it: unknown, found: Mentions): void {
  if (typeof it === 'string') found.vendors.push(it);
  if (typeof it !== 'object' || it === null) return;
  for (const [key, value] of Object.entries(it)) {
    if (key === 'id') found.vendors.push(...[value].flat());
    else if (key !== 'successors') found.attributes.push(...[value].flat());
  }
}
