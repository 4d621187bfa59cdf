/** Bundled, and run by the runtime of an executable: <folder of the parts> <file for what it compiled> */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';
import type { Script } from 'node:vm';
import type { main } from '../../src/cli/main.ts';
import { loaderOf } from './sea-loader.ts';

const [, , folder = '', file = ''] = process.argv;
const machines = ['fixtures/machines/birch', 'fixtures/machines/elder'];
void compile();

async function compile(): Promise<void> {
  // What was not called for a while would be thrown away again, and how long that is depends on the machine.
  v8.setFlagsFromString('--no-flush-bytecode');
  const read = (name: string) => readFileSync(join(folder, name));
  Object.assign(globalThis, { INTERDICT_INSIDE: (name: string) => read(name).toString() });
  const scripts = new Map<string, Script>();
  const load = loaderOf(
    read,
    () => undefined,
    (script, name) => scripts.set(name, script),
  );
  const hot = load('hot.cjs') as { main: typeof main };
  const quiet = { write: () => true, on: () => undefined } as unknown as NodeJS.WriteStream;
  const io = { stdin: process.stdin, stdout: quiet, stderr: quiet, env: {} };
  await hot.main(['node', 'interdict', ...machines], io);
  // A runtime takes only what was compiled under the flags that it has itself.
  v8.setFlagsFromString('--flush-bytecode');
  v8.setFlagsFromString('--hash-seed=0');
  const compiled = scripts.get('hot.cjs')?.createCachedData();
  if (!compiled) throw new Error('hot.cjs was not loaded');
  writeFileSync(file, compiled);
}
