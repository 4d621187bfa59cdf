import { expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { regKeys } from '../../src/formats/registry/reg.ts';
import { queriedKeys } from '../../src/formats/registry/reg-query.ts';
import { wineKeys } from '../../src/formats/registry/reg-wine.ts';
import type { RegistryData, RegistryEvent } from '../../src/formats/registry/registry-tree.ts';
import { registryUninstall } from '../../src/readers/windows/registry-uninstall/index.ts';

const head = 'Windows Registry Editor Version 5.00\r\n\r\n';
const tree = { path: 'a.reg', read: () => undefined, exists: () => false, list: () => [] };

interface Seen {
  readonly keys: [string, Record<string, RegistryData>][];
  readonly faults: string[];
}

function seen(events: Iterable<RegistryEvent<true>>): Seen {
  const keys: Seen['keys'] = [];
  const faults: string[] = [];
  for (const event of events) {
    if ('fault' in event) faults.push(event.fault);
    else keys.push([event.path, Object.fromEntries(event.values)]);
  }
  return { keys, faults };
}

function read(text: string, wanted: (path: string) => boolean = () => true): Seen {
  return seen(regKeys(Buffer.from(text), (path) => wanted(path) || undefined));
}

function values(lines: string): Record<string, RegistryData> {
  const { keys, faults } = read(`${head}[K]\r\n${lines}\r\n\r\n`);
  expect(faults).toEqual([]);
  return keys[0]?.[1] ?? {};
}

test.each<[string, string, RegistryData | undefined]>([
  ['a string', '"a"="b"', 'b'],
  ['escapes', '"a"="C:\\\\x \\"y\\""', 'C:\\x "y"'],
  ['an empty string', '"a"=""', ''],
  ['a string that looks like a key', '"a"="[K]"', '[K]'],
  ['a string of several lines', '"a"="one\r\n[two]\r\n\\"three"', 'one\r\n[two]\r\n"three'],
  ['a string that ends with a backslash', '"a"="C:\\\\"', 'C:\\'],
  ['a comment behind a string', '"a"="b" ; why', 'b'],
  ['blanks around the sign', '"a" = "b"', 'b'],
  ['a string by its type', '"a"=str(2):"b"', 'b'],
  ['a number', '"a"=dword:0000002a', 42],
  ['a short number', '"a"=dword:2a', 42],
  ['a large number', '"a"=hex(b):2a,00,00,00,00,00,00,00', 42],
  ['a number of the other order', '"a"=hex(5):00,00,00,2a', 42],
  ['a string in bytes', '"a"=hex(1):62,00,00,00', 'b'],
  ['a string in bytes with something behind its end', '"a"=hex(1):62,00,00,00,63,00', 'b'],
  ['a string that expands, in bytes over lines', '"a"=hex(2):25,00,\\\r\n  62,00,\\\r\n  00,00', '%b'],
  ['several strings', '"a"=hex(7):62,00,00,00,63,00,00,00,00,00', ['b', 'c']],
  ['no bytes', '"a"=hex:', Buffer.alloc(0)],
  ['bytes', '"a"=hex:01,ff', Buffer.of(1, 255)],
  ['bytes of one digit', '"a"=hex:1,f', Uint8Array.of(1, 15)],
  ['a value that is deleted', '"a"="b"\r\n"a"=-', undefined],
])('a value is %s', (_, line, expected) => {
  expect(values(line)['a']).toEqual(expected);
});

test('the default value has no name, and names have no case', () => {
  expect(values('@="x"\r\n"DisplayNAME"="y"\r\n"q\\"=\\\\"="z"')).toEqual({
    '': 'x',
    displayname: 'y',
    'q"=\\': 'z',
  });
});

test('deleted keys, comments and blanks show nothing', () => {
  const { keys, faults } = read(`${head}; note\r\n[-A]\r\n"x"="1"\r\n\r\n  \r\n[B]\r\n"x"="2"\r\n\r\n`);
  expect([keys, faults]).toEqual([[['B', { x: '2' }]], []]);
});

test('a key that comes again goes on', () => {
  expect(read(`${head}[A]\r\n"x"="1"\r\n\r\n[a]\r\n"y"="2"\r\n\r\n`).keys).toEqual([
    ['A', { x: '1', y: '2' }],
  ]);
});

test('strings of bytes under the old header are of a code page', () => {
  const { keys } = read('REGEDIT4\r\n\r\n[A]\r\n"x"=hex(2):25,61,00\r\n"y"=hex(7):61,00,62,00,00\r\n\r\n');
  expect(keys[0]?.[1]).toEqual({ x: '%a', y: ['a', 'b'] });
});

test.each([
  ['inside a string', `${head}[A]\r\n"x"="y`, /line 4: truncated inside a string/],
  ['inside a name', `${head}[A]\r\n"x`, /line 4: neither key nor value/],
  ['inside the name of a key', `${head}[A]\r\n\r\n[HKEY_L`, /line 5: a key without end: "\[HKEY_L"/],
  ['inside bytes', `${head}[A]\r\n"x"=hex(1):43,0`, /truncated inside data/],
  ['behind a backslash', `${head}[A]\r\n"x"=hex:43,\\\r\n`, /truncated inside data/],
  ['inside a number', `${head}[A]\r\n"x"=dword:00`, /truncated inside data/],
  ['inside a key', `${head}[A]\r\n"x"="y"\r\n`, /truncated inside the key "A"/],
  ['before the rest of bytes', `${head}[A]\r\n"x"=hex:43,\\\r\n\r\n[B]\r\n\r\n`, /data/],
])('an export that is truncated %s is reported with its line, after what is whole', (_, text, reason) => {
  const { keys, faults } = read(text);
  expect(keys[0]?.[0]).toBe('A');
  expect(faults.join('\n')).toMatch(reason);
});

test('what is not wanted is passed over, whatever its strings hold', () => {
  const other = `[Other]\r\n"x"="a\r\n[Wanted]\r\n\\"b"\r\n"y"=hex:01,\\\r\n  02\r\n\r\n`;
  const text = head + other.repeat(5000) + `[Wanted]\r\n"z"="1"\r\n\r\n${other}`;
  const { keys, faults } = read(text, (path) => path === 'Wanted');
  expect([keys, faults]).toEqual([[['Wanted', { z: '1' }]], []]);
});

test('values and keys across the pieces that a file is read in are whole', () => {
  const long = 'x'.repeat(70_000);
  const text = `${head}[A]\r\n"s"="${long}\r\n${long}"\r\n"t"="y"\r\n\r\n[B]\r\n"h"=hex:${'00,'.repeat(50_000)}00\r\n\r\n`;
  const { keys, faults } = read(text);
  expect(faults).toEqual([]);
  expect(keys[0]?.[1]['s']).toBe(`${long}\r\n${long}`);
  expect(keys[0]?.[1]['t']).toBe('y');
  expect(keys[1]?.[1]['h']).toHaveLength(50_001);
});

test.each([
  ['a string', `[A]\r\n"x"="${'y\r\n'.repeat(4_000_000)}`],
  ['a string of backslashes', `[A]\r\n"x"="${'\\"'.repeat(6_000_000)}`],
  ['a line', `[A]\r\n"x"=hex:${'00,'.repeat(5_000_000)}`],
])('%s without end costs no more than its length', (_, text) => {
  const took = stopwatch();
  expect(read(head + text).faults).not.toEqual([]);
  expect(took()).toBeLessThan(5000);
});

const export5 = `${head}[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Av]\r\n"DisplayName"="Антивирус"\r\n"Publisher"="АО «Лаборатория»"\r\n\r\n`;

test.each([
  ['UTF-16LE with a mark', Buffer.from(`\ufeff${export5}`, 'utf16le')],
  ['UTF-16BE with a mark', Buffer.from(`\ufeff${export5}`, 'utf16le').swap16()],
  ['UTF-8', Buffer.from(export5)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${export5}`)],
])('an export in %s gives its programs', (_, bytes) => {
  expect(registryUninstall.recognises?.(bytes, 'a.reg')).toBe(true);
  const [program] = registryUninstall.read(bytes, tree);
  expect(program).toMatchObject({ name: 'Антивирус', publisher: 'АО «Лаборатория»' });
});

test.each([
  ['UTF-16LE', Buffer.from(export5, 'utf16le')],
  ['UTF-16BE', Buffer.from(export5, 'utf16le').swap16()],
])(
  'an export in %s without a mark gives its programs, and shows that the start of the export is missing',
  (_, bytes) => {
    expect(registryUninstall.recognises?.(bytes, 'a.reg')).toBe(true);
    const names: string[] = [];
    expect(() => {
      for (const program of registryUninstall.read(bytes, tree)) names.push(program.name);
    }).toThrow(/without a byte order mark/);
    expect(names).toEqual(['Антивирус']);
  },
);

test.each([
  ['the whole machine', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\A'],
  ['short roots', 'HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\A'],
  [
    'a hive loaded under another name',
    'HKEY_LOCAL_MACHINE\\OFFLINE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\A',
  ],
  ['a user', 'HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\A'],
  ['no root', '\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\A'],
  ['the list alone', 'Uninstall\\A'],
])('an export of %s has its programs', (_, key) => {
  const bytes = Buffer.from(`${head}[${key}]\r\n"DisplayName"="A"\r\n\r\n`);
  expect(Array.from(registryUninstall.read(bytes, tree), (program) => program.name)).toEqual(['A']);
});

test('an export without any list of programs is no empty machine', () => {
  const bytes = Buffer.from(`${head}[HKEY_CURRENT_USER\\Software\\Microsoft]\r\n"a"="b"\r\n\r\n`);
  expect(() => [...registryUninstall.read(bytes, tree)]).toThrow(/no key that lists programs/);
});

test('what reg query prints is read in every language and by every separator', () => {
  const lines = (separator: string) =>
    `! REG.EXE VERSION 3.0\r\n\r\nHKEY_LOCAL_MACHINE\\A\r\n${separator}<NO NAME>${separator}REG_SZ${separator}d\r\n${separator}Display Name${separator}REG_SZ${separator}x  y\r\n${separator}N${separator}REG_DWORD${separator}0x2a\r\n\r\nEnd of search: 2 match(es) found.\r\n`;
  for (const separator of ['\t', '    ']) {
    const { keys, faults } = seen(queriedKeys(Buffer.from(lines(separator)), () => true));
    expect([keys, faults]).toEqual([
      [['HKEY_LOCAL_MACHINE\\A', { '': 'd', 'display name': 'x  y', n: 42 }]],
      [],
    ]);
  }
});

test.each([
  ['REG_SZ    1.0', 'Alder Office', 1],
  ['REG_SZ    1.0', 'End of search: 2 match(es) found.', 0],
  ['REG_DWORD    0x1', 'alder|2.0', 1],
])('after %s and a blank line reg query prints no %s', (data, line, count) => {
  const key = (name: string) => `HKEY_LOCAL_MACHINE\\${name}\r\n    DisplayVersion    ${data}\r\n\r\n`;
  const bytes = Buffer.from(`\r\n${key('A')}${line}\r\n${key('B')}`);
  expect(seen(queriedKeys(bytes, () => true)).faults).toHaveLength(count);
});

test('a line right below a number is none of reg query', () => {
  const text = `\r\nHKEY_LOCAL_MACHINE\\A\r\n    Size    REG_DWORD    0x1\r\nAlder Office\r\n\r\n`;
  expect(seen(queriedKeys(Buffer.from(text), () => true)).faults).toEqual([
    'line 4: no value: "Alder Office"',
  ]);
});

test.each(['alder 2.0-1', 'Alder Office'])('behind the last key reg query prints no %s', (line) => {
  const text = `\r\nHKEY_LOCAL_MACHINE\\A\r\n    DisplayName    REG_SZ    Birch\r\n\r\n${line}\r\n`;
  expect(seen(queriedKeys(Buffer.from(text), () => true)).faults).toHaveLength(1);
});

test('a second value of one key is reported', () => {
  const values = ['REG_SZ    Elm Viewer', 'REG_SZ    Elm Viewer', 'REG_SZ    Elm Editor'];
  const text = `\r\nHKEY_LOCAL_MACHINE\\Elm\r\n${values.map((value) => `    DisplayName    ${value}\r\n`).join('')}\r\n`;
  const { faults } = seen(queriedKeys(Buffer.from(text), () => true));
  expect(faults).toEqual(['line 5: a second value "displayname" of one key']);
});

test('a value behind the end of a search is none of the key above', () => {
  const text = `\r\nHKEY_LOCAL_MACHINE\\Elm\r\n    DisplayName    REG_SZ    Elm\r\n\r\nEnd of search: 1 match(es) found.\r\n\r\n    Publisher    REG_SZ    Elm GmbH\r\n\r\n`;
  expect(seen(queriedKeys(Buffer.from(text), () => true)).faults).toEqual([
    'line 7: above it stands no value: "End of search: 1 match(es) found."',
  ]);
});

test('a comment in the registry may have a blank line', () => {
  const text = `\r\nHKEY_LOCAL_MACHINE\\A\r\n    Comments    REG_SZ    a\r\n\r\nb\r\n\r\nHKEY_LOCAL_MACHINE\\B\r\n\r\n`;
  expect(seen(queriedKeys(Buffer.from(text), () => true)).faults).toEqual([]);
});

test('the registry of Wine names characters by their numbers', () => {
  const text =
    'WINE REGISTRY Version 2\n;; All keys relative to \\\\Machine\n\n[Software\\\\A\\x0411] 1\n#time=1\n@="d"\n"x"="\\x0412\\n"\n"m"=str(7):"a\\0b\\0"\n"h"=hex:01,\\\n  02\n"l"=dword:0000002a\n\n';
  const { keys, faults } = seen(wineKeys(Buffer.from(text), () => true));
  expect(faults).toEqual([]);
  expect(keys).toEqual([
    ['HKEY_LOCAL_MACHINE\\Software\\AБ', { '': 'd', x: 'В\n', m: ['a', 'b'], h: Buffer.of(1, 2), l: 42 }],
  ]);
});
