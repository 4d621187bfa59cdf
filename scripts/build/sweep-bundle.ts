// The part of the bundle that every sweep and each of its workers loads, beside what every scan loads.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { coldOutside, loadedBy, type Outputs, REQUIRE_BANNER, withoutBanner } from './startup-bundle.ts';

const BEGINS = ['src/cli/commands/sweep.ts', 'src/sweep/worker.ts'];
const JOINED = 'sweep.js';

/**
 * A sweep would load 120 small parts, and each of its workers 70 again; each costs more than its code. They are joined
 * into one; what is left of each hands out what it exports, for parts that are loaded when they are needed.
 *
 * @param outputs of esbuild's metafile
 * @param hot the paths of what is joined already, of which the few lines that are left come in
 * @param draft the folder that becomes `dist`
 */
export async function joinSweep(outputs: Outputs, hot: ReadonlySet<string>, draft: string): Promise<void> {
  const loaded = loadedBy(BEGINS, outputs);
  // The worker itself is started by its path.
  const paths = [...loaded].filter((path) => !hot.has(path) && path.includes('/parts/'));
  const exportsOf = (path: string) => outputs[path]?.exports ?? [];
  const lines = paths.map((path, at) => {
    const names = exportsOf(path).map((name) => `${name} as ${name}_${at}`);
    return `export { ${names.join(', ')} } from './parts/${basename(path)}';`;
  });
  const file = join(draft, 'parts', JOINED);
  await build({
    stdin: { contents: lines.join('\n'), resolveDir: draft },
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['./start.cjs', 'tinypool', 'bullmq'],
    plugins: [withoutBanner, coldOutside(new Set([...loaded, ...hot].map((path) => basename(path))))],
    logLevel: 'warning',
  });
  const code = readFileSync(file, 'utf8');
  if (code.includes('typeof require')) writeFileSync(file, `${REQUIRE_BANNER}\n${code}`);
  for (const [at, path] of paths.entries()) {
    const names = exportsOf(path).map((name) => `${name}_${at} as ${name}`);
    writeFileSync(path, `export { ${names.join(', ')} } from './${JOINED}';\n`);
  }
  // What the worker loads of it first loads all of it.
  const worker = join(draft, 'sweep-worker.js');
  writeFileSync(worker, readFileSync(worker, 'utf8').replace(/\bimport"\.\/parts\/[^"]+";/gu, ''));
}
