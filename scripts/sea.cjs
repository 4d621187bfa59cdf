// What the executable begins with, and each thread of it.
const { getRawAsset } = require('node:sea');
const { isMainThread } = require('node:worker_threads');
const { loaderOf } = require('./parts.cjs');

const read = (name) => Buffer.from(getRawAsset(name));
globalThis.INTERDICT_INSIDE = (name) => read(name).toString();
const load = loaderOf(read, cacheOf);
if (isMainThread) load('hot.cjs').run();
else load('thread.cjs');

/** Only an executable whose runtime could run where it was built has one; other flags compile other code. */
function cacheOf(name) {
  if (name !== 'hot.cjs' || process.env.NODE_OPTIONS || process.execArgv.length > 0) return undefined;
  try {
    return read('hot.cache');
  } catch {
    return undefined;
  }
}
