/** Runs the benches by name, or all of them; of some, pieces: npm run bench -- startup fleet:million,shard */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const all = readdirSync('bench')
  .filter((name) => name.endsWith('.ts') && name !== 'measure.ts')
  .map((name) => name.slice(0, -3));
const wanted = (process.argv.length > 2 ? process.argv.slice(2) : all).map((argument) => {
  const [name = '', pieces] = argument.split(':');
  return { name, pieces: pieces?.split(',') ?? [] };
});
const unknown = wanted.map(({ name }) => name).filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no bench ${unknown.join(', ')}; there are ${all.join(', ')}`);

const folder = mkdtempSync('.tmp-bench-');
try {
  for (const { name, pieces } of wanted) {
    const outfile = join(folder, `${name}.mjs`);
    const banner =
      "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";
    await build({
      entryPoints: [`bench/${name}.ts`],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      banner: { js: banner },
      // They look for files beside their own.
      external: ['@cyclonedx/cyclonedx-library', 'playwright-core'],
      logLevel: 'warning',
    });
    console.log(`\n# ${name}`);
    // This variable costs Node 20 some 27 ms a start, which is no speed of ours.
    const env = { ...process.env };
    delete env.NODE_EXTRA_CA_CERTS;
    const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...pieces], {
      stdio: 'inherit',
      env,
    });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
