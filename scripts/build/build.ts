// Builds dist/: one bundle with what is rarely needed split off, the types, and the compiled rule book.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { metadataOf as MetadataOf } from '../../src/readers/metadata.ts';
import { asciiJson } from '../../src/rules/ascii-json.ts';
import type { Reader } from '../../src/types.ts';
import type * as Rules from './compile-rules.ts';
import { writeDeclarations } from './declarations.ts';
import { compileAhead, joinHotPath, REQUIRE_BANNER } from './startup-bundle.ts';
import { joinSweep } from './sweep-bundle.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// Made beside its place and swapped in whole: a scan that starts meanwhile must not find half a command.
// The copy of the command is the one that the draft's parts ask for what they share.
const home = `.tmp-dist-${process.pid}`;
const draft = join(home, 'dist');
mkdirSync(draft, { recursive: true });
cpSync('bin', join(home, 'bin'), { recursive: true });
/** In place of `readers/metadata.ts`: the cards written down, and one part of the bundle for each world of readers. */
const metadataInPlace: Plugin = {
  name: 'shelf',
  setup(bundler) {
    bundler.onLoad({ filter: /src[\\/]readers[\\/]metadata\.ts$/ }, async () => ({
      contents: await shelfText(),
      resolveDir: 'src/readers',
      loader: 'ts',
    }));
    bundler.onResolve({ filter: /^world:/ }, ({ path }) => ({ path, namespace: 'world' }));
    bundler.onLoad({ filter: /./, namespace: 'world' }, ({ path }) => ({
      contents: worldOf(path.slice('world:'.length)),
      resolveDir: 'src/readers',
      loader: 'ts',
    }));
  },
};

const lines = readFileSync('src/readers/index.ts', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('export '));

/** Most hosts of their world have nothing for these, and what they load is a fifth of what all have to load. */
const SELDOM = new Set([
  'chisel',
  'chromiumPolicy',
  'eopkg',
  'flatpak',
  'flatpakMetainfo',
  'goBinary',
  'guixProfile',
  'jetbrainsPlugin',
  'nixDatabase',
  'nixProfile',
  'portage',
  'safariExtension',
  'slackware',
  'xbpsDatabase',
]);

function worldOf(name: string): string {
  return lines.filter((line) => worldIn(line) === name).join('\n');
}

/** The part that the reader of one line of the registry goes into. */
function worldIn(line: string): string {
  const [, reader, folder] = /\{ (\w+) \} from '\.\/(\w+)\//.exec(line) ?? [];
  if (reader === undefined || folder === undefined) throw new Error(`src/readers/index.ts: ${line}`);
  return SELDOM.has(reader) ? `${folder}-seldom` : folder;
}

async function shelfText(): Promise<string> {
  const outfile = join(draft, 'readers.mjs');
  await build({
    stdin: {
      contents:
        "import * as list from './index.ts'; export { metadataOf } from './metadata.ts'; export { list };",
      resolveDir: 'src/readers',
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: REQUIRE_BANNER },
  });
  const { list, metadataOf } = (await import(pathToFileURL(outfile).href)) as {
    list: Record<string, Reader>;
    metadataOf: typeof MetadataOf;
  };
  rmSync(outfile);
  const readers = Object.values(list)
    .map(metadataOf)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const loaders = Object.entries(list).map(([name, { id }]) => {
    const world = worldIn(lines.find((line) => line.includes(`{ ${name} }`)) ?? name);
    return `  ${JSON.stringify(id)}: async () => (await import('world:${world}')).${name},`;
  });
  // Parsing JSON is several times faster than parsing the same as code, and what is all ASCII takes half the room.
  return `export const readerMetadata = JSON.parse(${JSON.stringify(asciiJson(readers))});
const loaders = {
${loaders.join('\n')}
};
export async function load(id) { return Object.hasOwn(loaders, id) ? loaders[id]() : undefined; }`;
}

/** chalk asks the terminal what it can; here the caller says so, and asking loads half of the network. */
const noTerminal: Plugin = {
  name: 'no-terminal',
  setup(bundler) {
    bundler.onResolve({ filter: /^#supports-color$/ }, ({ path }) => ({ path, namespace: 'colorless' }));
    bundler.onLoad({ filter: /./, namespace: 'colorless' }, () => ({
      contents: 'export default { stdout: false, stderr: false };',
    }));
  },
};

/** commander loads what starts processes for verbs that are programs of their own; there are none. */
const noProcesses: Plugin = {
  name: 'no-processes',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'nothing' } : undefined,
    );
    bundler.onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const bundle = await build({
  metafile: true,
  plugins: [metadataInPlace, noProcesses, noTerminal],
  entryPoints: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    testing: 'src/testing/index.ts',
    'sweep-worker': 'src/sweep/worker.ts',
    rules: 'scripts/build/compile-rules.ts',
  },
  outdir: draft,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'parts/[name]-[hash]',
  banner: { js: REQUIRE_BANNER },
  // A package of reports makes paths of schemas from its own folder when it is loaded; nothing here opens them.
  define: { INTERDICT_VERSION: JSON.stringify(version), __dirname: '"."' },
  // Optional parts of packages, which nothing here asks for, and of ours, which the operator installs; a pool finds
  // its own worker beside its own code.
  external: ['bullmq', 'tinypool', 'xmlbuilder2', 'libxmljs2', 'ajv', 'ajv-formats', 'ajv-formats-draft2019'],
  logLevel: 'warning',
});
dropBanners();
// Before its parts ask the command for what they share: where nothing was built yet, there is none.
const { compiledRules } = (await import(pathToFileURL(join(draft, 'rules.js')).href)) as typeof Rules;
const { whole, judging } = await compiledRules('rules');
writeFileSync(join(draft, 'rulebook.jsonl'), whole);
writeFileSync(join(draft, 'judging.jsonl'), judging);
rmSync(join(draft, 'rules.js'));
const hot = await joinHotPath(bundle.metafile.outputs, draft);
await joinSweep(bundle.metafile.outputs, hot, draft);
const status = writeDeclarations(join(draft, 'types'));
compileAhead(draft);
rmSync('dist', { recursive: true, force: true });
renameSync(draft, 'dist');
rmSync(home, { recursive: true });
process.exitCode = status;

/** Only the part in which packages ask for `require` needs one; making it costs each of the others some time. */
function dropBanners(): void {
  for (const path of Object.keys(bundle.metafile.outputs)) {
    const text = readFileSync(path, 'utf8');
    if (text.startsWith(REQUIRE_BANNER) && !text.includes('typeof require')) {
      writeFileSync(path, text.slice(REQUIRE_BANNER.length).trimStart());
    }
  }
}
