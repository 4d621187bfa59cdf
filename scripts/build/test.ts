// `npm test`: the checks and the quick tests side by side, each shown as it ends. `--all` runs the tests that start
// other programs and the long proofs too.
import { spawn } from 'node:child_process';

/** What is run, by the name that is shown. */
const TASKS: Readonly<Record<string, readonly string[]>> = {
  types: ['tsc'],
  format: ['biome', 'ci', '--log-level=warn'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  'dead code': ['knip'],
  English: ['node', 'scripts/run.js', 'prose'],
};

/** Types and lint are programs in Go, whose collector costs a fifth of their time: below two gigabytes it may wait. */
const PATIENT = { GOGC: 'off', GOMEMLIMIT: '2GiB' };

const all = process.argv.includes('--all');
// Tests make much and throw it away at once: with more room for what is young, they take a tenth less time.
const runner = ['node', '--max-semi-space-size=64', 'node_modules/vitest/vitest.mjs'];
const vitest = [...runner, 'run', ...(all ? [] : ['--project', 'unit*'])];

const checks = (async () => {
  const ended: number[] = [];
  // One after the other: beside the tests, one core is left for them.
  for (const [name, command] of Object.entries(TASKS)) ended.push(await quiet(name, command));
  return Math.max(...ended);
})();
const tests = shown(vitest);
process.exitCode = Math.max(await checks, await tests) === 0 ? 0 : 1;
if (!all)
  process.stdout.write(
    'Not run: the tests that start other programs, and the long proofs (npm run test:all).\n',
  );

/** Runs a check and prints what it says only when it fails. */
function quiet(name: string, [command = '', ...args]: readonly string[]): Promise<number> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...PATIENT, ...process.env },
    shell: process.platform === 'win32',
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => said.push(Buffer.from(String(error))));
    child.on('close', (status) => {
      process.stdout.write(
        status === 0 ? `${name}: well\n` : `${name}: failed\n${Buffer.concat(said).toString()}`,
      );
      resolve(status ?? 1);
    });
  });
}

function shown([command = '', ...args]: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (status) => resolve(status ?? 1));
  });
}
