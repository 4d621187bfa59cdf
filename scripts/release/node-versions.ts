/**
 * Packs the package, installs it, and runs it on the oldest, a middle and the newest patch of every supported Node, on
 * Bun and on Deno, and on older Nodes, which it has to refuse: node scripts/run.js node-versions. With --tests, files
 * of the test suite run too, on the newest patch of the majors that are named: --tests 22 24 26 cli.test readers.test.
 * What the registry does not have is reported and left out. With --fetch, the runtimes are fetched and nothing is run.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

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

/** A runtime of the registry: its package, the file in it, and what stands between that and the command. */
interface Runtime {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

/** How a program ended, and what it printed. */
interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
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
const { majors, files, isFetch } = asked(process.argv.slice(2));
const versions = await listed();
const supported = [
  ...MAJORS.flatMap((major) => spread(patchesOf(major)).map(node)),
  ...(SYSTEM === 'linux-x64' ? Object.entries(OTHERS) : []).map(([name, file]) => ({
    name,
    file,
    args: name.startsWith('@deno') ? ['run', '--quiet', '-A'] : [],
  })),
];
const tooOld = [
  ...REFUSED_MAJORS.flatMap((major) => versionsOf(major).slice(-1)),
  ...versionsOf(20)
    .filter((version) => minorOf(version) < OLDEST_MINOR)
    .slice(-1),
].map(node);
if (isFetch) for (const one of [...supported, ...tooOld]) await binaryOf(one);
else await tryAll();

async function tryAll(): Promise<void> {
  const command = await installed();
  const { stdout: own } = await run([process.execPath, command, 'fixtures/machines/birch', '-o', 'json']);
  const outcomes = [
    ...supported.map((one) => () => tried(one, (binary) => isServed(binary, command, own))),
    ...tooOld.map((one) => () => tried(one, (binary) => isRefused(binary, command))),
  ];
  for await (const print of inOrder(outcomes)) print();
  for (const major of majors) for (const version of patchesOf(major).slice(-1)) await tested(node(version));
}

/** What each gives, in their order, though as many work at once as there are cores. */
async function* inOrder<Outcome>(works: readonly (() => Promise<Outcome>)[]): AsyncGenerator<Outcome> {
  const begun: Promise<Outcome>[] = [];
  for (const at of works.keys()) {
    for (const work of works.slice(begun.length, at + availableParallelism())) begun.push(work());
    yield begun[at] as Promise<Outcome>;
  }
}

function asked(args: readonly string[]): {
  majors: readonly number[];
  files: readonly string[];
  isFetch: boolean;
} {
  const isFetch = args.includes('--fetch');
  const words = args.filter((arg) => arg !== '--tests');
  const numbers = words.filter((arg) => /^\d+$/u.test(arg)).map(Number);
  if (!args.includes('--tests')) return { majors: [], files: [], isFetch };
  const majors = numbers.length > 0 ? numbers : MAJORS;
  return { majors, files: words.filter((arg) => !/^\d+$/u.test(arg)), isFetch };
}

/** All that the registry has, oldest first. */
async function listed(): Promise<readonly string[]> {
  const { status, stdout, stderr } = await run(['npm', 'view', `node-${SYSTEM}`, 'versions', '--json']);
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

function spread(list: readonly string[]): readonly string[] {
  return list.filter((_, at) => [0, list.length >> 1, list.length - 1].includes(at));
}

/** The package, packed and installed as somebody has it; the path of its command. */
async function installed(): Promise<string> {
  const packed = await run(['npm', 'pack', '--silent', '--pack-destination', room]);
  if (packed.status !== 0) throw new Error(`npm pack: ${packed.stderr}`);
  writeFileSync(join(room, 'package.json'), '{"private":true}');
  const tarball = `./${lastLine(packed.stdout)}`;
  const done = await run(['npm', 'install', '--no-fund', '--no-audit', '--prefix', room, tarball], room);
  if (done.status !== 0) throw new Error(`npm install: ${done.stderr}`);
  return join(room, 'node_modules/interdict/bin/interdict.js');
}

function node(version: string): Runtime {
  const file = SYSTEM.startsWith('win') ? 'bin/node.exe' : 'bin/node';
  return { name: `node-${SYSTEM}@${version}`, file, args: [] };
}

/** The file of a runtime, taken from the registry once; undefined, and reported, when it cannot be had. */
async function binaryOf({ name, file }: Runtime): Promise<string | undefined> {
  const folder = join(home, name.replace(/\W+/gu, '-'));
  const binary = resolve(folder, file);
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const packed = await run(['npm', 'pack', '--silent', '--pack-destination', folder, name]);
    if (packed.status !== 0) {
      console.log(`skipped: ${name} cannot be had: ${lastLine(packed.stderr)}`);
      return undefined;
    }
    const tarball = lastLine(packed.stdout);
    // Elsewhere first: one that was cut short must not be taken for whole.
    const draft = mkdtempSync(join(folder, 'draft-'));
    const opened = await run(['tar', '-xzf', join(folder, tarball), '-C', draft, `package/${file}`]);
    if (opened.status !== 0) throw new Error(`${name}: ${opened.stderr}`);
    chmodSync(join(draft, 'package', file), 0o755);
    mkdirSync(dirname(binary), { recursive: true });
    renameSync(join(draft, 'package', file), binary);
    rmSync(draft, { recursive: true });
    rmSync(join(folder, tarball));
  }
  return binary;
}

/** Calls of a runtime, and what is wrong with them. */
type Check = (binary: readonly string[]) => Promise<{ calls: number; faults: readonly string[] }>;

/** Prints, when asked, how a runtime did. */
async function tried(one: Runtime, check: Check): Promise<() => void> {
  const binary = await binaryOf(one);
  if (binary === undefined) return () => undefined;
  const { calls, faults } = await check([binary, ...one.args]);
  return () => print(one, calls, faults);
}

async function isServed(binary: readonly string[], command: string, own: string): ReturnType<Check> {
  const faults = await faultsOf(binary, command, SMOKE);
  const { stdout } = await run([...binary, command, 'fixtures/machines/birch', '-o', 'json']);
  if (stdout !== own) faults.push('its report is not the one of the runtime that built the package');
  return { calls: SMOKE.length + 1, faults };
}

async function isRefused(binary: readonly string[], command: string): ReturnType<Check> {
  const faults = await faultsOf(binary, command, REFUSED);
  const { stderr } = await run([...binary, command, '--version']);
  if (!/^interdict: needs Node \d+\.\d+ or newer; this is Node [\d.]+\n$/u.test(stderr)) faults.push(stderr);
  return { calls: REFUSED.length + 1, faults };
}

async function faultsOf(
  binary: readonly string[],
  command: string,
  calls: readonly Call[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const [args, wanted] of calls) {
    const { status, signal, stderr } = await run([...binary, command, ...args]);
    if (status !== wanted)
      faults.push(`${args.join(' ')}: ${String(status ?? signal)} and not ${String(wanted)}: ${stderr}`);
  }
  return faults;
}

async function tested(one: Runtime): Promise<void> {
  const binary = await binaryOf(one);
  if (binary === undefined) return;
  const suite = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--silent=passed-only', ...files];
  const { status } = spawnSync(binary, suite, { stdio: 'inherit' });
  print(one, 1, status === 0 ? [] : [`the tests: exit status ${String(status)}`]);
}

function print({ name }: Runtime, calls: number, faults: readonly string[]): void {
  console.log(`${name}: ${String(calls - faults.length)} of ${String(calls)} are well`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function run([program = '', ...args]: readonly string[], cwd = '.'): Promise<Ended> {
  return new Promise((done) => {
    execFile(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      done({ status, signal: error?.signal ?? undefined, stdout, stderr: stderr || (error?.message ?? '') });
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
