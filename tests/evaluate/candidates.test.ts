/** Which bans are asked about a program, and what is remembered of packages that no ban concerns. */
import { expect, test } from 'vitest';
import { catalogueOf } from '../../src/catalogue/index.ts';
import { identityPart } from '../../src/evaluate/anchors.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import type { Ban, Match, Vendor } from '../../src/schema/index.ts';
import type { Sighting } from '../../src/types.ts';

const vendor: Vendor = { id: 'example', name: 'Example', country: 'DE', categories: ['software'] };
const ban = (match: Match): Ban => ({ id: 'ban', title: 'Ban', why: 'A test.', severity: 'ban', match });
const deb = (name: string, version?: string): Sighting => ({
  name,
  ...(version === undefined ? {} : { version }),
  ids: [`deb:${name}`],
  reader: 'dpkg-status',
  path: 'var/lib/dpkg/status',
});

test.each<[string, Match, Match]>([
  ['a vendor', { vendor: 'a' }, { vendor: 'a' }],
  ['a vendor or a name', { any: [{ vendor: 'a' }, { name: 'B' }] }, { any: [{ vendor: 'a' }] }],
  [
    'a vendor or a name, and a state',
    { state: 'installed', any: [{ product: 'a' }, { id: 'deb:b' }] },
    { state: 'installed', any: [{ product: 'a' }] },
  ],
  [
    'alternatives in alternatives',
    { any: [{ any: [{ vendor: 'a' }, { name: 'B' }] }, { name: 'C' }] },
    { any: [{ any: [{ vendor: 'a' }] }] },
  ],
  [
    'the first of several that must hold',
    { all: [{ version: '<2' }, { any: [{ category: 'vpn' }, { name: 'B' }] }, { name: 'C*' }] },
    { all: [{ version: '<2' }, { any: [{ category: 'vpn' }] }, { name: 'C*' }] },
  ],
])('programs are looked up by identity for %s', (_, match, part) => {
  expect(identityPart(match)).toEqual(part);
});

test('a package name that ends in a version is asked for again in another version', async () => {
  const evaluator = await createEvaluator(catalogueOf([vendor], '2026-11-28'), [ban({ name: 'clock' })]);
  const found = (version?: string) =>
    evaluator.evaluate({ name: 'alder' }, [deb('clock-1.5', version)]).findings.length;
  expect([found('9'), found('1.5'), found('9'), found('1.5.2'), found()]).toEqual([0, 1, 0, 1, 1]);
});

test('an alternative by name and one by vendor are both met', async () => {
  const own: Vendor = { ...vendor, ids: { deb: ['example-av'] } };
  const mixed = ban({ any: [{ vendor: 'example' }, { name: 'clock' }] });
  const evaluator = await createEvaluator(catalogueOf([own], '2026-11-28'), [mixed]);
  const { findings } = evaluator.evaluate({ name: 'alder' }, [
    deb('example-av', '1'),
    deb('clock', '1'),
    deb('x', '1'),
  ]);
  expect(findings.map(({ program }) => program.name)).toEqual(['clock', 'example-av']);
});
