// Builds what bare hosts run: npm run release -- [--out release] [linux-x64 …]
// One executable a target: Node itself with the bundle and the compiled rule book inside (a single executable
// application), made of packages of the npm registry alone; beside them their checksums, what is in them, under which
// licenses, and what they were made of. The same source gives the same bytes.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { licenses } from './licenses.ts';

import { isOfRelease, seal } from './provenance.ts';
import { fetched, INJECTOR, NATIVE, NODE, runtimeOf, TARGETS } from './runtimes.ts';
import { sbomOf } from './sbom.ts';
import { compileInside, inputs, writeInside } from './sea.ts';
import { signed } from './sign-mach-o.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'release' } },
});
const { out } = values;
const targets = positionals.length > 0 ? positionals : Object.keys(TARGETS);
for (const target of [...targets, NATIVE]) runtimeOf(target);
const work = join(out, '.work');
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
// What an earlier call left is of another source.
for (const file of readdirSync(out)) if (isOfRelease(file)) rmSync(join(out, file));
const own = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };
const name = (rest: string) => join(out, `interdict-${own.version}${rest}`);

const inside = join(work, 'inside');
const parts = await writeInside(inside);
const injector = fetched(INJECTOR, join(work, INJECTOR.pack));
// A blob has the form of the version that makes it, so that must be the one that reads it.
const maker = fetched(runtimeOf(NATIVE), join(work, 'maker'));
const files = await inputs();
writeFileSync(name('.cdx.json'), `${JSON.stringify(sbomOf(files, own, NODE), null, 2)}\n`);
writeFileSync(name('-licenses.txt'), licenses(files, join(work, 'maker')));
for (const target of targets) await make(target);
rmSync(work, { recursive: true });
seal(out);

async function make(target: string): Promise<void> {
  const home = join(work, target);
  const isNative = target === NATIVE;
  const runtime = isNative ? maker : fetched(runtimeOf(target), home);
  mkdirSync(home, { recursive: true });
  const assets: Record<string, string> = Object.fromEntries(parts.map((part) => [part, part]));
  // Only the runtime that the code was compiled with takes it.
  if (isNative) {
    const cache = resolve(home, 'hot.cache');
    assets['hot.cache'] = cache;
    await compileInside(maker, inside, cache);
  }
  const blob = resolve(home, 'blob');
  const config = { main: 'begin.cjs', output: blob, disableExperimentalSEAWarning: true, assets };
  writeFileSync(join(home, 'sea.json'), JSON.stringify(config));
  // From there, since the path of its beginning as it is reported goes into the blob.
  run(resolve(maker), ['--experimental-sea-config', resolve(home, 'sea.json')], { cwd: inside });
  const file = name(`-${target}${target.startsWith('win') ? '.exe' : ''}`);
  copyFileSync(runtime, file);
  chmodSync(file, 0o755);
  const isMac = target.startsWith('darwin');
  run(process.execPath, ['scripts/run.js', 'inject', injector, file, blob, ...(isMac ? ['NODE_SEA'] : [])]);
  // What the injector writes has lost its signature, and without one Apple silicon kills it at once.
  if (isMac) writeFileSync(file, signed(readFileSync(file), 'interdict'));
  if (!isNative) rmSync(home, { recursive: true });
  console.log(`${file}: ${(readFileSync(file).length / 1e6).toFixed(0)} MB`);
}

function run(command: string, args: readonly string[], options: { cwd?: string } = {}): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
