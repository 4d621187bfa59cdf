/** Every bound of `src/limits.ts`: an input that hits it, with what is reported; and how the operator sets one. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stanzas } from '../../src/formats/deb822/stanzas.ts';
import { yamlPart } from '../../src/formats/markup/yaml.ts';
import { type Limits, limits, setLimits } from '../../src/limits.ts';
import { hostTally } from '../../src/scan/host-tally.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { inputSource, openSource } from '../../src/sources/index.ts';
import type { Source } from '../../src/types.ts';
import { diskFixture, gptDisk, qcow2Overlay } from '../support/disk-writer.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { dockerSave, tar } from '../support/tar-writer.ts';

afterAll(tidy);
// Files share what a worker has loaded, the limits among it.
beforeEach(() => setLimits());
afterEach(() => setLimits());

const STATUS = 'var/lib/dpkg/status';
const root = [
  { name: 'etc/os-release', content: 'ID=debian\n' },
  { name: STATUS, content: dpkg('bash', 'dash', 'zsh') },
];
const BOM =
  '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"},{"name":"b"},{"name":"c"}]}';

function folder(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): Source {
  const made = room();
  const at = (path: string) => {
    mkdirSync(dirname(join(made, path)), { recursive: true });
    return join(made, path);
  };
  for (const [path, content] of Object.entries(files)) writeFileSync(at(path), content);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, at(path));
  return folderSource(made);
}

function input(bytes: Uint8Array | string): Promise<Source> {
  return inputSource(Readable.from([Buffer.from(bytes)]));
}

const image = (count: number) =>
  dockerSave(Array.from({ length: count }, (_, at) => tar([{ name: `etc/${at}`, content: String(at) }])));
const images = tar([
  { name: 'a.tar', content: tar(root) },
  { name: 'c.json', content: '{}' },
  {
    name: 'manifest.json',
    content: JSON.stringify(
      [1, 2].map((count) => ({ Config: 'c.json', Layers: Array(count).fill('a.tar') })),
    ),
  },
]);
const modules = ['a', 'b', 'c'].map((name) => `example_${name} 16384 0 - Live 0x0000000000000000\n`).join('');
/** Packed in haste, so that its ratio is that of real logs of zeros: some 200. */
let packed: Buffer | undefined;
const large = () =>
  (packed ??= gzipSync(tar([...root, { name: 'var/log/zeros', content: Buffer.alloc(70 << 20) }]), {
    level: 1,
  }));

/** Opens the last of these files, which lie in one folder. */
function disk(...files: readonly Buffer[]): Promise<Source> {
  const made = room();
  const at = (index: number) => join(made, `${index}.img`);
  files.forEach((bytes, index) => writeFileSync(at(index), bytes));
  return openSource(at(files.length - 1));
}

type Opener = () => Source | Promise<Source>;

