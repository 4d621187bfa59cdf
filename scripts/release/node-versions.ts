/**
 * Packs the package, installs it, and runs it on the oldest, a middle and the newest patch of every supported Node, on
 * Bun and on Deno, and on older Nodes, which it has to refuse: node scripts/run.js node-versions. With --tests, files
 * of the test suite run too, on the newest patch of the majors that are named: --tests 22 24 26 cli.test readers.test.
 * What the registry does not have is reported and left out.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAJORS = [20, 22, 24, 26];
/** The oldest minor of the oldest major; `engines` of package.json says the same. */
const OLDEST_MINOR = 19;
/** The first in which the file of the command can be read at all, and the last two. */
const REFUSED_MAJORS = [4, 16, 18];
const SYSTEM = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
/** Package → its file. */
const OTHERS: Readonly<Record<string, string>> = {
  '@oven/bun-linux-x64@1.4.5': 'bin/bun',
  '@deno/linux-x64-glibc@2.9.6': 'deno',
};

/** A runtime of the registry. */
interface Runtime {
  readonly name: string;
  readonly command: readonly string[];
}

type Call = readonly [args: readonly string[], status: number];

const SMOKE: readonly Call[] = [
  [['--version'], 0],
  [['fixtures/machines/birch'], 1],
  [['fixtures/machines/alder'], 0],
  [['fixtures/machines/elder'], 3],
  [['inventory', 'fixtures/machines/birch', '-o', 'cyclonedx'], 0],
  [['sweep', 'fixtures/machines', '--jobs', '2'], 1],
  [['no-such-place'], 2],
];
const REFUSED: readonly Call[] = [
  [['--version'], 2],
  [['fixtures/machines/alder'], 2],
  [['sweep', 'fixtures/machines'], 2],
  [['help', 'scan'], 2],
];

const home = join(tmpdir(), 'interdict-runtimes');
const room = mkdtempSync(join(tmpdir(), 'interdict-packed-'));
process.on('exit', () => rmSync(room, { recursive: true, force: true }));
const { majors, files } = asked(process.argv.slice(2));
const versions = listed();
const command = installed();
const own = run([process.execPath, command, 'fixtures/machines/birch', '-o', 'json']).stdout;
for (const major of MAJORS) for (const version of spread(patchesOf(major))) supported(node(version));
for (const [name, file] of SYSTEM === 'linux-x64' ? Object.entries(OTHERS) : [])
  supported(runtime(name, file, name.startsWith('@deno') ? ['run', '--quiet', '-A'] : []));
for (const major of REFUSED_MAJORS) refused(node(versionsOf(major).at(-1)));
refused(node(versionsOf(20).findLast((version) => minorOf(version) < OLDEST_MINOR)));
for (const major of majors) tested(node(patchesOf(major).at(-1)));

function asked(args: readonly string[]): { majors: readonly number[]; files: readonly string[] } {
  const words = args.filter((arg) => arg !== '--tests');
  const numbers = words.filter((arg) => /^\d+$/u.test(arg)).map(Number);
  if (!args.includes('--tests')) return { majors: [], files: [] };
  return { majors: numbers.length > 0 ? numbers : MAJORS, files: words.filter((arg) => !/^\d+$/u.test(arg)) };
}

/** All that the registry has, oldest first. */
function listed(): readonly string[] {
  const { status, stdout, stderr } = run(['npm', 'view', `node-${SYSTEM}`, 'versions', '--json']);
  if (status !== 0) console.log(`skipped: other runtimes: ${lastLine(stderr)}`);
  const order = (one: string) => one.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
  return status === 0
    ? (JSON.parse(stdout) as string[])
        .filter((version) => /^\d+\.\d+\.\d+$/u.test(version))
        .sort((a, b) => order(a) - order(b))
    : [];
}

function versionsOf(major: number): readonly string[] {
  return versions.filter((version) => version.startsWith(`${major}.`));
}

