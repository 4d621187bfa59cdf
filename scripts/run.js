// Runs a script by its name: node scripts/run.js docs [its arguments]. They are TypeScript, which Node 20 cannot read.
import { readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [node = '', , name = '', ...args] = process.argv;
const scripts = readdirSync('scripts', { recursive: true }).map(String);
const path = scripts.find((script) => basename(script) === `${name}.ts`);
if (path === undefined) throw new Error(`there is no scripts/*/${name}.ts`);
const entry = join('scripts', path);
// In the folder of the project, where the packages that it imports are found.
const outfile = resolve(`.tmp-${name}-${process.pid}.mjs`);
process.on('exit', () => rmSync(outfile, { force: true }));
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'inline',
  logLevel: 'error',
});
process.argv = [node, entry, ...args];
await import(pathToFileURL(outfile).href);