/** Limit → the bound to try it with, and inputs that go beyond it, each of which is read to its end without it. */
const BEYOND: Readonly<Record<Exclude<keyof Limits, 'head'>, readonly [number, Record<string, Opener>]>> = {
  file: [
    100,
    {
      'of a folder': () => folder({ [STATUS]: dpkg('bash', 'dash') }),
      'of an archive': () => input(tar(root)),
      'of an image': () => input(dockerSave([tar(root)])),
      'that is packed': () => input(gzipSync(dpkg('bash', 'dash'))),
    },
  ],
  depth: [
    2,
    {
      'of a folder': () => folder({ 'a/b/c/status': dpkg('bash') }),
      'of an archive': () => input(tar([{ name: 'a/b/c/status', content: dpkg('bash') }])),
    },
  ],
  opened: [1, { 'of a folder': () => folder({ [STATUS]: dpkg('bash'), 'opt/a': 'a', 'opt/b': 'b' }) }],
  references: [
    1,
    {
      'of a folder': () =>
        folder({
          [STATUS]: dpkg('bash'),
          'etc/systemd/system/a.service': '[Service]\nExecStart=/opt/a\n',
          'etc/systemd/system/b.service': '[Service]\nExecStart=/opt/b\n',
        }),
    },
  ],
  entries: [
    2,
    {
      'of a folder': () => folder({ a: dpkg('bash'), b: dpkg('bash'), c: dpkg('bash') }),
      'of an archive': () => input(tar(['a', 'b', 'c'].map((name) => ({ name, content: dpkg('bash') })))),
    },
  ],
  links: [
    1,
    {
      'of a folder': () =>
        folder({ 'etc/c': dpkg('bash') }, { [STATUS]: '/etc/a', 'etc/a': 'b', 'etc/b': 'c' }),
      'of an archive': () =>
        input(
          tar([
            { name: 'etc/c', content: dpkg('bash') },
            { name: 'etc/b', type: '2', target: 'c' },
            { name: 'etc/a', type: '2', target: 'b' },
            { name: STATUS, type: '2', target: '/etc/a' },
          ]),
        ),
    },
  ],
  linked: [
    1,
    {
      'of an archive': () =>
        input(
          tar([
            { name: STATUS, content: dpkg('bash') },
            { name: 'etc', type: '2', target: '/data/etc' },
            { name: 'data/etc/os-release', content: 'ID=debian\n' },
          ]),
        ),
    },
  ],
  programs: [
    2,
    {
      'of a database': () => folder({ [STATUS]: dpkg('bash', 'dash', 'zsh') }),
      'of a document': () => input(BOM),
      'that are traces': () => folder({ 'proc/modules': modules, [STATUS]: dpkg('bash') }),
    },
  ],
  hosts: [1, { 'of a table': () => input('Computer,Name,Version\na,x,1\nb,x,1\n') }],
  unpacked: [1000, { 'of a stream': () => input(gzipSync(dpkg(...Array(100).fill('bash')))) }],
  ratio: [10, { 'beyond 64 MiB': () => input(large()) }],
  layers: [2, { 'of an image': () => input(image(3)) }],
  images: [1, { 'of an archive': () => input(images) }],
  members: [2, { 'of an archive': () => input(image(3)) }],
  description: [10, { 'of an image': () => input(image(1)) }],
  nodes: [3, { 'of a root': () => input(tar(root)) }],
  handed: [
    2,
    { 'of a collection': () => input(tar(['a', 'b', 'c'].map((name) => ({ name, content: BOM })))) },
  ],
  nesting: [
    2,
    {
      'of JSON': () => input(BOM),
      'of XML': () =>
        input(
          '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="application"><name>a</name></component></components></bom>\n',
        ),
    },
  ],
  nested: [
    1,
    {
      'of an archive': () =>
        input(tar([{ name: 'a.tar', content: tar([{ name: 'b.tar', content: dockerSave([tar(root)]) }]) }])),
    },
  ],
  diskTable: [1000, { 'of partitions': () => disk(gptDisk([diskFixture('ext4.img')])) }],
  backing: [
    1,
    {
      'of an image': () => {
        const size = diskFixture('ext4.img').length;
        const over = (name: string, format: string) => qcow2Overlay(name, format, size);
        return disk(diskFixture('ext4.img'), over('0.img', 'raw'), over('1.img', 'qcow2'));
      },
    },
  ],
  partitions: [1, { 'of a disk': () => disk(gptDisk([diskFixture('ext4.img'), Buffer.alloc(1 << 20)])) }],
  extents: [1, { 'of a file': () => disk(diskFixture('ext2.img')) }],
  folderBytes: [1000, { 'of a folder': () => disk(diskFixture('ext2.img')) }],
};

