/** Names of sources that outlive the numbers of builds in names of files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskFixture, gptDisk } from '../support/disk-writer.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { dockerSave, tar } from '../support/tar-writer.ts';

afterAll(tidy);

const image = dockerSave([tar([{ name: 'var/lib/dpkg/status', content: dpkg('bash') }])]);

function build(name: string, bytes: Uint8Array): string {
  const path = join(room(), name);
  writeFileSync(path, bytes);
  return path;
}

async function saved(...args: readonly string[]): Promise<{ path: string; names: readonly string[] }> {
  const path = join(room(), 'report.json');
  await interdict([...args, '-o', `json=${path}`]);
  const { sources } = JSON.parse(readFileSync(path, 'utf8')) as { sources: { name: string }[] };
  return { path, names: sources.map(({ name }) => name) };
}

describe('--source-name', () => {
  test('two builds of one image differ in nothing', async () => {
    const one = await saved(build('app-1041.tar', image), '--source-name', 'app');
    const two = await saved(build('app-1042.tar', image), '--source-name', 'app');
    expect([one.names, two.names]).toEqual([['app'], ['app']]);
    const { stdout } = await interdict(['diff', one.path, two.path]);
    expect(stdout).toContain('0 no longer checked');
  });

  test('names each system of a disk, and `verify` is given where the disk is', async () => {
    const path = build('golden-7.img', gptDisk([diskFixture('ext2.img'), diskFixture('ext4.img')]));
    const { path: report, names } = await saved(path, '--source-name', 'golden');
    expect(names).toEqual(['golden > partition 1', 'golden > partition 2']);
    expect((await interdict(['verify', report, path])).status).toBe(0);
  });

  test('several names go with several sources, in their order', async () => {
    const paths = [build('b-2.tar', image), build('a-9.tar', image)];
    const { names } = await saved(...paths, '--source-name', 'web', '--source-name', 'base');
    expect(names).toEqual(['base', 'web']);
  });

  test.each([
    [['--source-name', 'a', '--source-name', 'b'], '2 names for 1 sources; give one for each'],
    [['--source-name', ''], 'not a name'],
    [['--source-name', 'a > b'], 'not a name'],
  ])('%s is a usage error', async (args, message) => {
    const { status, stderr } = await interdict(['inventory', build('a.tar', image), ...args]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('verify of sources in a source', () => {
  test('reads each of them again, here and elsewhere', async () => {
    const bundle = tar(['a', 'b'].map((name) => ({ name: `d/${name}.tar`, content: image })));
    const path = build('bundle.tar', bundle);
    const { path: report, names } = await saved(path);
    expect(names).toEqual([`${path} > d/a.tar`, `${path} > d/b.tar`]);
    expect((await interdict(['verify', report])).status).toBe(0);
    expect((await interdict(['verify', report, build('other.tar', bundle)])).status).toBe(0);
  });
});
