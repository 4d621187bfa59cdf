/** Archives that are not an images: roots, folders of hosts, collections; zip; streams; bombs and other attacks. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { unpacked } from '../../src/formats/archive/compression.ts';
import { openArchive } from '../../src/sources/archive.ts';
import { newTree } from '../../src/sources/image/tree.ts';
import { dpkg, filesOf, room, scanArchive, scanStream, tidy } from '../support/image-call.ts';
import { iterations } from '../support/iterations.ts';
import { missingTools, run } from '../support/rpm-harness.ts';
import { dockerSave, member, pax, tar } from '../support/tar-writer.ts';
import { zip } from '../support/zip-writer.ts';

const STATUS = 'var/lib/dpkg/status';
const root = [
  { name: 'etc/os-release', content: 'ID=debian\n' },
  { name: STATUS, content: dpkg('bash', 'example-av') },
];
const programs = ['bash 1.0-1', 'example-av 1.0-1'];
const under = (prefix: string) => root.map((entry) => ({ ...entry, name: prefix + entry.name }));

afterAll(tidy);

describe('roots', () => {
  test.each<[string, string]>([
    ['at the top', ''],
    ['behind a dot', './'],
    ['behind a slash', '/'],
    ['in a folder', 'birch/'],
    ['in a folder called root', 'root/'],
  ])('%s are found', async (_, prefix) => {
    const bytes = tar(under(prefix));
    for (const packed of [bytes, gzipSync(bytes)]) {
      const { outcome, ...seen } = await scanArchive(packed);
      expect(seen).toEqual({ programs, unread: [] });
      expect(outcome).toMatchObject({ kind: 'archive', os: { id: 'debian' } });
      expect(outcome.manifests.map((manifest) => manifest.path)).toContain(STATUS);
      expect(await scanStream(packed)).toMatchObject({ programs, unread: [] });
    }
  });

  test('several hosts in one archive are all read, each under its name', async () => {
    const bytes = tar([...under('alder/'), ...under('birch/'), { name: 'README', content: 'hosts' }]);
    const { outcome, unread } = await scanArchive(gzipSync(bytes));
    expect(unread).toEqual([]);
    const paths = outcome.manifests.map((manifest) => manifest.path).filter((path) => path.endsWith(STATUS));
    expect(paths).toEqual([`alder/${STATUS}`, `birch/${STATUS}`]);
  });

  test('names of whiteouts are names where there are no layers', async () => {
    const files = await filesOf(tar([...root, { name: 'etc/.wh.os-release', content: 'x' }]), ['etc/*']);
    expect(files.map((file) => file.path)).toEqual(['etc/.wh.os-release', 'etc/os-release']);
  });

  test('places of a group are found behind links too', async () => {
    const members = [
      ...root,
      { name: 'home', type: '2', target: 'srv/people' },
      { name: 'srv/people/ann/.config/b/x', content: 'x' },
      { name: 'srv/people/ben/.config/c/x', content: 'x' },
    ];
    const glob = '{home/*,root}/.config/{a,b}/x';
    const files = await filesOf(tar(members), [glob]);
    expect(files.map(({ path, globs }) => [path, globs])).toEqual([['home/ann/.config/b/x', [glob]]]);
  });

  test('an image that hides behind a root is reported', async () => {
    const hidden = Buffer.concat([...root.map(member), dockerSave([tar(root)])]);
    for (const bytes of [hidden, gzipSync(hidden)]) {
      expect((await scanArchive(bytes)).unread.join('\n')).toContain(
        'manifest.json: the archive is a root and an image too',
      );
    }
  });

  test('what was collected is recognised by content, and what is not is reported', async () => {
    const bytes = tar([
      { name: 'exports/alder.status', content: dpkg('bash') },
      { name: 'exports/notes.txt', content: 'hello' },
    ]);
    for (const packed of [bytes, gzipSync(bytes)]) {
      expect(await scanArchive(packed)).toMatchObject({
        programs: ['bash 1.0-1'],
        unread: ["exports/notes.txt: unknown format: use --as <reader> (see 'interdict formats')"],
      });
    }
  });

  test('one packed file is opened as the file in it', async () => {
    const bytes = gzipSync(dpkg('bash'));
    const { programs: found, outcome } = await scanArchive(bytes, {}, 'alder.status.gz');
    expect(found).toEqual(['bash 1.0-1']);
    expect(outcome.manifests).toMatchObject([{ path: 'alder.status' }]);
    expect((await scanStream(bytes)).programs).toEqual(['bash 1.0-1']);
    expect((await scanArchive(bytes.subarray(0, -4), {}, 'alder.status.gz')).unread.join('\n')).toContain(
      'truncated',
    );
  });

  test('a stream leaves nothing behind', async () => {
    const own = room();
    const before = process.env['TMPDIR'];
    // Others put their own into the folder that all share.
    process.env['TMPDIR'] = own;
    try {
      await scanStream(gzipSync(tar(root)));
      await scanStream(gzipSync(dockerSave([tar(root)])));
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
    expect(readdirSync(own)).toEqual([]);
  });
});

describe('what is not opened', () => {
  test.each<[string, number, string]>([
    ['packed with bzip2', 0, 'BZh'],
    ['a RAR archive', 0, 'Rar!\x1a\x07'],
    ['a 7-Zip archive', 0, '7z\xbc\xaf\x27\x1c'],
  ])('%s is reported with what to do', async (what, at, magic) => {
    const bytes = Buffer.alloc(70_000);
    bytes.write(magic, at, 'latin1');
    await expect(scanArchive(bytes)).rejects.toThrow(new RegExp(`it is ${what}; (?:mount|unpack)`, 'u'));
  });

  test('other files are no archives', async () => {
    const file = join(room(), 'x');
    for (const content of ['', 'text', Buffer.alloc(10_240)]) {
      writeFileSync(file, content);
      expect(await openArchive(file)).toBeUndefined();
    }
  });
});

describe('zip', () => {
  test.each<[string, string, 0 | 8]>([
    ['stored', '', 0],
    ['deflated', '', 8],
    ['in a folder', 'birch/', 8],
    ['with a drive', 'C:/', 8],
  ])('a root, %s, is read', async (_, prefix, method) => {
    const bytes = zip(under(prefix).map(({ name, content }) => ({ name, content, method })));
    expect(await scanArchive(bytes)).toMatchObject({ programs, unread: [] });
    expect(await scanStream(bytes)).toMatchObject({ programs, unread: [] });
  });

  test('folders may be written with backslashes, and a program may stand before the archive', async () => {
    const bytes = zip(root.map(({ name, content }) => ({ name: name.replaceAll('/', '\\'), content })));
    expect((await scanArchive(bytes)).programs).toEqual(programs);
  });

  test.each<[string, Parameters<typeof zip>[0][number], RegExp]>([
    ['encrypted', { name: STATUS, content: 'x', flags: 1 }, /it is encrypted/u],
    ['packed in an unknown way', { name: STATUS, content: 'x', method: 14 }, /packed with method 14/u],
    [
      'not what its checksum says',
      { name: STATUS, content: dpkg('bash'), crc: 1 },
      /the checksum in the archive/u,
    ],
    ['longer than it says', { name: STATUS, content: dpkg('bash'), size: 10 }, /damaged|archive says/u],
    [
      'damaged',
      { name: STATUS, content: 'x', packed: Buffer.from('nonsense') },
      /the compressed data is damaged/u,
    ],
    ['a bomb', { name: STATUS, content: 'x', size: 2 ** 31 }, /more than 1073741824 \(limit: file\)/u],
    ['outside', { name: '../../etc/passwd', content: 'x' }, /leads out of the archive/u],
  ])('a file that is %s is reported', async (_, entry, reason) => {
    const bytes = zip([{ name: 'etc/os-release', content: 'ID=debian\n' }, entry]);
    expect((await scanArchive(bytes)).unread.join('\n')).toMatch(reason);
  });

  test('an archive that is cut is never clean', async () => {
    const bytes = zip(root);
    for (let length = 30; length < bytes.length; length += 7) {
      expect((await scanArchive(bytes.subarray(0, length))).unread, `cut at ${length}`).not.toEqual([]);
    }
  });

  const lacks = missingTools('zip');
  if (lacks.length > 0) console.log('skipped: an archive of Info-ZIP, for want of zip');
  test.skipIf(lacks.length > 0)('archives of Info-ZIP are read, with links and large fields', async () => {
    const folder = room();
    run('mkdir', ['-p', join(folder, 'var/lib/dpkg'), join(folder, 'data')]);
    writeFileSync(join(folder, 'data/status'), dpkg('bash'));
    run('ln', ['-s', '../../../data/status', join(folder, STATUS)]);
    run('sh', ['-c', `cd '${folder}' && zip -qry birch.zip var data && zip -qry -fz large.zip var data`]);
    for (const name of ['birch.zip', 'large.zip']) {
      expect(await scanArchive(readFileSync(join(folder, name)))).toMatchObject({
        programs: ['bash 1.0-1'],
        unread: [],
      });
    }
  });
});

describe('beside an archive', () => {
  const status = (name: string) => ({ name: 'var/lib/dpkg/status', content: dpkg(name) });

  test.each<[string, Buffer, RegExp]>([
    [
      'tar behind tar',
      Buffer.concat([tar([status('bash')]), tar([status('example-av')])]),
      /follow the end/u,
    ],
    ['text behind tar', Buffer.concat([tar([status('bash')]), Buffer.from('more')]), /follow the end/u],
    [
      'zip before zip',
      Buffer.concat([zip([status('example-av')]), zip([status('bash')])]),
      /before the first member/u,
    ],
    ['text behind zip', Buffer.concat([zip([status('bash')]), Buffer.from('more')]), /follow the end/u],
  ])('%s is reported', async (_, bytes, reason) => {
    const { programs, unread } = await scanArchive(bytes);
    expect(programs).toContain('bash 1.0-1');
    expect(unread).toEqual([expect.stringMatching(reason)]);
  });

  test('zeros that fill a tape are not', async () => {
    const { unread } = await scanArchive(Buffer.concat([tar([status('bash')]), Buffer.alloc(20_480)]));
    expect(unread).toEqual([]);
  });
});

describe('bombs', () => {
  const zeros = gzipSync(Buffer.alloc(64 << 20), { level: 9 });
  /** The beginning of ten gigabytes of zeros: a quarter of one, in a thousandth of that and less. */
  const bomb = (name: string) =>
    Buffer.concat([
      gzipSync(
        Buffer.concat([
          ...root.map(member),
          member({ name, patch: [[124, Buffer.from('80000000000000027fffffff', 'hex')]] }),
        ]),
      ),
      ...Array.from({ length: 4 }, () => zeros),
    ]);

  test.each(['var/lib/junk', 'lib/apk/db/installed'])(
    'a root with one as %s names the limit, and what stood before counts',
    async (name) => {
      const { unread, ...seen } = await scanArchive(bomb(name));
      expect(seen.programs).toEqual(programs);
      expect(unread.join('\n')).toContain('more than 1000 times its size (limit: ratio)');
    },
  );

  test('so does a layer', async () => {
    const { unread, ...seen } = await scanArchive(dockerSave([bomb('var/lib/junk')]));
    expect(seen.programs).toEqual(programs);
    expect(unread.join('\n')).toContain('(limit: ratio)');
  });

  test('a file of a terabyte of holes is too large and costs nothing', async () => {
    const hole = pax({ 'GNU.sparse.size': '1000000000000', 'GNU.sparse.map': '0,4' });
    const bytes = tar([...root, hole, { name: 'lib/apk/db/installed', content: 'P:x\n' }]);
    for (const packed of [bytes, gzipSync(bytes)]) {
      expect((await scanArchive(packed)).unread.join('\n')).toContain(
        '1000000000000 bytes, more than 1073741824 (limit: file)',
      );
    }
  });

  test.each([
    [400_000, false, 'nodes'],
    [100_000, true, 'handed'],
  ])('more than %i files and links that matter name the limit', (most, handed, name) => {
    const tree = newTree({ ignoreCase: false, handed }, () => {});
    for (let at = 0; at < most; at++) tree.put(String(at), 'link', 0);
    expect(() => tree.put('one more', 'link', 0)).toThrow(
      `more than ${most} files and links that matter (limit: ${name})`,
    );
  });
});

