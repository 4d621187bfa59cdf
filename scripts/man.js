// Writes the manual page from what the commands declare: npm run man
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const outfile = resolve(`.tmp-man-${process.pid}.mjs`);
await build({
  entryPoints: ['scripts/man.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  external: ['bullmq', 'xmlbuilder2', 'libxmljs2', 'ajv', 'ajv-formats', 'ajv-formats-draft2019'],
  logLevel: 'error',
});
try {
  const { manPage } = await import(pathToFileURL(outfile).href);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  mkdirSync('man', { recursive: true });
  writeFileSync('man/interdict.1', await manPage(version));
} finally {
  rmSync(outfile);
}
