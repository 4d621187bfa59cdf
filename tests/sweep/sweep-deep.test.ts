/** `sweep --deep`: programs that only their files show, on every kind of host. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dpkg } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { dockerSave, tar } from '../support/tar-writer.ts';

const PROGRAM = readFileSync('fixtures/readers/program-file/normal/exscan.exe');
const MEMBERS = [
  { name: 'etc/os-release', content: 'ID=debian\n' },
  { name: 'var/lib/dpkg/status', content: dpkg('bash') },
  { name: 'srv/tools/scan.exe', content: PROGRAM },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  mkdirSync(join(folder, 'hosts/tree'), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function rules(match: string): string {
  const path = join(folder, 'house.yaml');
  writeFileSync(path, `title: House\nwhy: House rule.\nseverity: ban\nmatch: ${match}\n`);
  return path;
}

test('finds a program in a folder, an archive and an image, and says what was searched', async () => {
  for (const { name, content } of MEMBERS) {
    mkdirSync(join(folder, 'hosts/tree', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'hosts/tree', name), content);
  }
  writeFileSync(join(folder, 'hosts/packed.tar.gz'), gzipSync(tar(MEMBERS)));
  writeFileSync(join(folder, 'hosts/image.tar'), dockerSave([tar(MEMBERS)]));
  const sweep = ['sweep', join(folder, 'hosts'), '--no-progress', '--bans'];
  const args = [...sweep, rules('{signer: Example Lab}')];
  expect(await interdict(args)).toMatchObject({ status: 0, stderr: '' });
  const { status, stdout } = await interdict([...args, '--deep', '-o', 'json']);
  expect(status).toBe(1);
  const { sources } = JSON.parse(stdout) as {
    sources: { name: string; findings: unknown[]; deep?: unknown }[];
  };
  expect(sources.map(({ name, findings, deep }) => [name, findings.length, deep])).toEqual([
    ['image', 1, { files: 3, opened: 3, programs: 1 }],
    ['packed', 1, { files: 3, opened: 3, programs: 1 }],
    ['tree', 1, { files: 3, opened: 3, programs: 1 }],
  ]);
  const sha256 = createHash('sha256').update(PROGRAM).digest('hex');
  expect((await interdict([...sweep, rules(`{sha256: ${sha256}}`), '--deep'])).status).toBe(1);
  expect((await interdict([...sweep, rules(`{sha256: ${'0'.repeat(64)}}`), '--deep'])).status).toBe(0);
});