describe('zstd', () => {
  const lacks = missingTools('zstd');
  if (lacks.length > 0) console.log('skipped: zstd, for want of the tool');
  const text = Buffer.from(
    dpkg(...Array.from({ length: iterations({ quick: 2500, full: 5000 }) }, (_, at) => `alder-${at}`)),
  );

  async function unzstd(bytes: Uint8Array): Promise<Buffer> {
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    }
    const parts: Uint8Array[] = [];
    for await (const part of unpacked('zstd', chunks())) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  }

  function zstd(...flags: string[]): Buffer {
    const file = join(room(), 'x');
    writeFileSync(file, text);
    run('zstd', ['-q', ...flags, file, '-o', `${file}.zst`]);
    return readFileSync(`${file}.zst`);
  }

  test.skipIf(lacks.length > 0).each(['-1', '-19', '--long=27', '--no-check', '--ultra -22'])(
    'what %s packed comes out',
    async (flags) => {
      expect((await unzstd(zstd(...flags.split(' ')))).equals(text)).toBe(true);
    },
  );

  test.skipIf(lacks.length > 0)('frames follow each other, with frames to skip between them', async () => {
    const skipped = Buffer.from('522a4d1803000000616263', 'hex');
    const bytes = Buffer.concat([skipped, zstd('-3'), skipped, zstd('-3', '--no-check'), skipped]);
    expect((await unzstd(bytes)).equals(Buffer.concat([text, text]))).toBe(true);
    const many = Buffer.concat(
      Array.from({ length: 3000 }, () => Buffer.from('28b52ffd2001090000 61'.replace(' ', ''), 'hex')),
    );
    expect((await unzstd(many)).toString()).toBe('a'.repeat(3000));
  });

  test.skipIf(lacks.length > 0)('every truncation is told', async () => {
    const bytes = zstd('-3');
    for (let length = 1; length < bytes.length; length += Math.ceil(bytes.length / 40)) {
      await expect(unzstd(bytes.subarray(0, length)), `cut at ${length}`).rejects.toThrow(SyntaxError);
    }
  });

  test('a window of gigabytes and blocks that never end are refused', async () => {
    const frame = (window: number, block: string, count: number) =>
      Buffer.concat([
        Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, window]),
        ...Array.from({ length: count }, () => Buffer.from(block, 'hex')),
      ]);
    await expect(unzstd(frame(0xa8, '020010 61'.replace(' ', ''), 1))).rejects.toThrow(
      /zstd window of \d+ bytes; the limit/u,
    );
    await expect(unzstd(frame(0x88, '000000', 400))).rejects.toThrow(/never end/u);
    await expect(unzstd(frame(0x50, '02001061', 4000))).rejects.toThrow(/limit: ratio/u);
  });
});

test('homes that are links by the thousand are reported when they lead to too much', async () => {
  const links = Array.from({ length: 2000 }, (_, at) => ({
    name: `home/u${at}`,
    type: '2',
    target: `/data/u${at}`,
  }));
  const { programs, unread } = await scanArchive(
    tar([
      { name: 'etc/os-release', content: 'ID=debian\n' },
      { name: STATUS, content: dpkg('bash') },
      ...links,
    ]),
  );
  expect(programs).toEqual(['bash 1.0-1']);
  expect(unread.join('\n')).toContain('links that lead to more than 50000 places (limit: linked)');
});
