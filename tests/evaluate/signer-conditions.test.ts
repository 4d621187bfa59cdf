/** Conditions on who signed or made a program file, and the catalogue facts that identify one by them. */
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../src/catalogue/index.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import { lintMatch } from '../../src/rules/lint/match.ts';
import { lintVendor } from '../../src/rules/lint/vendor.ts';
import type { Ban, Match, Vendor } from '../../src/schema/index.ts';
import type { Mark, Sighting } from '../../src/types.ts';

const REGISTRATION = 'RU 1020000000001';
const THUMBPRINT = '0123456789abcdef0123456789abcdef01234567';
const DIGEST = 'a'.repeat(64);

const vendor: Vendor = {
  id: 'example-av',
  name: 'Example AV',
  country: 'RU',
  categories: ['antivirus'],
  publishers: ['Пример'],
  signers: {
    organisation: ['AO Example Lab'],
    registration: [REGISTRATION],
    thumbprint: [THUMBPRINT],
  },
  products: [
    {
      id: 'example-scanner',
      name: 'Example Scanner',
      categories: ['antivirus'],
      names: ['Example Scanner *'],
      ids: { 'original-name': ['exscan.exe'] },
    },
  ],
};

function file(ids: string[], name = 'scan.exe'): Sighting {
  return { name, ids, kind: 'trace', reader: 'program-file', path: 'Users/a/Downloads/scan.exe' };
}

async function judged(match: Match, sighting: Sighting) {
  const ban: Ban = { id: 'x', title: 'X', why: 'Y.', severity: 'ban', match };
  const judge = await createEvaluator(catalogueOf([vendor], '2026-11-28'), [ban], {});
  const { findings } = judge.evaluate({ name: 'alder' }, [sighting]);
  return findings.map(({ reasons, vendor: id, product }) => ({ reasons, vendor: id, product }));
}

describe('a rule asks', () => {
  test.each<[Match, string[], boolean]>([
    [{ signer: 'Example Lab' }, ['signer:AO Example Lab'], true],
    [{ signer: 'example*lab' }, ['signer:AO Example Lab'], true],
    [{ signer: { regex: 'AO .* Lab' } }, ['signer:AO Example Lab'], true],
    [{ signer: 'Example' }, ['signer:AO Example Lab'], false],
    [{ signer: 'Example Lab' }, ['company:AO Example Lab'], false],
    [{ signer: 'Some, Ltd.' }, ['signer:Some, Ltd.'], true],
    [{ company: 'Example Lab' }, ['company:Example Lab JSC'], true],
    [{ company: 'Example Lab' }, ['signer:Example Lab'], false],
    [{ sha256: DIGEST.toUpperCase() }, [`sha256:${DIGEST}`], true],
    [{ sha256: DIGEST }, [`sha256:${'b'.repeat(64)}`], false],
    [{ not: { signer: 'Example Lab' }, company: 'Example' }, ['company:Example'], true],
    [
      { not: { signer: 'Example Lab' }, company: 'Example' },
      ['company:Example', 'signer:Example Lab'],
      false,
    ],
  ])('%j of %j: %s', async (match, ids, isFound) => {
    expect((await judged(match, file(ids))).length).toBe(isFound ? 1 : 0);
  });

  test.each<[Match, RegExp]>([
    [{ sha256: 'abc' }, /not a SHA-256/u],
    [{ signer: '*' }, /no letter/u],
    [{ company: 'a*' }, /at least 5 letters/u],
  ])('%j, which cannot be meant', (match, complaint) => {
    const known = { vendors: new Set<string>(), products: new Set<string>(), catalogue: [] };
    const messages = [...lintMatch(match, [], known)].map(({ message }) => message);
    expect(messages.join()).toMatch(complaint);
  });
});

describe('the catalogue knows a file by', () => {
  test.each<[string, string[], string | undefined]>([
    ['its signer', ['signer:AO Example Lab'], 'example-av'],
    ['its registration', [`signer-registration:${REGISTRATION}`], 'example-av'],
    ['its certificate', [`signer-certificate:${THUMBPRINT.toUpperCase()}`], 'example-av'],
    ['its company in another script', ['company:Пример'], 'example-av'],
    ['another registration', ['signer-registration:HK 1020000000001'], undefined],
    ['its original name alone', ['original-name:exscan.exe'], undefined],
  ])('%s', async (_, ids, id) => {
    const [finding] = await judged({ vendor: 'example-av' }, file(ids));
    expect(finding?.vendor).toBe(id);
  });

  test('its original name, if its signer is the vendor', async () => {
    const [finding] = await judged(
      { product: 'example-scanner' },
      file(['original-name:exscan.exe', 'signer:AO Example Lab']),
    );
    expect(finding?.product).toBe('example-scanner');
  });

  test('facts that cannot be meant are errors', () => {
    const wrong: Vendor = { ...vendor, signers: { registration: ['1020000000001'], thumbprint: ['0123'] } };
    const known = { vendors: new Set<string>(), products: new Set<string>(), catalogue: [] };
    const messages = [...lintVendor(wrong, known)].map(({ message }) => message);
    expect(messages).toEqual([
      '"1020000000001" is not a registration: expected a country and a number, as in RU 1027700000000',
      '"0123" is not a thumbprint: expected 40 or 64 hexadecimal digits',
    ]);
  });
});

describe('a finding says whom the signature names, and whether it is of the file', () => {
  const ids = ['signer:AO Example Lab'];
  test.each<[Mark[], string[], string | undefined]>([
    [
      ['signature-matches'],
      ids,
      'its signature names AO Example Lab, and the digest in it is that of the file',
    ],
    [
      ['signature-differs'],
      ids,
      'its signature names AO Example Lab, and the digest in it is not that of the file',
    ],
    [[], ids, undefined],
    [['signature-matches'], ['company:Example Lab'], undefined],
  ])('%j of %j', async (marks, known, reason) => {
    const match: Match = { any: [{ signer: 'Example Lab' }, { company: 'Example Lab' }] };
    const [found] = await judged(match, { ...file(known), marks });
    const reported = found?.reasons.filter((one) => one.startsWith('its signature'));
    expect(reported).toEqual(reason === undefined ? [] : [reason]);
  });
});
