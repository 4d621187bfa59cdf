// The part of the bundle that every scan loads: joined into one piece and compiled ahead.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { writeTypicalMachine } from './typical-machine.ts';

/** Some packages are CommonJS and ask for `require`, which a part that is a module makes for itself. */
export const REQUIRE_BANNER =
  "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);";

/** Where a scan of a Linux host begins, and what it loads on its way; `explain` is little more than that. */
const BEGINS = [
  'src/cli/main.ts',
  'src/cli/commands/scan.ts',
  'src/cli/commands/explain.ts',
  'src/reporters/text.ts',
  'src/reporters/json.ts',
  'world:world:linux',
  'world:world:languages',
  'world:world:browsers',
];

export type Outputs = Metafile['outputs'];

/** A part of the bundle and the names that it exports. */
export interface Part {
  readonly path: string;
  readonly exports: readonly string[];
}

/**
 * A scan would load some forty small parts, and each costs more than its code. They are joined into one scope; what
 * is left of each is a few lines that hand out what it exports, for the parts that are loaded when they are needed.
 *
 * @param outputs of esbuild's metafile
 * @param draft the folder that becomes `dist`
 * @returns the paths of the parts that were joined
 */
export async function joinHotPath(outputs: Outputs, draft: string): Promise<ReadonlySet<string>> {
  const parts = [...loadedBy(BEGINS, outputs)].map((path) => ({
    path,
    exports: outputs[path]?.exports ?? [],
  }));
  const file = join(draft, 'parts', 'hot.cjs');
  await build({
    stdin: { contents: entryOf(parts, draft), resolveDir: draft },
    outfile: file,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    banner: { js: 'const HERE = require("node:path").dirname(__filename);' },
    define: { 'import.meta.dirname': 'HERE' },
    plugins: [withoutBanner, coldOutside(new Set(parts.map(({ path }) => basename(path))))],
    logLevel: 'warning',
  });
  writeFileSync(file, ascii(withLoaders(readFileSync(file, 'utf8'), parts)));
  for (const [at, { path, exports }] of parts.entries()) {
    const from = path.includes('/parts/') ? './start.cjs' : './parts/start.cjs';
    const list = exports.map((name) => `export const ${name}=part.${name};`).join('');
    writeFileSync(path, `import hot from"${from}";const part=hot.parts[${at}]();${list}\n`);
  }
  // Where the other parts find what was joined: one piece for all who ask for it, that of whoever began.
  writeFileSync(join(draft, 'parts', 'start.cjs'), "module.exports = require('../../bin/interdict.js');\n");
  return new Set(parts.map(({ path }) => path));
}

/** A function for each part, since handing out all at once would take longer than a scan needs them. */
function entryOf(parts: readonly Part[], draft: string): string {
  const imports = parts.map(({ path, exports }, at) => {
    const list = exports.map((name) => `${name} as ${name}_${at}`).join(', ');
    return `import { ${list} } from ${JSON.stringify(`./${path.slice(draft.length + 1)}`)};`;
  });
  const handed = parts.map(
    ({ exports }, at) => `() => ({ ${exports.map((name) => `${name}: ${name}_${at}`).join(', ')} }),`,
  );
  return [
    ...imports,
    "export { main, run } from './cli.js';",
    'export const parts = [',
    ...handed,
    '];',
  ].join('\n');
}

/**
 * What one part of the hot path loads of another is at hand; a cold one is loaded by what holds the files. A module of
 * Node.js is asked for without the loader of modules, which takes longer to begin than all but the largest of them.
 */
function withLoaders(code: string, parts: readonly Part[]): string {
  return code.replace(/\bimport\(("[^"]*"\))?/gu, (_, rest: string = '') => {
    if (rest.startsWith('"node:')) return `Promise.resolve(require(${rest})`;
    const at = parts.findIndex(({ path }) => rest === `"./${basename(path)}")`);
    return at < 0 ? `loadPart(${rest}` : `Promise.resolve(module.exports.parts[${at}]())`;
  });
}

/**
 * Code in ASCII, which is read in half the time: the bundler writes strings so, but leaves expressions as they were.
 * Every unit of UTF-16 by itself, since an expression takes two such escapes for one character.
 */
function ascii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The paths of the parts that some files begin, of what these load, and of what that loads. */
export function loadedBy(begins: readonly string[], outputs: Outputs): Set<string> {
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[next]) visit(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs))
    if (entryPoint !== undefined && begins.includes(entryPoint)) visit(path);
  return loaded;
}

/** Packages that ask for `require` find the one of the joined piece. */
export const withoutBanner: Plugin = {
  name: 'without-banner',
  setup(bundler) {
    bundler.onLoad({ filter: /\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(REQUIRE_BANNER, ''),
    }));
  },
};

/** Parts that are not joined stay files of their own, and what is loaded on the way is not loaded at the beginning. */
export function coldOutside(joined: ReadonlySet<string>): Plugin {
  return {
    name: 'cold',
    setup(bundler) {
      bundler.onResolve({ filter: /^\.\.?\// }, ({ path, kind }) =>
        kind === 'entry-point' || (joined.has(basename(path)) && kind !== 'dynamic-import')
          ? undefined
          : { path: path.replace('./parts/', './'), external: true },
      );
    },
  };
}

/**
 * Scans machines and keeps what the runtime compiled for them, beside what shows this runtime from all others. The code
 * of a scan is in the cache, that of what a scan never calls is not.
 *
 * @param draft the folder that becomes `dist`, with a copy of `bin` beside it
 */
export function compileAhead(draft: string): void {
  const command = resolve(draft, '..', 'bin', 'interdict.js');
  const typical = resolve(draft, '..', 'machine');
  mkdirSync(typical);
  writeTypicalMachine(typical);
  const file = (name: string) => JSON.stringify(resolve(draft, 'parts', name));
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      // A seed of its own for each run would give other bytes in each.
      '--hash-seed=7',
      '-e',
      `const v8 = require('node:v8');
       const { writeFileSync } = require('node:fs');
       // What was not called for a while would be thrown away again, and how long that is depends on the machine.
       v8.setFlagsFromString('--no-flush-bytecode');
       const hot = require(${JSON.stringify(command)});
       const argv = ['node', 'interdict', 'fixtures/machines/birch', 'fixtures/machines/elder', ${JSON.stringify(typical)}];
       const quiet = { write: () => true, on: () => undefined };
       const io = { stdin: process.stdin, stdout: quiet, stderr: quiet, env: {} };
       const json = ['node', 'interdict', 'fixtures/machines/birch', '-o', 'json'];
       // Not what explains: its code would be a twelfth of what every scan has to take.
       hot.main(argv, io).then(() => hot.main(json, io)).then(() => {
         // A runtime takes only what was compiled under the flags that it has itself.
         v8.setFlagsFromString('--flush-bytecode');
         v8.setFlagsFromString('--hash-seed=0');
         writeFileSync(${file('hot.cache')}, hot.script.createCachedData());
         writeFileSync(${file('hot.runtime')}, hot.runtime());
       });`,
    ],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  if (status !== 0) throw new Error(`the code could not be compiled ahead: ${stderr}`);
}
