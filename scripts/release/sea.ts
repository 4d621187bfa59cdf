// What lies inside an executable: the bundle of the package, in a form that needs no files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type BuildOptions,
  build,
  type Metafile,
  type Plugin,
  type TransformOptions,
  transform,
} from 'esbuild';

/** Packages that the bundle does not hold. The operator installs the first; nothing of ours asks for the others. */
const OUTSIDE = ['bullmq', 'xmlbuilder2', 'libxmljs2', 'ajv', 'ajv-formats', 'ajv-formats-draft2019'];
/** Parts ask for each other by `require` alone: there is no place that `import` could load from. */
const FORM = {
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  minify: true,
  supported: { 'dynamic-import': false },
} satisfies TransformOptions & BuildOptions;

/** Where a part believes to be: all are in the executable. */
const HERE_LINE = 'const HERE = require("node:url").pathToFileURL(process.execPath).href;';
const HERE = { define: { 'import.meta.url': 'HERE' } };

/** A pool starts its threads from a file; here they start with the same code as the executable itself. */
const threadsInside: Plugin = {
  name: 'threads-inside',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:worker_threads$/ }, ({ importer, path }) =>
      importer.endsWith('index.js') ? { path, namespace: 'inside' } : undefined,
    );
    bundler.onLoad({ filter: /./, namespace: 'inside' }, () => ({
      contents: `import { Worker as Thread } from 'node:worker_threads';
        export { MessageChannel, MessagePort, receiveMessageOnPort } from 'node:worker_threads';
        export class Worker extends Thread {
          constructor(_, options) { super(INTERDICT_INSIDE('begin.cjs'), { ...options, eval: true }); }
        }`,
    }));
  },
};

/**
 * Writes the parts into a folder, one file for each.
 *
 * @returns their names
 */
export async function writeInside(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const parts = [
    'dist/sweep-worker.js',
    ...readdirSync('dist/parts')
      .filter((name) => name.endsWith('.js'))
      .map((name) => `dist/parts/${name}`),
  ];
  const put = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
  const names = ['hot.cjs', 'tinypool', 'thread.cjs'];
  put('hot.cjs', readFileSync('dist/parts/hot.cjs'));
  for (const path of parts) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const code = readFileSync(path, 'utf8');
    const banner = code.includes('import.meta') ? HERE_LINE : '';
    put(name, (await transform(code, { ...FORM, ...HERE, banner })).code);
    names.push(name);
  }
  const bundled = (entry: string, name: string, plugins: Plugin[] = []) =>
    build({
      ...FORM,
      ...HERE,
      banner: { js: HERE_LINE },
      entryPoints: [entry],
      outfile: join(folder, name),
      bundle: true,
      plugins,
    });
  await bundled('node_modules/tinypool/dist/index.js', 'tinypool', [threadsInside]);
  await bundled('node_modules/tinypool/dist/entry/worker.js', 'thread.cjs');
  await bundled('scripts/release/sea-main.ts', 'begin.cjs');
  for (const name of ['rulebook.jsonl', 'judging.jsonl']) put(name, readFileSync(join('dist', name)));
  put('config.schema.json', readFileSync('schema/config.schema.json'));
  put('parts.json', JSON.stringify(names.sort()));
  return [...names, 'begin.cjs', 'rulebook.jsonl', 'judging.jsonl', 'config.schema.json', 'parts.json'];
}

/**
 * Scans machines of the fixtures with the runtime of the executable, and keeps what it compiled for that: the code of
 * a scan, which would take longer to compile than a small scan takes.
 *
 * @param folder of {@link writeInside}
 */
export async function compileInside(node: string, folder: string, file: string): Promise<void> {
  const code = resolve(folder, '..', 'compile.cjs');
  await build({ ...FORM, entryPoints: ['scripts/release/sea-compile.ts'], outfile: code, bundle: true });
  // A seed of its own for each run would give other bytes in each.
  const args = ['--hash-seed=7', code, resolve(folder), resolve(file)];
  const { status, stderr } = spawnSync(node, args, {
    encoding: 'utf8',
    // Nothing of the machine that it is made on gets into it.
    env: {},
  });
  if (status !== 0) throw new Error(`the code could not be compiled ahead: ${stderr}`);
}

/** The files that the bundler takes, for the bill: the same as in `dist`. */
export async function inputs(): Promise<Metafile['inputs']> {
  const { metafile } = await build({
    entryPoints: { cli: 'src/cli/main.ts', 'sweep-worker': 'src/sweep/worker.ts' },
    outdir: 'release',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    external: OUTSIDE,
    logLevel: 'error',
  });
  return metafile.inputs;
}
