/**
 * Feeds mutated inputs to every reader, source and loader, and one inventory to every format that can carry it:
 * npm run fuzz -- --seconds 60 [--reader dpkg-status|pairs | --plant | --remove] [--seed 7] [--save folder]. Ends with tables, when it is
 * interrupted too; what is found gives exit status 1. What was saved is tried again by --reader dpkg-status --input file.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { randomFrom, shuffled } from '../fuzz/random.ts';

type Row = [string, ...number[]];
type Count = 'seeds' | 'inputs' | 'blocks' | 'kept';

/** What a target has done so far. */
type Progress = Readonly<Record<Count, number>> & { readonly target: string; readonly done?: boolean };

/** A fault, and the input that showed it. */
interface Find {
  readonly found: string;
  readonly target: string;
  readonly seed: string | number;
  readonly detail: string;
  readonly bytes: Uint8Array;
  readonly choices?: Uint8Array;
}

/** What a worker says: a fault, or how far it has come. */
type Message = Find | (Progress & { readonly found?: undefined });

/** What a worker has to do. */
interface Order {
  readonly alone?: { readonly target: string; readonly bytes: Uint8Array };
  readonly targets?: readonly string[];
  readonly timeout?: number;
  readonly first?: number;
  readonly seed?: number;
  readonly clock?: Float64Array;
  readonly slot?: Uint8Array;
}

/** How a worker was ended that did not end by itself. */
interface End {
  readonly kind: string;
  readonly detail: string;
  readonly bytes: Uint8Array;
}

/** The targets that are left, and the milliseconds of the first. */
interface Rest {
  readonly list: readonly string[];
  readonly first: number;
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    reader: { type: 'string' },
    plant: { type: 'boolean', default: false },
    remove: { type: 'boolean', default: false },
    seed: { type: 'string', default: '20261124' },
    save: { type: 'string' },
    input: { type: 'string' },
  },
});
/**
 * Milliseconds of the processor after which an input that is under way ends its worker, milliseconds of the clock
 * for one that only waits, and megabytes of heap that a worker may have.
 */
const DEADLY = 30_000;
const ENDLESS = 300_000;
const HEAP_MB = 1024;

const chosen = values.plant ? 'plant' : values.remove ? 'remove' : values.reader;
const folder = mkdtempSync('.tmp-fuzz-');
const code = resolve(folder, 'worker.mjs');
const finds: (Find & { readonly key: string })[] = [];
/** Target → turn → what that turn reported last. */
const rows = new Map<string, Map<number, Progress>>();
const began = performance.now();
try {
  await bundle();
  const all = await targets();
  const wanted =
    chosen === undefined ? all : all.filter((id) => id === chosen || id.startsWith(`${chosen}: `));
  if (wanted.length === 0) throw new Error(`no target ${chosen}; there are ${all.join(', ')}`);
  if (values.input === undefined) await run(wanted);
  else await again(wanted[0] ?? '', readFileSync(values.input));
} finally {
  rmSync(folder, { recursive: true });
}

async function run(wanted: readonly string[]): Promise<void> {
  const timeout = (Number(values.seconds) * 1000) / wanted.length;
  process.on('SIGINT', () => {
    print(wanted, `${Math.round((performance.now() - began) / 1000)} of ${values.seconds}`);
    rmSync(folder, { recursive: true });
    process.exit();
  });
  // A run that is interrupted reaches others than the next one does.
  const list = shuffled(wanted, randomFrom(Number(values.seed)));
  for (let left: Rest = { list, first: timeout }, turn = 0; left.list.length > 0; turn++) {
    left = await round(left, timeout, turn);
  }
  print(wanted, values.seconds);
}

/** One input that was found before. */
async function again(target: string, bytes: Uint8Array): Promise<void> {
  const end = await watched({ alone: { target, bytes } }, (message) => {
    if (message.found) note(message);
  });
  if (end) note({ found: end.kind, target, seed: values.input ?? '', detail: end.detail, bytes });
  if (finds.length === 0) console.log(`${target}: nothing is found with ${values.input}`);
  process.exitCode = finds.length > 0 ? 1 : 0;
}

