/** Programs whose manifest does not show them whole: what they may be, and what they are not. */
import { describe, expect, test } from 'vitest';
import { withLostNames } from '../../src/scan/lost-names.ts';
import type { Program } from '../../src/types.ts';
import { builtInCatalogue } from '../support/built-in.ts';

const catalogue = builtInCatalogue('2026-11-24');
const idsOf = (list: readonly { vendor: { id: string } }[]) => [
  ...new Set(list.map(({ vendor }) => vendor.id)),
];

describe('a name without a publisher', () => {
  test.each<[string, string]>([
    ['Kaspersky', 'kaspersky'],
    ['Kaspersky Antivirus', 'kaspersky'],
    ["Agent d'administration Kaspersky Security Center", 'kaspersky'],
    ['Administrationsagent für Kaspersky Security Center', 'kaspersky'],
    ['卡巴斯基安全软件', 'kaspersky'],
    ['カスペルスキー セキュリティ', 'kaspersky'],
    ['Dr.Web', 'doctor-web'],
    ['TikTok for Windows', 'bytedance'],
    ['Яндекс', 'yandex'],
  ])('%s may be of %s', (name, vendor) => {
    const { identities, possible } = catalogue.identify({ name });
    expect([...idsOf(identities), ...idsOf(possible.map(({ identity }) => identity))]).toContain(vendor);
  });

  test.each([
    '7-Zip',
    'Kasper Player',
    'Yandexa',
    'TikTokk',
    'DrWebster',
    'Bitdefender',
    'Qt 6',
    'Assistant',
    'Steam',
  ])('%s is in no doubt', (name) => {
    expect(catalogue.identify({ name }).possible).toEqual([]);
  });

  test('is in no doubt beside an id of its own, as a trace, or as a component', () => {
    const more: Partial<Program>[] = [
      { ids: ['npm:tiktok-scraper'] },
      { ids: ['winget:Example.Viewer'] },
      { kind: 'trace' },
      { marks: ['claim'] },
      { publisher: 'Example Ltd' },
    ];
    for (const one of more)
      expect(catalogue.identify({ name: 'TikTok Viewer', ...one }).possible, JSON.stringify(one)).toEqual([]);
  });
});

describe('a publisher that was cut', () => {
  test('may be that of a vendor, and contradicts no name', () => {
    const { possible } = catalogue.identify({ name: 'Some Program', publisher: 'AO Kaspersk...' });
    expect(possible.map(({ doubt }) => doubt)).toEqual(['its publisher was cut']);
    expect(
      catalogue.identify({ name: 'Kaspersky', publisher: 'AO Kaspersk…' }).possible.length,
    ).toBeGreaterThan(0);
  });

  test('of another vendor is no doubt', () => {
    expect(catalogue.identify({ name: 'Some Program', publisher: 'Example Softwa...' }).possible).toEqual([]);
  });
});

describe('a package of the Store without its family', () => {
  test.each(['BytedancePte.Ltd.TikTok', 'BytedancePte.Ltd.TikTok_1.0.5.0_neutral_~_6yccndn6064se'])(
    '%s',
    (name) => {
      expect(idsOf(catalogue.identify({ name }).identities)).toEqual(['bytedance']);
    },
  );

  test('that was cut may be what it begins', () => {
    const cut: Program = { name: 'BytedancePte.Ltd.Tik...', marks: ['truncated-name'] };
    expect(idsOf(catalogue.identify(cut).possible.map(({ identity }) => identity))).toEqual(['bytedance']);
  });

  test('of another vendor', () => {
    expect(catalogue.identify({ name: 'Microsoft.WindowsCalculator' }).identities).toEqual([]);
  });
});

