import { expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { columnsOf } from '../../src/formats/table/columns.ts';
import { inCodePage } from '../../src/formats/text/code-page.ts';
import { chunks, encodingOf, lines, text } from '../../src/formats/text/decode.ts';

/** Encoders made out of the platform's decoders, so that no test holds bytes that we wrote by our own tables. */
function encode(words: string, label: string): Uint8Array {
  if (label === 'utf-8') return new TextEncoder().encode(words);
  if (label.startsWith('utf-16')) {
    const bytes = Buffer.from(words, 'utf16le');
    return label === 'utf-16be' ? bytes.swap16() : bytes;
  }
  const table = tableOf(label);
  const out: number[] = [];
  for (const char of words) {
    const bytes = table.get(char);
    if (bytes === undefined) throw new Error(`${label} has no ${char}`);
    out.push(...bytes);
  }
  return Uint8Array.from(out);
}

const tables = new Map<string, Map<string, number[]>>();

function tableOf(label: string): Map<string, number[]> {
  const known = tables.get(label);
  if (known) return known;
  const table = new Map<string, number[]>();
  const add = (bytes: number[]) => {
    const char = inCodePage(Uint8Array.from(bytes), label);
    if ([...char].length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, bytes);
  };
  for (let byte = 0; byte < 256; byte++) add([byte]);
  if (['gbk', 'shift_jis', 'euc-jp', 'euc-kr', 'big5'].includes(label)) {
    for (let lead = 0x81; lead < 0xff; lead++)
      for (let trail = 0x40; trail < 0xff; trail++) add([lead, trail]);
  }
  tables.set(label, table);
  return table;
}

const samples: readonly (readonly [string, string])[] = [
  ['utf-8', 'Лаборатория Касперского'],
  ['utf-8', 'Société Générale – 7-Zip'],
  ['utf-8', '360安全卫士'],
  ['utf-16le', 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE]\r\n'],
  ['utf-16be', 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE]\r\n'],
  ['utf-16le', 'Лаборатория Касперского'],
  ['utf-16be', 'Лаборатория Касперского'],
  ['utf-16le', 'КасперскийАнтивирус'],
  ['utf-16le', '安全卫士电脑管家'],
  ['utf-16be', '安全卫士电脑管家'],
  ['utf-16le', '카카오톡보안프로그램'],
  ['utf-16le', 'Имя=Антивирус Касперского\r\nПоставщик=АО «Лаборатория Касперского»\r\n'],
  ['windows-1251', 'Лаборатория Касперского'],
  [
    'windows-1251',
    'REGEDIT4\r\n\r\n"Publisher"="АО «Лаборатория Касперского»"\r\n"DisplayName"="Антивирус"\r\n',
  ],
  ['windows-1251', 'Name  Version\r\n1С:Предприятие 8  8.3.1\r\nЯндекс.Диск 3.0\r\nКриптоПро CSP\r\n'],
  ['windows-1251', '"DisplayName"="Доктор Веб"\r\n"Publisher"="ООО «Доктор Веб»"\r\n'],
  ['windows-1251', 'ЗАПУСК ПРОГРАММ'],
  ['windows-1252', 'Verfügbar  Größe\r\nSociété Générale\r\nAcmé Pro - Édition française'],
  ['windows-1252', 'Microsoft® Windows® Operating System'],
  ['windows-1252', 'Suivi des soins et des remboursements de Santé'],
  ['windows-1252', 'España: Configuración del añadido'],
  [
    'ibm866',
    '    DisplayName    REG_SZ    Антивирус Касперского\r\n    Publisher    REG_SZ    АО Лаборатория Касперского\r\n',
  ],
  ['ibm866', 'Поиск завершен: совпадений найдено 12.'],
  ['windows-1252', 'Example – Antivirus™ “Pro”'],
  ['windows-1252', 'Example – Antivirus'],
  ['windows-1252', 'Outils – Français'],
  ['windows-1252', 'Mise à jour de sécurité'],
  ['cp850', 'Mise à jour du café, été'],
  ['ibm866', 'Программа Щит и Меч от АО ЩИТ'],
  ['cp850', 'Name  Verfügbar\r\n----\r\nÜbersicht für Geräte\r\n'],
  ['cp850', 'Société Générale, paramètres et sécurité'],
  ['gbk', '360安全卫士'],
  ['gbk', 'DisplayName : 腾讯电脑管家\r\nPublisher : 腾讯科技(深圳)有限公司\r\n'],
  ['gbk', '搜狗输入法 9.1正式版\r\n火绒安全软件\r\n金山毒霸\r\n'],
  ['shift_jis', '名前  バージョン\r\nウイルスバスター クラウド\r\n一太郎 2020\r\n'],
  ['euc-jp', '名前  バージョン\r\nウイルスバスター クラウド\r\n一太郎 2020\r\n'],
  ['euc-kr', '카카오톡'],
  ['euc-kr', '이름  버전\r\n알약 2.5\r\n한컴오피스 2020\r\n안랩 세이프 트랜잭션\r\n'],
  ['big5', '名稱  版本\r\n趨勢科技 安全管理軟體\r\n微軟輸入法\r\n'],
];

test.each(samples)('unmarked %s is told by what it reads like: %s', (label, words) => {
  const bytes = encode(words, label);
  expect(text(bytes)).toBe(words);
});

test('the signs of windows-1252 that Latin-1 has not are no control characters', () => {
  const bytes = Uint8Array.from([0x80, 0x85, 0x93, 0x94, 0x96, 0x99]);
  expect(inCodePage(bytes, 'windows-1252')).toBe('€…“”–™');
  expect(inCodePage(bytes, 'iso-8859-1')).toBe('€…“”–™');
});

test('a byte order mark decides and is not part of the text', () => {
  expect(text(Uint8Array.of(0xff, 0xfe, 0x41, 0))).toBe('A');
  expect(text(Uint8Array.of(0xfe, 0xff, 0, 0x41))).toBe('A');
  expect(text(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('A');
  expect(text(Uint8Array.of())).toBe('');
});

test('UTF-16 that is truncated inside a character is reported, after the text before it was given', () => {
  const torn = Buffer.concat([Buffer.from('\ufeffName\r\nKesl\r\n', 'utf16le'), Buffer.of(0x41)]);
  expect(() => text(torn)).toThrow(/truncated/);
  expect(() => text(torn.subarray(2))).toThrow(/truncated/);
  const seen: string[] = [];
  expect(() => {
    for (const line of lines(torn)) seen.push(line);
  }).toThrow(SyntaxError);
  expect(seen).toContain('Kesl');
});

test('UTF-8 that is truncated inside a character is not taken for a code page', () => {
  const torn = new TextEncoder().encode('Антивирус Касперского').subarray(0, -1);
  expect(() => text(torn)).toThrow(/truncated inside a character/);
});

test('one line in a code page does not spoil the UTF-8 around it', () => {
  const bytes = Buffer.concat([
    Buffer.from('Maintainer: Гурьев\nDescription: «да»\nName: Каспер\n'.repeat(20)),
    encode('Maintainer: José Müller\n', 'windows-1252'),
    Buffer.from('Name: Ärger\n'),
  ]);
  const read = text(bytes);
  expect(read).toContain('José Müller');
  expect(read).toContain('Гурьев');
  expect(read).toContain('Ärger');
});

test('spinners and colours of a console are text', () => {
  expect(encodingOf(Buffer.from('\b-\b\\\b|\x1b[1mName\x1b[0m\r\n'))).toBe('ascii');
});

test('what is no text in any encoding throws', () => {
  const noise = Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3) * 104729) & 0xff);
  expect(() => text(noise)).toThrow(/not text/);
});

test('a character across two pieces is one character', () => {
  const bytes = encode('Касперский '.repeat(50), 'utf-8');
  expect([...chunks(bytes, 7)].join('')).toBe('Касперский '.repeat(50));
});

test('lines end as systems end them', () => {
  expect([...lines(Buffer.from('a\r\nb\nc\rd'))]).toEqual(['a', 'b', 'c', 'd']);
  expect([...lines(Buffer.from('a\n\nb\n'))]).toEqual(['a', '', 'b']);
});

test('UTF-8 keeps its characters whole where its pieces end', () => {
  const written = `a${'€'.repeat(9)}😀é`.repeat(40);
  const bytes = new TextEncoder().encode(written);
  for (const step of [5, 6, 7, 8, 64]) expect([...chunks(bytes, step)].join('')).toBe(written);
  for (const cut of [1, 3, 4, 5]) {
    expect(() => text(bytes.subarray(0, bytes.length - cut))).toThrow(/truncated inside a character/);
  }
});

test('columns under many words and over many rows take one look at each', () => {
  const took = stopwatch();
  expect(columnsOf('a '.repeat(40_000), Array(40_000).fill('b '))).toHaveLength(40_000);
  expect(took()).toBeLessThan(2000);
});