async function bundle(): Promise<void> {
  await build({
    entryPoints: ['fuzz/worker.ts'],
    outfile: code,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    external: [
      '@cyclonedx/cyclonedx-library',
      'bullmq',
      'xmlbuilder2',
      'libxmljs2',
      'ajv',
      'ajv-formats',
      'ajv-formats-draft2019',
    ],
    logLevel: 'error',
  });
}

function worker(order: Order): Worker {
  return new Worker(code, {
    workerData: { seed: Number(values.seed), kind: chosen, targets: [], ...order },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
}

function targets(): Promise<string[]> {
  return new Promise((done, fail) => {
    worker({})
      .on('message', ({ list }: { list: string[] }) => done(list))
      .on('error', fail);
  });
}

/**
 * One worker, until it is through or an input ends it. Gives what is left for the next one: what killed a worker
 * is left out, with the rest of its time.
 */
async function round({ list, first }: Rest, timeout: number, turn: number): Promise<Rest> {
  const begun = new Map<string | undefined, number>();
  let at = 0;
  begun.set(list[0], performance.now());
  const end = await watched(
    { targets: list, timeout, first, seed: Number(values.seed) + turn },
    (message) => {
      if (message.found !== undefined) {
        note(message);
        return;
      }
      rows.set(message.target, new Map(rows.get(message.target)).set(turn, message));
      if (!message.done) return;
      at = list.indexOf(message.target) + 1;
      begun.set(list[at], performance.now());
    },
  );
  if (end === undefined) return { list: [], first: timeout };
  const target = list[at] ?? '';
  const left = { list: list.slice(at + 1), first: timeout };
  if (end.kind !== 'hang' || (await isSlowAlone(target, end.bytes))) {
    note({ found: end.kind, target, seed: 'see the bytes', detail: end.detail, bytes: end.bytes });
    return left;
  }
  console.log(`${target}: an input of ${end.bytes.length} bytes was ended and is not slow by itself`);
  const rest = (at === 0 ? first : timeout) - (performance.now() - (begun.get(target) ?? 0));
  return rest > 1000 ? { list: list.slice(at), first: rest } : left;
}

/** Other work of a busy machine, or what was done before, may be why an input took long. */
async function isSlowAlone(target: string, bytes: Uint8Array): Promise<boolean> {
  let isSlow = false;
  const end = await watched({ alone: { target, bytes } }, (message) => {
    isSlow ||= message.found === 'hang';
  });
  return isSlow || end !== undefined;
}

/** Runs a worker to its end; gives how it ended where that was none of its own. */
function watched(order: Order, hear: (message: Message) => void): Promise<End | undefined> {
  const clock = new Float64Array(new SharedArrayBuffer(16));
  const slot = new Uint8Array(new SharedArrayBuffer(1 << 21));
  const under = worker({ ...order, clock, slot });
  return new Promise((done) => {
    let seen: { began: number | undefined; used: number } = { began: 0, used: 0 };
    const ended = (end?: Omit<End, 'bytes'>) => {
      clearInterval(watch);
      under.removeAllListeners();
      done(end && { ...end, bytes: Uint8Array.from(slot.subarray(0, clock[1] ?? 0)) });
    };
    const watch = setInterval(() => {
      const used = usedByUs();
      if (clock[0] !== seen.began) seen = { began: clock[0], used };
      const isOver = used - seen.used > DEADLY || Date.now() - (seen.began ?? 0) > ENDLESS;
      if (seen.began === 0 || !isOver) return;
      void under.terminate();
      ended({ kind: 'hang', detail: `more than ${DEADLY} ms of the processor or ${ENDLESS} ms in all` });
    }, 500);
    under.on('message', hear);
    under.on('error', (error: NodeJS.ErrnoException) =>
      ended({
        kind: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'runaway' : 'crash',
        detail: String(error.stack),
      }),
    );
    under.on('exit', () => ended());
  });
}

/** Milliseconds of the processor that all threads of this process have had; this one does next to nothing. */
function usedByUs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A target may have had more than one worker. */
function total(target: string): number[] {
  const turns = [...(rows.get(target)?.values() ?? [])];
  const sum = (what: Count) => turns.reduce((all, turn) => all + turn[what], 0);
  const most = (what: Count) => Math.max(0, ...turns.map((turn) => turn[what]));
  return [most('seeds'), sum('inputs'), most('blocks'), sum('kept')];
}

/** The same fault comes back many times; its first lines distinguish it. */
function note(find: Find): void {
  const lines = find.detail.split('\n').slice(0, 2).join('\n').replace(/\d+/gu, '#').slice(0, 60);
  const key = [find.found, find.target, lines].join('\n');
  if (finds.some((other) => other.key === key)) return;
  finds.push({ ...find, key });
  const saved = save(find);
  console.log(
    `${find.found}: ${find.target} (${find.seed})${saved}\n  ${find.detail.split('\n').slice(0, 4).join('\n  ')}`,
  );
}

function save({ target, found, bytes, choices }: Find): string {
  if (values.save === undefined) return '';
  mkdirSync(values.save, { recursive: true });
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const file = join(values.save, `${target}-${found}-${digest}`.replace(/[^\w.-]+/gu, '-'));
  writeFileSync(file, bytes);
  if (choices) writeFileSync(`${file}.choices`, choices);
  return ` → ${file}`;
}

function print(wanted: readonly string[], seconds: string): void {
  const kinds = ['crash', 'hang', 'runaway', 'false clean', 'disagreement', 'unsafe output'];
  const titles = ['target', 'seeds', 'inputs', 'blocks', 'kept', ...kinds.map(plural)];
  const table = wanted.map((id) => {
    const counts = kinds.map(
      (kind) => finds.filter((each) => each.target === id && each.found === kind).length,
    );
    return [id, ...total(id), ...counts] satisfies Row;
  });
  report(titles, [...table, ['all', ...sums(table)]]);
  // The same in short, for the page on security.
  const groups = Object.entries(grouped(table)).sort(([one], [other]) => (one < other ? -1 : 1));
  const short = groups.map(([group, list]) => [group, list.length, ...sums(list)]);
  report(['target', 'of these', ...titles.slice(1)], [...short, ['all', table.length, ...sums(table)]]);
  console.log(
    `\n${new Date().toISOString().slice(0, 10)}, ${seconds} seconds, seed ${values.seed}, Node ${process.version}`,
  );
  process.exitCode = finds.length > 0 ? 1 : 0;
}

function plural(kind: string): string {
  return kind.endsWith('sh') ? `${kind}es` : `${kind}s`;
}

/** Readers by the world they come from, the others by what stands before the colon. */
function grouped(table: readonly Row[]): Record<string, Row[]> {
  const index = readFileSync('src/readers/index.ts', 'utf8');
  const worlds = new Map(
    [...index.matchAll(/'\.\/(?<world>[a-z]+)\/(?<id>[a-z0-9-]+)(?:\/index)?\.ts'/gu)].map((match) => [
      match.groups?.['id'],
      `readers: ${match.groups?.['world']}`,
    ]),
  );
  return table.reduce<Record<string, Row[]>>((groups, row) => {
    const group = worlds.get(row[0]) ?? row[0].split(':')[0] ?? '';
    return { ...groups, [group]: [...(groups[group] ?? []), row] };
  }, {});
}

function sums(list: readonly (readonly [string, ...number[]])[]): number[] {
  return (list[0] ?? []).slice(1).map((_, at) => list.reduce((sum, row) => sum + Number(row[at + 1]), 0));
}

function report(titles: readonly string[], list: readonly (readonly (string | number)[])[]): void {
  const cells = (row: readonly (string | number)[]) =>
    `| ${row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)).join(' | ')} |`;
  console.log(`\n${cells(titles)}`);
  console.log(cells(titles.map((_, at) => (at === 0 ? '---' : '--:'))));
  for (const row of list) console.log(cells(row));
}
