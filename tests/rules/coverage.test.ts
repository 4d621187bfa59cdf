/** A condition that nothing in the catalogue can meet is an error, and a class with hardly a product a warning. */
import { describe, expect, test } from 'vitest';
import { impossibleConditions, narrowConditions } from '../../src/rules/lint/coverage.ts';
import type { Match, Vendor } from '../../src/schema/index.ts';
import { bans, vendors as builtIn } from '../support/built-in.ts';

const vendors: Vendor[] = [
  {
    id: 'alder',
    name: 'Alder',
    country: 'DE',
    'controlled-from': [{ country: 'FR', to: '2020-12-31' }],
    'sanctioned-by': [{ list: 'a-list' }],
    categories: ['antivirus'],
    products: [{ id: 'alder-av', name: 'Alder AV', categories: ['antivirus'] }],
  },
  {
    id: 'birch',
    name: 'Birch',
    country: 'CN',
    'successor-of': ['alder'],
    categories: ['software'],
    products: [
      { id: 'birch-office', name: 'Birch Office', categories: ['office'] },
      { id: 'birch-chat', name: 'Birch Chat', categories: ['messenger'] },
    ],
  },
];

const impossible = (match: Match) => [...impossibleConditions(match, ['match'], vendors)];
const narrow = (match: Match) => [...narrowConditions(match, ['match'], vendors)];

describe('no vendor and product can be', () => {
  test.each<[string, Match, string]>([
    ['of a category without products', { category: 'game' }, 'match.category'],
    ['from elsewhere', { vendor: { country: 'CN', id: 'alder' } }, 'match.vendor'],
    ['of a country without vendors', { vendor: { country: 'RU' } }, 'match.vendor'],
    ['on no list', { vendor: { 'sanctioned-by': 'b-list' } }, 'match.vendor'],
    ['of another vendor', { vendor: 'alder', product: 'birch-office' }, 'match.product'],
    ['of another category', { product: 'birch-office', category: 'game' }, 'match.category'],
    ['in one alternative', { any: [{ vendor: 'alder' }, { category: 'game' }] }, 'match.any.1.category'],
    ['below a condition', { vendor: 'alder', all: [{ category: 'office' }] }, 'match.all.0.category'],
  ])('%s', (_, match, place) => {
    expect(impossible(match).map(({ steps }) => steps.join('.'))).toEqual([place]);
  });
});

describe('some vendor or product can be', () => {
  test.each<[string, Match]>([
    ['of the vendor', { vendor: 'alder' }],
    ['of a country of the past', { vendor: { country: 'FR' } }],
    ['what an unknown product is taken for', { vendor: 'birch', category: 'software' }],
    ['a successor', { vendor: { id: 'alder', successors: true, country: 'CN' } }],
    ['one of several categories', { category: ['game', 'office'] }],
    ['told by its name alone', { name: 'Example *' }],
  ])('%s', (_, match) => {
    expect(impossible(match)).toEqual([]);
  });
});

test('a class with few products says which', () => {
  expect(narrow({ category: 'office' })).toEqual([
    {
      steps: ['match', 'category'],
      message: 'the catalogue has only 1 of category office: Birch Office (Birch)',
    },
  ]);
  expect(narrow({ vendor: 'birch', category: 'office' })).toEqual([]);
  expect(narrow({ product: 'birch-office' })).toEqual([]);
});

test('each built-in ban can be met, and covers more than a few', () => {
  const complaints = bans.flatMap((ban) => [
    ...impossibleConditions(ban.match, [ban.id], builtIn),
    ...narrowConditions(ban.match, [ban.id], builtIn),
  ]);
  expect(complaints).toEqual([]);
});