describe.each(Object.entries(BEYOND))('the limit %s', (name, [most, inputs]) => {
  test.each(Object.entries(inputs))('%s is told when it is hit, and not before', async (_, open) => {
    const hit = `(limit: ${name})`;
    const reported = async () =>
      (await scan(await open(), { deep: name === 'opened', hosts: hostTally() })).gaps
        .map(({ reason }) => reason)
        .join('\n');
    expect(await reported()).not.toContain('limit: ');
    setLimits({ [name]: most });
    expect(await reported()).toContain(hit);
    expect(await reported()).toContain(String(most));
  });
});

test('the limit head: what no format is recognised by lies behind it, and that is reported', async () => {
  setLimits({ head: 16 });
  const { gaps: unread } = await scan(await input(`${' '.repeat(20)}${BOM}`));
  expect(unread.map(({ reason }) => reason).join('\n')).toContain('unknown format');
  setLimits();
  expect((await scan(await input(`${' '.repeat(20)}${BOM}`))).gaps).toEqual([]);
});

test('a set of limits takes back what the one before it changed', () => {
  const before = { ...limits };
  setLimits({ depth: 1, links: 1 });
  setLimits({ depth: 2 });
  expect(limits).toEqual({ ...before, depth: 2 });
});

describe('bounds of single formats', () => {
  test('a paragraph', () => {
    const bytes = Buffer.alloc((256 << 20) + 64, 'x');
    bytes.write('Package: bash\n');
    expect(() => [...stanzas(bytes, { wanted: ['Package'] })]).toThrow(
      'line 1: a paragraph of more than 256 MiB',
    );
  });

  test('a YAML document', () => {
    const bytes = Buffer.alloc((32 << 20) + 1, 'x');
    expect(() => yamlPart(bytes)).toThrow('YAML of 33554433 bytes; the limit is 33554432');
  });
});

describe('limits of interdict.yaml', () => {
  const config = (text: string) => {
    const path = join(room(), 'interdict.yaml');
    writeFileSync(path, text);
    return path;
  };
  const deep = () => {
    const made = room();
    mkdirSync(join(made, 'host/a/b/c'), { recursive: true });
    writeFileSync(join(made, 'host/a/b/c/status'), dpkg('bash'));
    return made;
  };

  test.each([
    ['scan', (made: string) => [join(made, 'host')]],
    ['inventory', (made: string) => ['inventory', join(made, 'host')]],
    ['sweep', (made: string) => ['sweep', made]],
  ])('hold for %s', async (_, args) => {
    const made = deep();
    const low = await interdict([...args(made), '-c', config('limits:\n  depth: 2\n'), '-o', 'json']);
    expect([low.status, low.stdout]).toEqual([
      3,
      expect.stringContaining('deeper than 2 folders (limit: depth)'),
    ]);
    const high = await interdict([...args(made), '-c', config('limits: { depth: 3 }\n'), '-o', 'json']);
    expect([high.status, high.stderr]).toEqual([0, '']);
  });

  test('what a sweep remembers of other limits is not taken', async () => {
    const made = deep();
    const cache = join(room(), 'cache');
    const swept = (depth: number) =>
      interdict(['sweep', made, '--cache', cache, '-c', config(`limits: { depth: ${depth} }\n`), '-q']);
    expect((await swept(2)).status).toBe(3);
    expect((await swept(3)).status).toBe(0);
  });

  test.each([
    ['limits: { deep: 1 }', 'unknown key "deep"'],
    ['limits: { depth: 0 }', '"0" is not a whole number from 1'],
    ['limits: { depth: -1 }', '"-1" is not a whole number from 1'],
    ['limits: { depth: 1e9 }', '"1e9" is not a whole number from 1'],
    ['limits: { file: 99999999999999999999 }', 'is not a whole number from 1'],
    ['limits: { depth: [1] }', 'a whole number is expected here, not a list'],
    ['limits: 7', 'a mapping is expected here'],
  ])('%s is refused', async (text, reason) => {
    const { status, stderr } = await interdict([deep(), '-c', config(`${text}\n`)]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });
});
