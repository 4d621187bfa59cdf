// Runs the built command, or with --tests the test suite or the files that are named, on every supported Node, each
// from the package registry: node scripts/node-versions.js [--tests] [22 …] [cli.test …]. An offline registry is told
// and skips.
import { spawnSync } from 'node:child_process';

const VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' };
const args = process.argv.slice(2);
const withTests = args.includes('--tests');
const wanted = args.filter((arg) => /^\d+$/u.test(arg));
const files = args.filter((arg) => arg !== '--tests' && !wanted.includes(arg));
const SMOKE = [
  [['bin/interdict.js', 'fixtures/machines/birch'], 1],
  [['bin/interdict.js', 'fixtures/machines/alder'], 0],
  [['bin/interdict.js', 'inventory', 'fixtures/machines/birch', '-o', 'cyclonedx'], 0],
  [['bin/interdict.js', 'sweep', 'fixtures/machines', '--jobs', '2'], 1],
  [['bin/interdict.js', 'no-such-place'], 2],
];
const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--silent=passed-only'];
const calls = withTests ? [...SMOKE, [[...VITEST, ...files], 0]] : SMOKE;

for (const major of wanted.length > 0 ? wanted : Object.keys(VERSIONS)) {
  const version = VERSIONS[major];
  if (!version) throw new Error(`no Node ${major}; there are ${Object.keys(VERSIONS).join(', ')}`);
  const told = node(version, ['--version'], 'pipe');
  if (told.status !== 0) {
    console.log(`skipped: Node ${version} cannot be had: ${told.stderr.trim().split('\n').at(-1)}`);
    continue;
  }
  const wrong = calls.filter(([call, expected]) => {
    const { status, stderr } = node(version, call, call[0] === VITEST[0] ? 'inherit' : 'pipe');
    if (status === expected) return false;
    console.log(
      `Node ${version}: ${call.join(' ')}: ${String(status)} and not ${String(expected)}\n${stderr ?? ''}`,
    );
    return true;
  });
  console.log(
    `Node ${told.stdout.trim()}: ${String(calls.length - wrong.length)} of ${String(calls.length)} are well`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

function node(version, call, stdio) {
  return spawnSync('npx', ['-y', `--package=node@${version}`, '--', 'node', ...call], {
    encoding: 'utf8',
    stdio,
  });
}