describe('the short name of a service', () => {
  const service = (more: Partial<Program>): Program => ({
    name: 'AVP1',
    kind: 'trace',
    ids: ['service:AVP1'],
    ...more,
  });
  test.each<[string, Partial<Program>, string[]]>([
    ['in a folder of another vendor', { folder: 'C:\\Program Files\\AviaPro' }, []],
    ['with the file of another vendor', { executable: '/Program Files/AviaPro/avp1.exe' }, []],
    [
      'in a folder of its vendor',
      { folder: 'C:\\Program Files (x86)\\Kaspersky Lab\\Kaspersky 21.3' },
      ['kaspersky'],
    ],
    ['in a folder of the administrator', { executable: '/AV/avp.exe' }, ['kaspersky']],
    ['in the folder of Windows', { folder: 'C:\\Windows\\System32' }, ['kaspersky']],
    ['with a file that lies in no folder', { executable: '/x.exe' }, ['kaspersky']],
    ['with a file that lies in no folder of its drive', { executable: '/D:/x.exe' }, ['kaspersky']],
    ['of which no file is told', {}, ['kaspersky']],
  ])('%s', (_, more, expected) => {
    expect(idsOf(catalogue.identify(service(more)).identities)).toEqual(expected);
  });
});

describe('letters that an encoding lost', () => {
  const gaps = (program: Program) => {
    try {
      return { given: [...withLostNames([program])].length, reason: '' };
    } catch (error) {
      return { reason: (error as Error).message };
    }
  };
  test.each([
    '??????????? 2019',
    '\uFFFD\uFFFD\uFFFD',
    '??',
    '???????? Dr.Web',
    '?? 2',
    '¿¿¿¿¿¿ ¿¿',
    '□□□□ □□□□□',
    '\u001A\u001A\u001A\u001A',
    '&#1050;&#1072;&#1089;',
    '&#x041A;',
    '\\u041a\\u0430',
  ])('%s is no name', (name) => {
    expect(gaps({ name, line: 2 }).reason).toMatch(/^line 2: an encoding lost letters/u);
    expect(gaps({ name, publisher: '?? ????' }).reason).not.toBe('');
  });

  test.each([
    '???????',
    '\uFFFD\uFFFD \uFFFD\uFFFD',
    '??? «?????»',
    Buffer.from('Лаборатория').toString('latin1'),
    'Ð\u00a0Ñ„',
  ])('the publisher %j is none', (publisher) => {
    expect(gaps({ name: 'Alder', publisher, line: 2 }).reason).toBe(
      'line 2: an encoding lost letters of the publisher of "Alder"',
    );
  });

  test('an entry without a name and an identifier may be any program', () => {
    expect(gaps({ name: '', line: 2 }).reason).toBe('line 2: an entry without a name and an identifier');
    expect(gaps({ name: '', ids: ['deb:alder'] }).reason).toBe('');
  });

  test('a name in the letters of another code page is none', () => {
    const name = Buffer.from('Антивирус').toString('latin1');
    expect(gaps({ name, line: 2 }).reason).toMatch(/lost letters of the name/u);
    expect(gaps({ name, publisher: 'Alder Ltd' }).reason).toBe('');
  });

  test.each<Program>([
    { name: 'Alder', publisher: 'Société Générale' },
    { name: 'Alder', publisher: 'АО «Лаборатория Касперского»' },
    { name: 'Alder', publisher: '株式会社' },
    { name: 'Alder', publisher: 'Soci\uFFFDt\uFFFD' },
    { name: 'Alder', publisher: '???2000 Ltd' },
    { name: 'Alder', publisher: '-' },
    { name: 'Where is it?' },
    { name: 'What?? The Game' },
    { name: '7-Zip 23.01' },
    { name: '2048' },
    { name: 'Alder &amp; Birch' },
    { name: '¿Qué es?' },
    { name: 'C:\\users\\u1234' },
    { name: '■ Alder' },
    { name: 'Visual C++ ??????', publisher: 'Microsoft Corporation' },
    { name: '???', kind: 'trace' },
  ])('$name is left alone', (program) => {
    expect(gaps(program)).toEqual({ given: 1, reason: '' });
  });
});
