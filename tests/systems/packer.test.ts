/** The gates of the Packer examples, run by Packer itself over finished disks: only the machines are left out. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cpio } from '../support/cpio-writer.ts';
import { diskFixture, gptDisk } from '../support/disk-writer.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

afterAll(tidy);

const missing = [...missingTools('packer', 'qemu-img'), ...(existsSync('dist/cli.js') ? [] : ['dist/'])];
if (missing.length > 0) console.log(`skipped: gates of Packer, for want of ${missing.join(', ')}`);

const TEMPLATE = readFileSync('examples/packer/disks.pkr.hcl', 'utf8');
/** Builder, format of qemu-img, and the disk as the template names it. */
const BUILDERS = [
  ['qemu', 'qcow2', 'output-qemu/golden.qcow2'],
  ['vmware-iso', 'vmdk', 'output-vmware/disk.vmdk'],
  ['hyperv-iso', 'vhdx', 'output-hyperv/Virtual Hard Disks/golden.vhdx'],
] as const;

const luks = Buffer.alloc(1 << 20);
luks.write('LUKS\xba\xbe', 'latin1');
const clean = cpio({
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'usr/bin/x': '',
  'var/lib/dpkg/status': dpkg('bash'),
});
const DISKS: readonly (readonly [string, Buffer, number])[] = [
  ['with something banned', gptDisk([diskFixture('ext4.img')]), 1],
  ['that is encrypted', gptDisk([luks]), 1],
  ['that is clean', gptDisk([Buffer.concat([clean, Buffer.alloc(512 - (clean.length % 512))])]), 0],
];

/** The template with a machine that is built already. */
function withoutMachine(builder: string): string {
  const gates = TEMPLATE.replaceAll(/source "[a-z-]+" "golden" \{.*?\n\}\n/gsu, '');
  const sources = gates.replace(/sources = \[.*\]/u, 'sources = ["source.null.golden"]');
  const own = sources.replace(`only   = ["${builder}.golden"]`, 'only   = ["null.golden"]');
  return `source "null" "golden" {\n  communicator = "none"\n}\n${own}`;
}

describe.skipIf(missing.length > 0).each(BUILDERS)('%s', (builder, format, path) => {
  test.each(DISKS)('a disk %s', (_, bytes, status) => {
    const folder = room();
    const at = (name: string) => join(folder, name);
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at('raw'), bytes);
    run('qemu-img', ['convert', '-f', 'raw', '-O', format, at('raw'), at(path)]);
    mkdirSync(at('bin'));
    writeFileSync(at('bin/interdict'), `#!/bin/sh\nexec node '${resolve('bin/interdict.js')}' "$@"\n`);
    chmodSync(at('bin/interdict'), 0o755);
    writeFileSync(at('golden.pkr.hcl'), withoutMachine(builder));
    const env = {
      ...process.env,
      PATH: `${at('bin')}:${process.env['PATH']}`,
      CHECKPOINT_DISABLE: '1',
      HOME: folder,
    };
    const call = spawnSync('packer', ['build', 'golden.pkr.hcl'], { cwd: folder, env, encoding: 'utf8' });
    expect([call.status, call.stdout + call.stderr]).toEqual([
      status,
      expect.stringMatching(/BANNED|CLEAN|INCOMPLETE/u),
    ]);
    const report = at(`golden-${builder.replace('-iso', '')}.json`);
    expect(JSON.parse(readFileSync(report, 'utf8')).sources[0].name).toMatch(/^golden\//u);
  });
});
