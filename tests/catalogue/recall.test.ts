/** Recall: the catalogue knows programs by their id alone, as registries and stores write it, and no stranger's. */
import { describe, expect, test } from 'vitest';
import { idKinds } from '../../src/vocabulary.ts';
import { builtInCatalogue } from '../support/built-in.ts';
import { known, origins, strangers } from '../support/known-identifiers.ts';

const catalogue = builtInCatalogue('2026-11-28');

function vendorsOf(kind: string, value: string): string[] {
  const { identities, possible } = catalogue.identify({ name: 'Some Program', ids: [`${kind}:${value}`] });
  return [...identities, ...possible.map(({ identity }) => identity)].map(({ vendor }) => vendor.id);
}

describe('by its id alone', () => {
  test.each(known)('%s %s is of %s', (kind, value, vendor) => {
    expect(vendorsOf(kind, value)).toEqual([vendor]);
  });

  test.each(strangers)('%s %s is of nobody in the catalogue', (kind, value) => {
    expect(vendorsOf(kind, value)).toEqual([]);
  });
});

test('each kind of these is one that rules can name, and says where it was read', () => {
  const kinds = new Set([...known, ...strangers].map(([kind]) => kind));
  expect([...kinds].filter((kind) => !Object.hasOwn(idKinds, kind) || origins[kind] === undefined)).toEqual(
    [],
  );
  expect(kinds.size).toBeGreaterThanOrEqual(20);
});
