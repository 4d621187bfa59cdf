#!/usr/bin/env node
// Runs what every scan needs as one piece of code that was compiled when the package was built. Compiling it takes
// longer than a small scan; where the runtime is not exactly that of the build, it is compiled again.
// An old runtime has to read this file to say what it needs: it keeps to the syntax of Node 4.
'use strict';

const fs = require('fs');
const path = require('path');
const vm = require('vm');

/** The oldest Node that has all that the package asks for; `engines` of package.json says the same. */
const OLDEST_MAJOR = 20;
const OLDEST_MINOR = 19;
/** So much of the runtime's own file tells builds apart: the sizes of its sections, or its identifier. */
const HEAD_BYTES = 4096;
const parts = path.join(__dirname, '..', 'dist', 'parts');
/** @type {Map<string, Promise<unknown>>} */
const loading = new Map();

const refusal = refusalOf(process.versions.node);
if (refusal === undefined) begin();
else if (require.main !== module) throw new Error(refusal);
else {
  process.exitCode = 2;
  process.stderr.write(`interdict: ${refusal}\n`);
}

/**
 * @param {string} version
 * @returns {string | undefined}
 */
function refusalOf(version) {
  const numbers = version.split('.');
  const major = Number(numbers[0]);
  const isOld = major < OLDEST_MAJOR || (major === OLDEST_MAJOR && Number(numbers[1]) < OLDEST_MINOR);
  return isOld ? `needs Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer; this is Node ${version}` : undefined;
}

function begin() {
  const code = fs.readFileSync(path.join(parts, 'hot.cjs'), 'utf8');
  const script = new vm.Script(`(function (exports, require, module, __filename, loadPart) {${code}\n})`, {
    // Not where it lies, which would be a part of what is compiled.
    filename: 'interdict:hot.cjs',
    cachedData: compiledCode(),
  });
  script.runInThisContext()(exports, require, module, path.join(parts, 'hot.cjs'), loadPart);
  // For the build, which keeps what was compiled and for which runtime.
  module.exports.script = script;
  module.exports.runtime = runtime;
  // The other parts of the package ask for this file too, for what they share with a scan.
  if (require.main === module) /** @type {any} */ (module.exports).run();
}

/**
 * Code that was compiled ahead cannot import by itself. The runtime would look for a part anew each time, which takes
 * longer than many a host of a sweep.
 *
 * @param {string} part
 * @returns {Promise<unknown>}
 */
function loadPart(part) {
  const known = loading.get(part);
  if (known) return known;
  const loaded = require('./import.js')(part.charAt(0) === '.' ? `../dist/parts/${part}` : part);
  loading.set(part, loaded);
  return loaded;
}

/** What was compiled ahead, where it fits; V8 itself takes that of its neighbours too, and then crashes. */
function compiledCode() {
  const hasOwnFlags = process.execArgv.length > 0 || process.env.NODE_OPTIONS;
  if (hasOwnFlags) return undefined;
  try {
    const wanted = fs.readFileSync(path.join(parts, 'hot.runtime'));
    return wanted.equals(runtime()) ? fs.readFileSync(path.join(parts, 'hot.cache')) : undefined;
    // oxlint-disable-next-line no-unused-vars -- an old runtime cannot read a catch without a name
  } catch (error) {
    return undefined;
  }
}

/**
 * What is the same in no two builds of a runtime: its versions, the machine it is for, and the size and the head of
 * its own file. The engine of one that is linked with shared libraries lies elsewhere, so nothing fits that.
 */
function runtime() {
  /** @type {Readonly<Record<string, unknown>>} */
  const build = process.config.variables;
  if (build['node_shared']) throw new Error('the engine is a library of its own');
  const head = Buffer.alloc(HEAD_BYTES);
  const file = fs.openSync(process.execPath, 'r');
  try {
    fs.readSync(file, head, 0, HEAD_BYTES, 0);
    const about = [process.platform, process.arch, process.versions, fs.fstatSync(file).size];
    return Buffer.concat([Buffer.from(JSON.stringify(about)), head]);
  } finally {
    fs.closeSync(file);
  }
}
