// Feeds spoiled inputs to every reader, source and loader: npm run fuzz -- --seconds 60 [--reader dpkg-status]
// [--seed 7] [--save folder]. Ends with a table; what is found gives exit status 1.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    reader: { type: 'string' },
    seed: { type: 'string', default: '20261124' },
    save: { type: 'string' },
  },
});
/** Milliseconds after which the worker is ended, and bytes of heap that it may have. */
const DEADLY = 30_000;
const HEAP_MB = 1024;

const folder = mkdtempSync('.tmp-fuzz-');
const code = resolve(folder, 'worker.mjs');
const finds = [];
const rows = new Map();
try {
  await bundle();
  const all = await targets();
  const wanted = values.reader === undefined ? all : all.filter((id) => id === values.reader);
  if (wanted.length === 0) throw new Error(`no target ${values.reader}; there are ${all.join(', ')}`);
  const patience = (Number(values.seconds) * 1000) / wanted.length;
  // What killed a worker is out of the list of the next one, with the rest of its time.
  for (let left = wanted; left.length > 0; ) left = await round(left, patience);
  print(wanted);
} finally {
  rmSync(folder, { recursive: true });
}

async function bundle() {
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
    external: ['bullmq', 'xmlbuilder2', 'libxmljs2', 'ajv', 'ajv-formats', 'ajv-formats-draft2019'],
    logLevel: 'error',
  });
}

function worker(order) {
  return new Worker(code, {
    workerData: { seed: Number(values.seed), patience: 0, targets: [], ...order },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
}

function targets() {
  return new Promise((done, fail) => {
    worker({})
      .on('message', ({ list }) => done(list))
      .on('error', fail);
  });
}

/** One worker, until it is through or an input ends it; gives the targets that are left. */
function round(list, patience) {
  const clock = new Float64Array(new SharedArrayBuffer(16));
  const slot = new Uint8Array(new SharedArrayBuffer(1 << 21));
  const under = worker({ targets: list, patience, clock, slot });
  let at = 0;
  return new Promise((done) => {
    const died = (kind, detail) => {
      const bytes = Uint8Array.from(slot.subarray(0, clock[1]));
      note({ found: kind, target: list[at], seed: 'see the bytes', detail, bytes });
      done(list.slice(at + 1));
    };
    const watch = setInterval(() => {
      if (clock[0] === 0 || Date.now() - clock[0] < DEADLY) return;
      under.removeAllListeners();
      clearInterval(watch);
      void under.terminate();
      died('hang', `more than ${DEADLY} ms`);
    }, 500);
    under.on('message', (message) => {
      if (message.found) return note(message);
      rows.set(message.target, message);
      at = list.indexOf(message.target) + 1;
    });
    under.on('error', (error) => {
      clearInterval(watch);
      under.removeAllListeners();
      died(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'runaway' : 'crash', String(error.stack));
    });
    under.on('exit', () => {
      clearInterval(watch);
      done([]);
    });
  });
}

/** The same fault comes back many times; its first lines tell it apart. */
function note(find) {
  const lines = find.detail.split('\n').slice(0, 2).join('\n').replace(/\d+/gu, '#').slice(0, 60);
  const key = [find.found, find.target, lines].join('\n');
  if (finds.some((other) => other.key === key)) return;
  finds.push({ ...find, key });
  const saved = save(find);
  console.log(
    `${find.found}: ${find.target} (${find.seed})${saved}\n  ${find.detail.split('\n').slice(0, 4).join('\n  ')}`,
  );
}

function save({ target, found, bytes }) {
  if (values.save === undefined) return '';
  mkdirSync(values.save, { recursive: true });
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const file = join(values.save, `${target}-${found}-${digest}`.replace(/[^\w.-]+/gu, '-'));
  writeFileSync(file, bytes);
  return ` → ${file}`;
}

function print(wanted) {
  const kinds = ['crash', 'hang', 'runaway', 'false clean'];
  const table = wanted.map((id) => {
    const { seeds = 0, inputs = 0, blocks = 0, kept = 0 } = rows.get(id) ?? {};
    const counts = kinds.map(
      (kind) => finds.filter((each) => each.target === id && each.found === kind).length,
    );
    return [id, seeds, inputs, blocks, kept, ...counts];
  });
  const sum = table.reduce(
    (total, row) => row.map((cell, at) => (at === 0 ? 'all' : cell + (total[at] ?? 0))),
    [],
  );
  console.log('\n| target | seeds | inputs | blocks | kept | crashes | hangs | runaways | false cleans |');
  console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: |');
  for (const row of [...table, sum]) console.log(`| ${row.join(' | ')} |`);
  console.log(
    `\n${new Date().toISOString().slice(0, 10)}, ${values.seconds} s, seed ${values.seed}, Node ${process.version}`,
  );
  process.exitCode = finds.length > 0 ? 1 : 0;
}
