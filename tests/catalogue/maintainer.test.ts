/** A maintainer is a second sign for a mark that is too weak alone, and never decides by itself. */
import { describe, expect, test } from 'vitest';
import { builtInCatalogue } from '../support/built-in.ts';

const catalogue = builtInCatalogue('2026-11-28');

function vendorsOf(name: string, maintainer: string): string[] {
  const program = { name, ids: [`deb:${name}`], maintainer };
  return catalogue.identify(program).identities.map(({ vendor }) => vendor.id);
}

describe('with the vendor as its maintainer', () => {
  test.each(['kics', 'klms'])('the package %s is of the vendor', (name) => {
    expect(vendorsOf(name, 'Kaspersky <support@kaspersky.com>')).toEqual(['kaspersky']);
  });
});

describe('of nobody is', () => {
  test.each([
    ['kics', 'Checkmarx <kics@checkmarx.com>'],
    ['kics', 'Some One <someone@kaspersky.com>'],
    ['bash', 'Kaspersky <support@kaspersky.com>'],
    ['tesseract-ocr', 'Alexander Pozdnyakov <almipo@mail.ru>'],
    ['nano', 'Yandex LLC <a@yandex.ru>'],
  ])('%s of %s', (name, maintainer) => {
    expect(vendorsOf(name, maintainer)).toEqual([]);
  });
});
