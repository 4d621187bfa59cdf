/** The house law of the catalogue: every fact has a source, and no mark belongs to two. */
import { describe, expect, test } from 'vitest';
import { type IndicatorKind, indicatorKey } from '../../src/catalogue/keys.ts';
import { publisherKey } from '../../src/matching/names/index.ts';
import type { FactMapping, VendorFile } from '../../src/schema/index.ts';
import { vendors as built } from '../support/built-in.ts';

const KEYS = [
  'name',
  'country',
  'based-on',
  'aliases',
  'brands',
  'successor-of',
  'controlled-from',
  'sanctioned-by',
  'categories',
  'domicile',
  'note',
  'sources',
  'publishers',
  'signers',
  'domains',
  'ids',
  'products',
];
const PRODUCT_KEYS = [
  'id',
  'name',
  'categories',
  'without-entry',
  'from',
  'to',
  'names',
  'packages',
  'domains',
  'ids',
  'embeds',
  'note',
];

type BuiltIn = Omit<VendorFile, 'publishers'> & { readonly publishers?: FactMapping[] };
type Claim = readonly [kind: string, key: string, fact: FactMapping];

const vendors = new Map(built.map(({ id, ...vendor }) => [id, vendor as BuiltIn]));
const all = [...vendors];

describe('every vendor file', () => {
  test.each(all)('%s has its keys in the order of the house', (_, vendor) => {
    expect(Object.keys(vendor)).toEqual(KEYS.filter((key) => key in vendor));
    for (const product of vendor.products ?? []) {
      expect(Object.keys(product)).toEqual(PRODUCT_KEYS.filter((key) => key in product));
    }
  });

  test.each(all)('%s gives evidence for its country', (_, vendor) => {
    expect(
      [vendor['based-on']].flat().every((key) => key !== undefined && key in (vendor.sources ?? {})),
    ).toBe(true);
  });

  test.each(all)('%s gives a source for each fact, and lists no source that it does not use', (_, vendor) => {
    const cited = [
      ...claims(vendor).map(([, , fact]) => fact.source),
      ...(vendor['controlled-from'] ?? []).map(({ source }) => source),
      ...(vendor['sanctioned-by'] ?? []).map(({ source }) => source),
      ...(vendor.products ?? []).flatMap(({ embeds = [] }) => embeds.map(({ source }) => source)),
      vendor['based-on'],
    ];
    expect(cited).not.toContain(undefined);
    expect([...new Set(cited.flat().map(String))].sort()).toEqual(Object.keys(vendor.sources ?? {}).sort());
  });

  test.each(all)('%s has no pattern that begins with fewer than three letters', (_, vendor) => {
    const short = claims(vendor)
      .map(([, , { value }]) => value)
      .filter((value) => /[*?#]/u.test(value) && literal(value) < 3);
    expect(short).toEqual([]);
  });
});

/** What a pattern begins with, or ends with where it is an address: `*@example.com`. */
function literal(value: string): number {
  if (value.startsWith('*@')) return value.length - 1;
  // A Chinese letter says as much as a word.
  return (/^[^*?#]*/u.exec(value)?.[0] ?? '').replace(/\p{Script=Han}/gu, 'xxx').length;
}

describe('the catalogue as a whole', () => {
  test('no mark belongs to two vendors, and none to two products', () => {
    const owners = new Map<string, Set<string>>();
    for (const [id, vendor] of vendors) {
      for (const [kind, key, fact] of claims(vendor)) {
        // What needs a second sign beside it may be that of two vendors.
        if (fact.with !== undefined || fact.confidence === 'low') continue;
        const owner = owners.get(`${kind}:${key}`) ?? new Set();
        owners.set(`${kind}:${key}`, owner.add(id));
      }
    }
    expect([...owners].filter(([, who]) => who.size > 1)).toEqual([]);
  });

  test('no alias is that of two vendors', () => {
    const owners = new Map<string, string>();
    const twice: string[] = [];
    for (const [id, { aliases = [] }] of vendors) {
      for (const alias of aliases) {
        const key = publisherKey(alias);
        if (owners.has(key) && owners.get(key) !== id) twice.push(`${alias}: ${owners.get(key)} and ${id}`);
        owners.set(key, id);
      }
    }
    expect(twice).toEqual([]);
  });

  test('product ids are unique', () => {
    const ids = all.flatMap(([, { products = [] }]) => products.map(({ id }) => id));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('names of one to three letters decide nothing without a second sign or an exact mark', () => {
    const bare = all.flatMap(([id, vendor]) =>
      claims(vendor)
        .filter(([kind, key]) => (kind === 'name' || kind === 'deb' || kind === 'rpm') && key.length <= 3)
        .filter(([, , fact]) => !fact.exact && fact.with === undefined && fact.confidence !== 'low')
        .map(([, , { value }]) => `${id}: ${value}`),
    );
    expect(bare).toEqual([]);
  });

  test('engines inside are of vendors that there are', () => {
    const inside = all.flatMap(([, { products = [] }]) =>
      products.flatMap(({ embeds = [] }) => embeds.map(({ vendor }) => vendor)),
    );
    expect(inside.filter((id) => !vendors.has(id))).toEqual([]);
    expect(inside).toContain('kaspersky');
  });

  test('Kaspersky is not on the list of the OFAC, and Positive Technologies is', () => {
    const listed = all
      .filter(([, vendor]) => vendor['sanctioned-by']?.some(({ list }) => list === 'us-ofac-sdn'))
      .map(([id]) => id);
    expect(listed).toEqual(['positive-technologies']);
  });

  test('file names that many drivers bear need the publisher', () => {
    const generic = ['tracker', 'sysdiag', 'hooksys', 'eventmon', 'ace-base', 'ace-game'];
    const facts = all.flatMap(([, vendor]) => claims(vendor)).filter(([, key]) => generic.includes(key));
    expect(facts.map(([, key]) => key).sort()).toEqual([...generic].sort());
    expect(facts.every(([, , fact]) => fact.with === 'publisher')).toBe(true);
  });

  test.each(['kav', 'avp', 'kes', 'kis', 'ksc', 'kics', 'kata', 'kuma', 'drweb', '360', 'nano', 'solar'])(
    'the abbreviation %s alone is not a mark of anybody',
    (word) => {
      const bare = all
        .flatMap(([, vendor]) => claims(vendor))
        // The vendor's name of a CPE stands in a place of its own and is that vendor's alone.
        .filter(([kind, key, fact]) => kind !== 'cpe' && key === word && fact.with === undefined)
        .map(([kind]) => kind);
      expect(bare).toEqual([]);
    },
  );
});

/** All that a file says things are known by, with the keys under which they are compared. */
function claims(vendor: BuiltIn): Claim[] {
  return [
    ...(vendor.publishers ?? []).map(
      (fact): Claim => ['publisher', indicatorKey('publisher', fact.value), fact],
    ),
    ...claimsOfIds({ ...vendor.signers, domain: vendor.domains ?? [], ...vendor.ids }),
    ...(vendor.products ?? []).flatMap((product) => [
      ...((product.names ?? []) as FactMapping[]).map(
        (fact): Claim => ['name', indicatorKey('name', fact.value), fact],
      ),
      ...claimsOfIds({ package: product.packages ?? [], domain: product.domains ?? [], ...product.ids }),
    ]),
  ];
}

function claimsOfIds(ids: object): Claim[] {
  return Object.entries(ids as Record<string, FactMapping[]>).flatMap(([kind, facts]) =>
    facts.map((fact): Claim => [kind, indicatorKey(kind as IndicatorKind, fact.value), fact]),
  );
}
