/**
 * Golden images: a disk of 2 GB with this machine's Debian database on ext4 in qcow2, a sparse disk of 10 GB with NTFS,
 * and a WIM file of 4 GB; beside them 7-Zip, which takes the one list out of each where it can open it.
 * The bars: 1.0 s and 150 MB for the disks, 3 s for the WIM file, and three times the bytes of the lists and what leads
 * to them. What leads to them is what the tool of each file system reads to print that list, beside the list.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHive } from '../tests/support/small-hive.ts';
import { inTurn, peakOf, report } from './measure.ts';

const ROUNDS = 5;
const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const at = (name: string) => join(folder, name);
const scan = [process.execPath, 'bin/interdict.js', 'inventory', '-o', `json=${at('out.json')}`];

/** Shows how many bytes of one file a process read, on a descriptor of its own. */
const READ_HOOK = `data:text/javascript,${encodeURIComponent(`
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
let bytes = 0;
const handles = new Set();
const { openSync, readSync, closeSync } = fs;
fs.openSync = (path, ...rest) => {
  const handle = openSync(path, ...rest);
  if (path === process.env.BENCH_DISK) handles.add(handle);
  return handle;
};
fs.readSync = (handle, ...rest) => {
  const got = readSync(handle, ...rest);
  if (handles.has(handle)) bytes += got;
  return got;
};
fs.closeSync = (handle) => {
  handles.delete(handle);
  closeSync(handle);
};
syncBuiltinESMExports();
process.on('exit', () => fs.writeSync(3, String(bytes)));
`)}`;

try {
  linux();
  windows();
} finally {
  rmSync(folder, { recursive: true });
}

function linux(): void {
  const root = at('root');
  mkdirSync(join(root, 'etc'), { recursive: true });
  mkdirSync(join(root, 'usr/share'), { recursive: true });
  cpSync('/etc/os-release', join(root, 'etc/os-release'), { dereference: true });
  cpSync('/var/lib/dpkg', join(root, 'var/lib/dpkg'), { recursive: true });
  cpSync('/usr/share/doc', join(root, 'usr/share/doc'), { recursive: true, verbatimSymlinks: true });
  run('mke2fs', '-q', '-F', '-t', 'ext4', '-d', root, at('disk.raw'), '2G');
  run('qemu-img', 'convert', '-O', 'qcow2', at('disk.raw'), at('disk.qcow2'));
  const list = join(root, 'var/lib/dpkg/status');
  const floor = floorOf('debugfs', ['-R', 'cat /var/lib/dpkg/status', at('disk.raw')], ['-V']);
  compare('2 GB ext4 in qcow2', at('disk.qcow2'), 'var/lib/dpkg/status', {
    size: statSync(list).size,
    floor,
  });
  const [onDisk, onFolder] = inTurn([...scan, at('disk.qcow2')], [...scan, root], ROUNDS);
  report('the same root in a folder', `${onFolder.median.toFixed(0)} ms (${onDisk.median.toFixed(0)} ms)`);
}

function windows(): void {
  const root = at('windows');
  const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
  const programs = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [
      `${uninstall}\\p${index}`,
      { DisplayName: `Program ${index}`, DisplayVersion: `1.${index}`, Publisher: 'Example' },
    ]),
  );
  writeHive(root, 'Windows/System32/config/SOFTWARE', programs);
  for (let index = 0; index < 20_000; index++) {
    const path = join(root, `Windows/WinSxS/d${index % 200}`);
    if (index < 200) mkdirSync(path, { recursive: true });
    writeFileSync(join(path, `f${index}.dll`), `file ${index}`);
  }
  run('wimlib-imagex', 'capture', root, at('small.wim'), '--compress=none', '--no-acls');
  writeFileSync(at('disk.ntfs'), '');
  truncateSync(at('disk.ntfs'), 10 * 2 ** 30);
  run('mkntfs', '-F', '-q', '-Q', '-p', '0', '-H', '255', '-S', '63', at('disk.ntfs'));
  run('wimlib-imagex', 'apply', at('small.wim'), '1', at('disk.ntfs'));
  const hive = 'Windows/System32/config/SOFTWARE';
  const { size } = statSync(join(root, hive));
  const floor = floorOf('ntfscat', ['-f', at('disk.ntfs'), hive], ['--version']);
  compare('10 GB NTFS, sparse', at('disk.ntfs'), hive, { size, floor });
  const large = ['Windows/one', 'Windows/two'].map((path) => join(root, path));
  for (const path of large) run('openssl', 'rand', '-out', path, '2000000000');
  run('wimlib-imagex', 'capture', root, at('big.wim'), '--compress=none', '--no-acls');
  for (const path of large) rmSync(path);
  const extract = ['extract', at('big.wim'), '1', `/${hive}`, '--to-stdout'];
  compare('4 GB WIM', at('big.wim'), hive, { size, floor: floorOf('wimlib-imagex', extract, ['--version']) });
}

/** Bytes of the list, and what a tool of the file system reads to print it. */
interface Least {
  readonly size: number;
  readonly floor: number;
}

function compare(name: string, disk: string, path: string, { size, floor }: Least): void {
  const command = [...scan, disk];
  const other = ['7zz', 'x', '-y', `-o${at('out')}`, disk, path];
  const [ours, theirs] = inTurn(command, other, ROUNDS);
  const read = bytesOf(command, disk);
  report(name, `${ours.median.toFixed(0)} ms, peak ${peakOf(command).toFixed(0)} MB`);
  const words = [`the list has ${megabytes(size)}`, `with what leads to it ${megabytes(floor)}`];
  report('  bytes read', `${megabytes(read)}; ${words.join(', ')}: ${(read / floor).toFixed(2)} times that`);
  const found = existsSync(join(at('out'), path));
  report('  7-Zip, that list alone', found ? `${theirs.median.toFixed(0)} ms` : 'it does not open it');
  rmSync(at('out'), { recursive: true, force: true });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** Bytes of a disk that a scan reads. */
function bytesOf([program = '', ...args]: readonly string[], disk: string): number {
  const { output } = spawnSync(program, ['--import', READ_HOOK, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, BENCH_DISK: disk },
  });
  return Number(output[3]);
}

/**
 * Bytes that another tool reads. The kernel counts them, those of a child with those of the shell that waited for it.
 *
 * @param nothing arguments with which it reads no disk: its libraries do not count
 */
function floorOf(tool: string, args: readonly string[], nothing: readonly string[]): number {
  const script = '"$@" > /dev/null 2> /dev/null; exec cat "/proc/$$/io"';
  const [whole = 0, own = 0] = [args, nothing].map((each) => {
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', tool, ...each], { encoding: 'utf8' });
    return Number(/rchar: (?<bytes>\d+)/u.exec(stdout)?.groups?.['bytes']);
  });
  return whole - own;
}

function run(tool: string, ...args: string[]): void {
  const { status, error } = spawnSync(tool, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${tool}: exit status ${status}`);
}
