// Builds dist/: one bundle with what is rarely needed split off, the types, and the compiled rule book.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Some of the packages are CommonJS and ask for `require`. */
const banner =
  "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);";

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', rules: 'scripts/compile-rules.ts' },
  outdir: 'dist',
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
const { compiledRules } = await import('../dist/rules.js');
writeFileSync('dist/rulebook.json', await compiledRules('rules'));
rmSync('dist/rules.js');
const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
process.exitCode = types.status ?? 1;
