import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { legalFormKeys } from '../../scripts/build/legal-form-keys.ts';
import { exactKey, nameKey, nameKeys, publisherKey, publisherKeys } from '../../src/matching/names/index.ts';

describe('two ways to write one display name', () => {
  test.each([
    ['1C Предприятие 7.7', '1С Предприятие 7.7'],
    ['1C:Предприятие 8', '1С Предприятие  8'],
    ['КриптоПро CSP', 'КРИПТОПРО CSP'],
    ['Kaspersky Anti-Virus', 'kaspersky anti virus'],
    ['Kaspersky®', 'Kaspersky™'],
    ['Kaspersky', 'Kas\u200bper\u00adsky'],
    ['Kaspersky', '\u202eKaspersky\u202c'],
    ['Kaspersky', 'Каsреrsку'],
    ['Kaspersky', 'ΚΑЅРЕRЅΚΥ'],
    ['Kaspersky', 'Ｋａｓｐｅｒｓｋｙ'],
    ['Dr.Web', 'Dr. Web'],
    ['３６０安全卫士', '360安全卫士'],
    ['Тёмный лес', 'Темный лес'],
    ['«Яндекс»', 'ЯНДЕКС'],
    ['Example “Suite”', 'Example Suite'],
    ['İletişim', 'iletişim'],
    ['Cafe\u0301', 'Café'],
  ])('%s is %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  test('a small nu is a v, a capital one an N', () => {
    expect(nameKeys('Aνira')).toContain(nameKey('Avira'));
    expect(nameKeys('ΝORTON')).toContain(nameKey('Norton'));
  });
});

describe('two names that only look related', () => {
  test.each([
    ['Kaspersky', 'KasperSkytte'],
    ['TikTok', 'tiktoken'],
    ['Kaspersky Free', 'Kaspersky'],
    ['Notepad', 'Notepad++'],
    ['Yandex', 'Яндекс'],
    ['Staffcop', 'StaffCopilot'],
    ['1C', '1Cs'],
    ['modern', 'modem'],
    ['l10n', '110n'],
    ['NANO', 'nanoid'],
  ])('%s is not %s', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });
});

describe('two ways to write one company', () => {
  test.each([
    ['ООО «ЯНДЕКС»', 'Яндекс'],
    ['YANDEX LLC', 'Yandex'],
    ['АО «Лаборатория Касперского»', 'ЗАО "Лаборатория Касперского"'],
    ['AO Kaspersky Lab', 'Kaspersky Lab ZAO'],
    ['АО Kaspersky Lab', 'JSC Kaspersky Lab'],
    ['Kaspersky Lab, Inc.', 'Kaspersky Lab'],
    ['OOO Kaspersky Group', 'LLC Kaspersky Group'],
    ['Kaspersky Labs GmbH', 'Kaspersky Labs Limited'],
    ['ESET, spol. s r.o.', 'ESET'],
    ['Doctor Web, Ltd.', 'Doctor Web Ltd'],
    ['Doctor Web <support@example.org>', 'Doctor Web'],
    ['1С-Софт', 'ООО «1C-Софт»'],
    ['腾讯科技(深圳)有限公司', '腾讯科技（深圳）有限公司'],
    ['腾讯科技(深圳)有限公司', '腾讯科技（深圳）'],
    ['奇虎科技股份有限公司', '奇虎科技'],
    ['株式会社サンプル', 'サンプル株式会社'],
    ['주식회사 보기', '보기'],
    ['Avast Software s.r.o.', 'AVAST Software'],
    ['Bitdefender S.R.L.', 'Bitdefender'],
    ['Example Sp. z o.o.', 'Example'],
    ['Example GmbH & Co. KG', 'Example'],
    ['Example S. de R.L. de C.V.', 'Example'],
    ['Example Co., Ltd.', 'Example Company Limited'],
    ['Общество с ограниченной ответственностью «Пример»', 'ООО Пример'],
    ['Публичное акционерное общество «Пример»', 'ПАО «ПРИМЕР»'],
    ['Developer ID Application: Example Ltd (ABCDE12345)', 'Example'],
    ['Apple Distribution: Example Ltd (ABCDE12345)', 'Example'],
  ])('%s is %s', (one, other) => {
    expect(publisherKeys(one)).toContain(publisherKey(other));
  });
});

describe('companies that are not one another', () => {
  test.each([
    ['Kaspersky Lab', 'Kaspersky'],
    ['Kaspersky Lab UK Limited', 'Kaspersky Lab'],
    ['Group-IB', 'Group'],
    ['Solar', 'SolarWinds'],
    ['Security Code Ltd.', 'Code Security Ltd.'],
    ['Positive Technologies', 'Positive Group'],
    ['AG Soft', 'Soft'],
    ['Acronis International GmbH', 'Acronis'],
  ])('%s is not %s', (one, other) => {
    expect(publisherKey(one)).not.toBe(publisherKey(other));
  });

  test.each(['LLC', 'S.A.', 'Co., Ltd.', '有限公司'])('%s alone stays a name', (form) => {
    expect(publisherKey(form)).not.toBe('');
  });
});

test('identifiers differ by every sign but not by case or width', () => {
  expect(exactKey('KESL-GUI')).toBe('kesl-gui');
  expect(exactKey('ＫＥＳＬ')).toBe('kesl');
  expect(exactKey('kesl_gui')).not.toBe(exactKey('kesl-gui'));
  expect(exactKey('кesl')).not.toBe('kesl');
});

test('a hostile name costs no more than its length', () => {
  const took = stopwatch();
  for (const text of [
    '<'.repeat(200_000),
    `Developer ID${' '.repeat(200_000)}`,
    'о'.repeat(200_000),
    'a '.repeat(100_000),
  ]) {
    publisherKeys(text);
  }
  expect(took()).toBeLessThan(2000);
});

test.each([
  ['\u3164', 'alder birch'],
  ['\u2800', 'alder birch'],
  ['\u0001', 'alderbirch'],
  ['\u007f', 'alderbirch'],
  ['\t', 'alder birch'],
])('%j between two words', (mark, key) => {
  expect(nameKey(`Alder${mark}Birch`)).toBe(key);
});

test('keys of legal forms are those that were written down', () => {
  const committed = readFileSync('src/matching/names/legal-form-keys.ts', 'utf8');
  expect(committed, 'npm run generate').toBe(legalFormKeys());
});
