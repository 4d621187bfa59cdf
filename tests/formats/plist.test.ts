import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Plist,
  plist,
  plistField,
  plistList,
  plistPart,
  plistString,
} from '../../src/formats/plist/index.ts';

const utf8 = (source: string): Uint8Array => new TextEncoder().encode(source);
const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';
const wrap = (body: string): Uint8Array => utf8(`${HEAD}<plist version="1.0">${body}</plist>\n`);

describe('an XML property list', () => {
  test.each<[string, string, Plist]>([
    [
      'text with entities and CDATA',
      '<string>&lt;a&gt; &#x1F600; &#233;<![CDATA[<&b>]]></string>',
      '<a> 😀 é<&b>',
    ],
    ['blanks, which belong to a string', '<string> a\r\nb </string>', ' a\nb '],
    ['an empty string by its tag', '<string/>', ''],
    ['a decimal number', '<integer>-42</integer>', -42],
    ['a hexadecimal number', '<integer>0x1F</integer>', 31],
    ['a negative hexadecimal number', '<integer>-0x1F</integer>', -31],
    ['a number beyond 2^53', '<integer>4611686018427387905</integer>', 2n ** 62n + 1n],
    ['a real number', '<real>1.5e3</real>', 1500],
    ['a truth', '<true/>', true],
    ['a truth with an end tag', '<false></false>', false],
    ['a date', '<date>2024-02-29T12:00:00Z</date>', new Date('2024-02-29T12:00:00Z')],
    ['data over lines', '<data>\n\taGVs\n\tbG8=\n</data>', utf8('hello')],
    [
      'containers',
      '<dict><key/><array/><key>__proto__</key><dict/></dict>',
      new Map<string, Plist>([
        ['', []],
        ['__proto__', new Map()],
      ]),
    ],
    ['comments everywhere', '<!-- a --><array><!-- <string> --><string>x<!-- y --></string></array>', ['x']],
  ])('holds %s', (_, body, value) => {
    expect(plist(wrap(body))).toEqual(value);
  });

  test.each([
    ['UTF-16LE', Buffer.from('\uFEFF<plist><string>я</string></plist>', 'utf16le')],
    ['UTF-16BE', Buffer.from('\uFEFF<plist><string>я</string></plist>', 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from('\uFEFF<plist><string>я</string></plist>')],
    ['blanks before the declaration', Buffer.from(`\n${HEAD}<plist><string>я</string></plist>`)],
  ])('is read with %s', (_, bytes) => {
    expect(plist(bytes)).toBe('я');
  });

  test.each([
    ['', 'the file is empty'],
    ['<plist version="1.0"></plist>', 'holds no value'],
    ['<plist><dict><key>a</key></dict></plist>', 'no value for "a"'],
    ['<plist><dict><string>a</string></dict></plist>', 'a key is wanted'],
    ['<plist><string>a</string><string>b</string></plist>', 'a second value'],
    ['<plist><array>text</array></plist>', 'text between elements: "text'],
    ['<plist><array></dict></plist>', 'the end of "array" is wanted'],
    ['<plist><integer>1e3</integer></plist>', 'no integer'],
    ['<plist><date>yesterday</date></plist>', 'no date'],
    ['<plist><data>%%</data></plist>', 'no base64'],
    ['<plist><string>&nbsp;</string></plist>', 'unknown entity "&nbsp;"'],
    ['<plist><set/></plist>', 'no element of a property list'],
    ['<!DOCTYPE plist [<!ENTITY a "aa">]><plist><string>&a;</string></plist>', 'declarations are not read'],
    ['<?xml version="1.0"?>\n<plist>\n<array>\n<string>a', 'line 4: truncated after'],
  ])('%j is refused with its reason', (source, reason) => {
    expect(() => plist(utf8(source))).toThrow(reason);
  });

  test('nesting is bounded', () => {
    expect(() => plist(wrap('<array>'.repeat(200_000)))).toThrow('nested deeper than 256');
    expect(() => plist(utf8('('.repeat(200_000)))).toThrow('nested deeper than 256');
  });

  test('what stands before a break is kept up to the last whole element of an array', () => {
    const body =
      '<array><dict><key>_items</key><array><dict><key>n</key><string>a</string></dict><dict><key>n</key><str';
    const { value, fault } = plistPart(utf8(`${HEAD}<plist>${body}`));
    expect(plistString(value, 0, '_items', 0, 'n')).toBe('a');
    expect(plistList(value, 0, '_items')).toHaveLength(1);
    expect(fault?.message).toContain('line 3');
    const top = plistPart(
      utf8(
        `${HEAD}<plist><dict><key>a</key><string>b</string><key>c</key><dict><key>d</key><string>e</string>`,
      ),
    );
    expect(top.value).toEqual(new Map([['a', 'b']]));
  });
});

describe('an old-style property list', () => {
  test.each<[string, Plist]>([
    [
      '{ a = b; "c d" = (1, "x\\n\\U00e9\\"", <0f bd77>); }',
      new Map<string, Plist>([
        ['a', 'b'],
        ['c d', ['1', 'x\né"', Uint8Array.of(0x0f, 0xbd, 0x77)]],
      ]),
    ],
    [
      '/* names */\n"CFBundleName" = "Пример"; // shown\nb;',
      new Map<string, Plist>([
        ['CFBundleName', 'Пример'],
        ['b', 'b'],
      ]),
    ],
    ['(a, b,)', ['a', 'b']],
  ])('%j is read', (source, value) => {
    expect(plist(utf8(source))).toEqual(value);
    expect(plist(Buffer.from(`\uFEFF${source}`, 'utf16le'))).toEqual(value);
  });

  test.each([
    '{ a = b }',
    '{ a:b, c:[1] }',
    'this is not a valid plist',
    '{ a = "b',
    '( a',
    '<0f b>',
    '/* a',
    '{ a = b; } c',
  ])('%j is refused', (source) => {
    expect(() => plist(utf8(source))).toThrow(/^line 1: /u);
  });
});

/** A binary list out of encoded objects; `table` overrides the offsets. */
function binary(objects: readonly number[][], offsets?: readonly number[], top = 0): Uint8Array {
  const body = [...utf8('bplist00')];
  const known: number[] = [];
  for (const object of objects) {
    known.push(body.length);
    body.push(...object);
  }
  const table = offsets ?? known;
  const start = body.length;
  for (const at of table) body.push(at >> 8, at & 0xff);
  const word = (value: number): number[] => [0, 0, 0, 0, 0, 0, value >> 8, value & 0xff];
  return Uint8Array.from([
    ...body,
    0,
    0,
    0,
    0,
    0,
    0,
    2,
    1,
    ...word(table.length),
    ...word(top),
    ...word(start),
  ]);
}

describe('a binary property list', () => {
  test('holds every kind of value', () => {
    const value = plist(
      binary([
        [0xa6, 1, 2, 3, 4, 5, 6],
        [0x09],
        [0x10, 200],
        [0x13, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe],
        [0x51, 0x61],
        [0x61, 0x04, 0x4f],
        [0x80, 7],
      ]),
    );
    expect(value).toEqual([true, 200, -2, 'a', 'я', { uid: 7 }]);
  });

  test('a container that holds itself is refused', () => {
    expect(() => plist(binary([[0xa1, 0]]))).toThrow('a container holds itself');
    expect(() =>
      plist(
        binary([
          [0xa1, 1],
          [0xd1, 2, 0],
          [0x51, 0x61],
        ]),
      ),
    ).toThrow('a container holds itself');
  });

  test('shared objects are built once, however often they are named', () => {
    const levels = Array.from({ length: 60 }, (_, level) => [0xa2, level + 1, level + 1]);
    const value = plist(binary([...levels, [0x51, 0x61]]));
    expect(plistField(value, ...new Array<number>(60).fill(1))).toBe('a');
  });

  test('objects that lie over each other are refused before they fill the memory', () => {
    const many = new Array<number>(255).fill(1);
    const objects = [
      [0xaf, 0x10, 255, ...many.map((_, at) => at)],
      [0x5f, 0x11, 0x0f, 0xff, ...new Array<number>(4095).fill(0x61)],
    ];
    const first = 8;
    const second = first + (objects[0]?.length ?? 0);
    const offsets = [first, ...new Array<number>(254).fill(second)];
    expect(() =>
      plist(
        binary(
          objects.map((object, at) =>
            at === 0 ? [0xaf, 0x10, 254, ...many.slice(1).map((_, n) => n + 1), 1] : object,
          ),
          offsets,
        ),
      ),
    ).toThrow('lie over each other');
  });

  test.each<[string, Uint8Array, string]>([
    [
      'an offset beyond the end',
      binary(
        [
          [0xa1, 1],
          [0x51, 0x61],
        ],
        [8, 9999],
      ),
      'leads out of the list',
    ],
    ['a reference to no object', binary([[0xa1, 9]]), 'object 9 of 1 does not exist'],
    ['a length beyond the end', binary([[0x5f, 0x11, 0xff, 0xff]]), 'lead out of the list'],
    [
      'a huge length',
      binary([[0x5f, 0x13, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]),
      'lead out of the list',
    ],
    [
      'a key that is a number',
      binary([
        [0xd1, 1, 1],
        [0x10, 1],
      ]),
      'a key that is not a string',
    ],
    ['an unknown marker', binary([[0x70 + 0x80]]), 'unknown marker 0xf0'],
    ['a top object that does not exist', binary([[0x09]], undefined, 5), 'broken or cut off'],
    ['nothing but its magic', utf8('bplist00'), 'truncated'],
    ['an unknown version', utf8(`bplist99${'x'.repeat(60)}`), 'unknown version "99"'],
  ])('with %s is refused', (_, bytes, reason) => {
    expect(() => plist(bytes)).toThrow(reason);
  });

  test('deeper than the limit is refused', () => {
    const levels = Array.from({ length: 300 }, (_, level) => [0xa1, level + 1 > 255 ? 255 : level + 1]);
    expect(() => plist(binary(levels))).toThrow(/nested deeper|holds itself/u);
  });

  test('no bytes make the reader hang or fail in any other way than with a SyntaxError', () => {
    const whole = binary([
      [0xa3, 1, 2, 3],
      [0x51, 0x61],
      [0xd1, 1, 3],
      [0x10, 5],
    ]);
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(whole.length - 1),
        (at, byte, cut) => {
          const changed = Uint8Array.from(whole);
          changed[at] = byte;
          for (const bytes of [changed, changed.subarray(0, cut)]) {
            try {
              plist(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(SyntaxError);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const hasPython = spawnSync('python3', ['-c', 'import plistlib']).status === 0;
const hasPlistutil = spawnSync('plistutil', ['--version']).status === 0;
if (!hasPython) console.log('skipped: python3 is not here, so property lists are not compared with plistlib');
if (!hasPlistutil) console.log('skipped: plistutil (libplist-utils) is not here');

const WRITE = `
import plistlib, sys, datetime
o = {'плист': 'Дельта 😀', 'big': 2**62+1, 'max': 2**64-1, 'neg': -2**63, 'small': [-1, 0, 255, 256, 65536, 2**31],
     'real': [0.1, -1e300], 'yes': True, 'no': False, 'date': datetime.datetime(2024, 2, 29, 1, 2, 3),
     'data': bytes(range(256)), '': '', '__proto__': {'constructor': ['a'] * 300}, 'xml': '<a & "b">\\n\\t', 'empty': [{}, []]}
sys.stdout.buffer.write(plistlib.dumps(o, fmt=plistlib.FMT_BINARY if sys.argv[1] == 'binary' else plistlib.FMT_XML))
`;

const EXPECTED: Plist = new Map<string, Plist>([
  ['плист', 'Дельта 😀'],
  ['big', 2n ** 62n + 1n],
  ['max', 2n ** 64n - 1n],
  ['neg', -(2n ** 63n)],
  ['small', [-1, 0, 255, 256, 65536, 2 ** 31]],
  ['real', [0.1, -1e300]],
  ['yes', true],
  ['no', false],
  ['date', new Date('2024-02-29T01:02:03Z')],
  ['data', Uint8Array.from({ length: 256 }, (_, at) => at)],
  ['', ''],
  ['__proto__', new Map([['constructor', new Array<string>(300).fill('a')]])],
  ['xml', '<a & "b">\n\t'],
  ['empty', [new Map(), []]],
]);

describe('what other tools write', () => {
  test.skipIf(!hasPython).each(['xml', 'binary'])('plistlib: %s', (format) => {
    const { stdout } = spawnSync('python3', ['-c', WRITE, format]);
    expect(plist(stdout)).toEqual(EXPECTED);
  });

  test.skipIf(!hasPython || !hasPlistutil).each([
    ['xml', 'bin'],
    ['binary', 'xml'],
  ])('plistutil converts %s to %s', (from, to) => {
    const folder = mkdtempSync(join(tmpdir(), 'plist-'));
    writeFileSync(join(folder, 'in'), spawnSync('python3', ['-c', WRITE, from]).stdout);
    const { stdout } = spawnSync('plistutil', ['-i', join(folder, 'in'), '-f', to]);
    rmSync(folder, { recursive: true });
    expect(plist(stdout)).toEqual(EXPECTED);
  });
});
