import { describe, expect, test } from 'vitest';
import { stanzas } from '../../src/formats/deb822/stanzas.ts';
import { errorCollector } from '../../src/formats/errors.ts';
import { flatYaml } from '../../src/formats/markup/flat-yaml.ts';
import { keyfile } from '../../src/formats/markup/keyfile.ts';
import { nixList } from '../../src/formats/markup/nix-values.ts';
import { headLines, numberedLines } from '../../src/formats/text/lines.ts';
import { flatpakDeploy } from '../../src/readers/linux/flatpak-deploy.ts';
import { packageName, storeName } from '../../src/readers/nix-store.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);

describe('paragraphs', () => {
  const shape = { wanted: ['Package', 'Status', 'Version', 'Maintainer'] };
  const read = (data: Uint8Array) =>
    [...stanzas(data, shape)].map(({ line, fields, closed, problem }) => [
      line,
      Object.fromEntries(fields),
      closed,
      problem,
    ]);

  const cases: [string, Uint8Array, unknown][] = [
    ['nothing', bytes(''), []],
    ['empty lines alone', bytes('\n\n\n'), []],
    [
      'one that is closed',
      bytes('\nPackage: a\nVersion: 1\n\n'),
      [[2, { Package: 'a', Version: '1' }, true, undefined]],
    ],
    [
      'names in any case, values trimmed',
      bytes('PACKAGE:a \nversion:\t1\n'),
      [[1, { Package: 'a', Version: '1' }, false, undefined]],
    ],
    [
      'continued lines that look like fields',
      bytes('Package: a\nDescription: x\n Version: 9\n\tStatus: no\n\n'),
      [[1, { Package: 'a' }, true, undefined]],
    ],
    [
      'lines of Windows',
      bytes('Package: a\r\nVersion: 1\r\n\r\nPackage: b\r\n'),
      [
        [1, { Package: 'a', Version: '1' }, true, undefined],
        [4, { Package: 'b' }, false, undefined],
      ],
    ],
    [
      'UTF-16 with its mark',
      bytes('\ufeffPackage: a\n', 'utf16le'),
      [[1, { Package: 'a' }, false, undefined]],
    ],
    ['UTF-8 with its mark', bytes('\ufeffPackage: a\n'), [[1, { Package: 'a' }, false, undefined]]],
    [
      'two encodings in one file',
      Buffer.concat([
        bytes('Package: a\nMaintainer: Jürgen\n\n'),
        bytes('Package: b\nMaintainer: J\xfcrgen\n\n', 'latin1'),
      ]),
      [
        [1, { Package: 'a', Maintainer: 'Jürgen' }, true, undefined],
        [4, { Package: 'b', Maintainer: 'Jürgen' }, true, undefined],
      ],
    ],
    ['a torn line', bytes('Package: a\nVersi'), [[1, { Package: 'a' }, false, 'line 2: no field: "Versi"']]],
    [
      'a torn value',
      bytes('Package: a\nVersion: 1'),
      [[1, { Package: 'a', Version: '1' }, false, 'line 2: truncated inside a line']],
    ],
    [
      'a line that is not a field',
      bytes('Package: a\nnonsense\n\nPackage: b\n\n'),
      [
        [1, { Package: 'a' }, true, 'line 2: no field: "nonsense"'],
        [4, { Package: 'b' }, true, undefined],
      ],
    ],
    [
      'a continuation of nothing',
      bytes(' x\nPackage: a\n\n'),
      [[1, { Package: 'a' }, true, 'line 1: no field: " x"']],
    ],
    [
      'lost empty lines',
      bytes('Package: a\nPackage: b\nPackage: c\n\n'),
      [
        [1, { Package: 'a' }, false, undefined],
        [2, { Package: 'b' }, false, 'line 2: no empty line before this paragraph'],
        [3, { Package: 'c' }, true, 'line 2: no empty line before this paragraph'],
      ],
    ],
    [
      'a second status',
      bytes('Package: a\nStatus: x\nStatus: y\n\n'),
      [[1, { Package: 'a', Status: 'x' }, true, 'line 1: a second "Status"']],
    ],
    [
      'a field of another list above those of the first',
      bytes('version: 4\nPackage: a\nVersion: 1\n\n'),
      [[1, { Package: 'a', Version: '1' }, true, 'line 1: a second "Version"']],
    ],
  ];
  test.each(cases)('%s', (_, data, expected) => expect(read(data)).toEqual(expected));

  test('a paragraph of more lines than one search takes', () => {
    const long = `Package: a\nConffiles:\n${' /etc/x 0\n'.repeat(1200)}odd\n\n`;
    expect(read(bytes(long))).toEqual([[1, { Package: 'a' }, true, 'line 1203: no field: "odd"']]);
  });

  test('a file of several pieces gives every paragraph with its line', () => {
    const one = `Package: name\nVersion: 1\nDescription: ${'x'.repeat(2000)}\n\n`;
    const all = [...stanzas(bytes(one.repeat(34_000)), shape)];
    expect(all.length).toBe(34_000);
    expect(all.every(({ line, closed }, at) => closed && line === at * 4 + 1)).toBe(true);
  });
});

