// Writes what is generated from the rule language: schema/*.schema.json and the word lists of docs/rules.md.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const outfile = '.tmp/schemas.mjs';
const banner =
  "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);";
await build({
  entryPoints: ['scripts/schemas.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  banner: { js: banner },
  logLevel: 'warning',
});
const { jsonSchemas, withTables } = await import(`../${outfile}`);
rmSync(outfile);
for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(`schema/${name}`, text);
writeFileSync('docs/rules.md', withTables(readFileSync('docs/rules.md', 'utf8')));
