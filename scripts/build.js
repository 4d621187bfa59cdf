// Builds dist/: one bundle with what is rarely needed split off, the types, and the compiled rule book.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Some of the packages are CommonJS and ask for `require`. */
const banner =
  "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);";

// Made beside its place and swapped in whole: a scan that starts meanwhile must not find half a command.
const draft = `.tmp-dist-${process.pid}`;
mkdirSync(draft);
await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', rules: 'scripts/compile-rules.ts' },
  outdir: draft,
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'parts/[name]-[hash]',
  banner: { js: banner },
  define: { INTERDICT_VERSION: JSON.stringify(version) },
  external: ['bullmq'],
  logLevel: 'warning',
});
const { compiledRules } = await import(pathToFileURL(join(draft, 'rules.js')).href);
writeFileSync(join(draft, 'rulebook.json'), await compiledRules('rules'));
rmSync(join(draft, 'rules.js'));
const types = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(draft, 'types')],
  { stdio: 'inherit' },
);
rmSync('dist', { recursive: true, force: true });
renameSync(draft, 'dist');
process.exitCode = types.status ?? 1;