function patchesOf(major: number): readonly string[] {
  return versionsOf(major).filter((version) => major > 20 || minorOf(version) >= OLDEST_MINOR);
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}

function spread(list: readonly string[]): readonly (string | undefined)[] {
  return [...new Set([list[0], list[list.length >> 1], list.at(-1)])];
}

/** The package, packed and installed as somebody has it; the path of its command. */
function installed(): string {
  const packed = run(['npm', 'pack', '--silent', '--pack-destination', room]);
  if (packed.status !== 0) throw new Error(`npm pack: ${packed.stderr}`);
  writeFileSync(join(room, 'package.json'), '{"private":true}');
  const tarball = `./${lastLine(packed.stdout)}`;
  const done = run(['npm', 'install', '--no-fund', '--no-audit', '--prefix', room, tarball], room);
  if (done.status !== 0) throw new Error(`npm install: ${done.stderr}`);
  return join(room, 'node_modules/interdict/bin/interdict.js');
}

function node(version: string | undefined): Runtime | undefined {
  return version === undefined
    ? undefined
    : runtime(`node-${SYSTEM}@${version}`, SYSTEM.startsWith('win') ? 'bin/node.exe' : 'bin/node', []);
}

/** Takes a package of a runtime from the registry, once. */
function runtime(name: string, file: string, args: readonly string[]): Runtime | undefined {
  const folder = join(home, name.replace(/\W+/gu, '-'));
  const binary = resolve(folder, file);
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const packed = run(['npm', 'pack', '--silent', '--pack-destination', folder, name]);
    if (packed.status !== 0) {
      console.log(`skipped: ${name} cannot be had: ${lastLine(packed.stderr)}`);
      return undefined;
    }
    const tarball = lastLine(packed.stdout);
    const opened = run(['tar', '-xzf', tarball, '--strip-components=1', `package/${file}`], folder);
    if (opened.status !== 0) throw new Error(`${name}: ${opened.stderr}`);
    run(['chmod', '+x', binary]);
    rmSync(join(folder, tarball));
  }
  return { name, command: [binary, ...args] };
}

function supported(one: Runtime | undefined): void {
  if (one === undefined) return;
  const faults = faultsOf(one, SMOKE);
  const report = run([...one.command, command, 'fixtures/machines/birch', '-o', 'json']).stdout;
  if (report !== own) faults.push('its report is not the one of the runtime that built the package');
  print(one, SMOKE.length + 1, faults);
}

function refused(one: Runtime | undefined): void {
  if (one === undefined) return;
  const faults = faultsOf(one, REFUSED);
  const { stderr } = run([...one.command, command, '--version']);
  if (!/^interdict: needs Node \d+\.\d+ or newer; this is Node [\d.]+\n$/u.test(stderr)) faults.push(stderr);
  print(one, REFUSED.length + 1, faults);
}

function faultsOf(one: Runtime, calls: readonly Call[]): string[] {
  return calls.flatMap(([args, wanted]) => {
    const { status, signal, stderr } = run([...one.command, command, ...args]);
    return status === wanted
      ? []
      : [`${args.join(' ')}: ${String(status ?? signal)} and not ${String(wanted)}: ${stderr}`];
  });
}

function tested(one: Runtime | undefined): void {
  if (one === undefined) return;
  const suite = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--silent=passed-only', ...files];
  const [binary = '', ...args] = [...one.command, ...suite];
  const { status } = spawnSync(binary, args, { stdio: 'inherit' });
  print(one, 1, status === 0 ? [] : [`the tests: exit status ${String(status)}`]);
}

function print({ name }: Runtime, calls: number, faults: readonly string[]): void {
  console.log(`${name}: ${String(calls - faults.length)} of ${String(calls)} are well`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function run([program = '', ...args]: readonly string[], cwd = '.'): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', cwd, maxBuffer: 1 << 26 });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
