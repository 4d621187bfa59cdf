/** A portable program in images that other tools made: `--deep` finds it, and a scan without it does not. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { missingTools, run, scratch } from '../support/binary-harness.ts';
import { dpkg } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';

const place = scratch();
afterAll(() => place.clear());

const PROGRAM = readFileSync('fixtures/readers/program-file/normal/exscan.exe');
const FILES = {
  'etc/os-release': 'ID=debian\n',
  'etc/hostname': 'golden\n',
  'var/lib/dpkg/status': dpkg('bash'),
  'srv/tools/scan.exe': PROGRAM,
  'usr/share/doc/readme': 'x\n',
};

/** The root that every image holds. */
const root = place.path('root');
for (const [name, content] of Object.entries(FILES)) {
  mkdirSync(join(root, dirname(name)), { recursive: true });
  writeFileSync(join(root, name), content);
}
const rules = place.path('house.yaml');
writeFileSync(rules, 'title: House\nwhy: House rule.\nseverity: ban\nmatch: { signer: Example Lab }\n');

/** Each kind of image, with the tools that make it and how. */
const IMAGES: readonly [string, readonly string[], (image: string) => void][] = [
  ['golden.tar', ['tar'], (image) => run('tar', ['cf', image, '-C', root, '.'])],
  ['golden.tar.gz', ['tar', 'gzip'], (image) => run('tar', ['czf', image, '-C', root, '.'])],
  ['golden.tar.zst', ['tar', 'zstd'], (image) => run('tar', ['--zstd', '-cf', image, '-C', root, '.'])],
  ['golden.zip', ['zip'], (image) => run('zip', ['-qr', image, '.'], root)],
  ['golden.squashfs', ['mksquashfs'], (image) => run('mksquashfs', [root, image, '-quiet', '-no-progress'])],
  ['golden.ext4', ['mke2fs'], (image) => run('mke2fs', ['-q', '-t', 'ext4', '-d', root, image, '8M'])],
  [
    'golden.qcow2',
    ['mke2fs', 'qemu-img'],
    (image) => {
      run('mke2fs', ['-q', '-t', 'ext4', '-d', root, `${image}.raw`, '8M']);
      run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', '-c', `${image}.raw`, image]);
    },
  ],
  [
    'golden-oci',
    ['umoci'],
    (image) => {
      run('umoci', ['init', '--layout', image]);
      run('umoci', ['new', '--image', `${image}:app`]);
      run('umoci', ['unpack', '--rootless', '--image', `${image}:app`, `${image}-bundle`]);
      cpSync(root, `${image}-bundle/rootfs`, { recursive: true });
      run('umoci', ['repack', '--image', `${image}:app`, `${image}-bundle`]);
    },
  ],
];

describe.each(IMAGES)('%s', (name, tools, make) => {
  const missing = missingTools(...tools);
  if (missing.length > 0) console.log(`skipped: no ${missing.join(', ')}`);

  test.skipIf(missing.length > 0)('has a portable program that a search finds', async () => {
    const image = place.path(name);
    make(image);
    const args = ['scan', image, '--bans', rules, '-o', 'json'];
    const plain = await interdict(args);
    expect([plain.status, plain.stderr]).toEqual([0, '']);
    const { status, stdout } = await interdict([...args, '--deep']);
    expect(status).toBe(1);
    const [source] = JSON.parse(stdout).sources;
    expect(source.findings[0].program.path).toBe('srv/tools/scan.exe');
    expect(source.deep.programs).toBe(1);
    expect(source.deep.files).toBe(Object.keys(FILES).length);
    expect(source.unread).toEqual([]);
  });
});
