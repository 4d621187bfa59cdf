/**
 * A disk of 2 GB with this machine's Debian database on ext4 in qcow2, beside the same root in a folder.
 * The bars: 1.0 s and 150 MB on two cores.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn, peakOf, report } from './measure.ts';

const ROUNDS = 5;
const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const at = (name: string) => join(folder, name);

try {
  const root = at('root');
  mkdirSync(join(root, 'etc'), { recursive: true });
  mkdirSync(join(root, 'usr/share'), { recursive: true });
  cpSync('/etc/os-release', join(root, 'etc/os-release'), { dereference: true });
  cpSync('/var/lib/dpkg', join(root, 'var/lib/dpkg'), { recursive: true });
  cpSync('/usr/share/doc', join(root, 'usr/share/doc'), { recursive: true, verbatimSymlinks: true });
  run('mke2fs', '-q', '-F', '-t', 'ext4', '-d', root, at('disk.raw'), '2G');
  run('qemu-img', 'convert', '-O', 'qcow2', at('disk.raw'), at('disk.qcow2'));
  const scan = [process.execPath, 'bin/interdict.js', 'inventory', '-o', `json=${at('out.json')}`];
  const disk = [...scan, at('disk.qcow2')];
  const [ours, onFolder] = inTurn(disk, [...scan, root], ROUNDS);
  const size = (statSync(at('disk.qcow2')).size / 1e6).toFixed(0);
  report(
    `2 GB ext4 in qcow2, ${size} MB`,
    `${ours.median.toFixed(0)} ms, peak ${peakOf(disk).toFixed(0)} MB`,
  );
  report('the same root in a folder', `${onFolder.median.toFixed(0)} ms`);
} finally {
  rmSync(folder, { recursive: true });
}

function run(tool: string, ...args: string[]): void {
  const { status, error } = spawnSync(tool, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${tool}: exit status ${status}`);
}