test('lines of consoles lose their ends and colours, and the last shows whether it has an end', () => {
  expect([...numberedLines(bytes('a\r\r\n\u001b[1mb\u001b[0m\nc'))]).toEqual([
    { text: 'a', number: 1, ended: true },
    { text: 'b', number: 2, ended: true },
    { text: 'c', number: 3, ended: false },
  ]);
  expect([...numberedLines(bytes('a\n\u00e9').subarray(0, 3))].at(-1)).toMatchObject({
    number: 2,
    ended: false,
  });
});

test('the head of a file that is no text has no lines', () => {
  expect(headLines(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 0, 0, 0x0a, 1]))).toEqual(['']);
  expect(headLines(bytes('\ufeffone\ntwo\nthr', 'utf16le'))).toEqual(['one', 'two']);
});

test('a key file keeps the last values and shows what is no key', () => {
  const faults = errorCollector();
  const [group] = keyfile(bytes('# x\n[a]\nk = v\nk=w\nurl=one\n  two\n; y\nodd\nlast=tor'), faults);
  expect(Object.fromEntries(group?.values ?? [])).toEqual({ k: 'w', url: 'one\ntwo', last: 'tor' });
  expect([...(group?.twice ?? [])]).toEqual(['k']);
  expect(group?.torn).toBe('last');
  expect(() => faults.throwIfAny()).toThrow('line 8: neither a group nor a key: "odd"');
});

test.each([
  '(manifest (version 1) (packages ()))runtime=x',
  '{"name": "alder"}runtime=x',
  '<component id="alder"/>',
  '"DisplayName"="alder"',
])('%s is no key of a key file', (line) => {
  const faults = errorCollector();
  const [group] = keyfile(bytes(`[a]\nname=x\n${line}\norg.example.*=talk\nName[sr@latin]=x\n`), faults);
  expect([...(group?.values.keys() ?? [])]).toEqual(['name', 'org.example.*', 'Name[sr@latin]']);
  expect(() => faults.throwIfAny()).toThrow('line 3: neither a group nor a key: ');
});

test('flat YAML gives the plain values at the top', () => {
  const faults = errorCollector();
  const values = flatYaml(
    bytes("---\nname: a # b\nversion: '1''s'\nother: \"x\\\"y\"\nlist:\n- 1\ntext: |\n  name: no\n"),
    faults,
  );
  expect(Object.fromEntries(values)).toEqual({ name: 'a', version: "1's", other: 'x"y', text: '|' });
  expect(() => faults.throwIfAny()).not.toThrow();
});

const stores: [string, unknown][] = [
  ['hello-2.12.1', { name: 'hello', version: '2.12.1' }],
  ['hello-2.12.1-man', { name: 'hello', version: '2.12.1' }],
  ['python3.11-pip-23.0', { name: 'python3.11-pip', version: '23.0' }],
  ['bash-interactive-5.2-p26', { name: 'bash-interactive', version: '5.2-p26' }],
  ['nix-env', { name: 'nix-env' }],
];
test.each(stores)('%s in the store of Nix', (name, expected) => {
  expect(packageName(name)).toEqual(expected);
  expect(storeName(`/nix/store/${'0'.repeat(32)}-${name}`)).toEqual(expected);
});

test('values of Nix end at their limit and not in the stack', () => {
  expect([...nixList(bytes('[ { a = "b\\"c"; d = [ 1 -2.5 true null ]; # x\n } ]'))]).toEqual([
    new Map<string, unknown>([
      ['a', 'b"c'],
      ['d', ['1', '-2.5', 'true', 'null']],
    ]),
  ]);
  expect(() => [...nixList(bytes('['.repeat(100_000)))]).toThrow(SyntaxError);
  expect(() => [...nixList(bytes(`[ "${'\\"'.repeat(100_000)}`))]).toThrow(SyntaxError);
});

test('a deploy file of every shorter length is an error or gives less', () => {
  const whole = deployOf({ 'appdata-name': 'Viewer', 'appdata-version': '2.1' });
  expect(Object.fromEntries(flatpakDeploy(whole))).toEqual({
    'appdata-name': 'Viewer',
    'appdata-version': '2.1',
  });
  for (let length = 0; length < whole.length; length++) {
    expect(() => flatpakDeploy(whole.subarray(0, length)), `${length}`).toThrow(SyntaxError);
  }
});

/** `(ssasta{sv})` by the rules of GVariant, for less than 256 bytes; the offsets stand in reverse. */
function deployOf(texts: Record<string, string>): Buffer {
  const padded = (data: Buffer) => Buffer.concat([data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
  const entries = Object.entries(texts).map(([key, value]) => {
    const name = bytes(`${key}\0`);
    return Buffer.concat([padded(name), bytes(`${value}\0\0s`), Buffer.from([name.length])]);
  });
  const ends: number[] = [];
  let dict = Buffer.alloc(0);
  for (const entry of entries) {
    dict = Buffer.concat([padded(dict), entry]);
    ends.push(dict.length);
  }
  const head = bytes(`rig\0${'5e'.repeat(32)}\0`);
  return Buffer.concat([
    padded(head),
    Buffer.alloc(8),
    dict,
    Buffer.from([...ends, head.length, head.length, 4]),
  ]);
}
