// Run by the runtime of an executable: compile-inside.cjs <folder of the parts> <file for what it compiled>
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const v8 = require('node:v8');
const { loaderOf } = require('./parts.cjs');

const [, , folder, file] = process.argv;
// What was not called for a while would be thrown away again, and how long that is depends on the machine.
v8.setFlagsFromString('--no-flush-bytecode');
const read = (name) => readFileSync(join(folder, name));
globalThis.INTERDICT_INSIDE = (name) => read(name).toString();
let hot;
const load = loaderOf(
  read,
  () => undefined,
  (script, name) => {
    if (name === 'hot.cjs') hot = script;
  },
);
const quiet = { write: () => true, on: () => undefined };
const machines = ['fixtures/machines/birch', 'fixtures/machines/elder'];
const argv = ['node', 'interdict', ...machines];
void compile();

async function compile() {
  await load('hot.cjs').main(argv, { stdin: process.stdin, stdout: quiet, stderr: quiet, env: {} });
  // A runtime takes only what was compiled under the flags that it has itself.
  v8.setFlagsFromString('--flush-bytecode');
  v8.setFlagsFromString('--hash-seed=0');
  writeFileSync(file, hot.createCachedData());
}
