/** What the executable begins with, and each thread of it. */
import { getRawAsset } from 'node:sea';
import { isMainThread } from 'node:worker_threads';
import { loaderOf } from './sea-loader.ts';

const read = (name: string) => Buffer.from(getRawAsset(name) as ArrayBuffer);
Object.assign(globalThis, { INTERDICT_INSIDE: (name: string) => read(name).toString() });
const load = loaderOf(read, cacheOf);
if (isMainThread) (load('hot.cjs') as { run: () => void }).run();
else load('thread.cjs');

/** Only an executable whose runtime could run where it was built has one; other flags compile other code. */
function cacheOf(name: string): Buffer | undefined {
  const hasOwnFlags = process.execArgv.length > 0 || Boolean(process.env['NODE_OPTIONS']);
  if (name !== 'hot.cjs' || hasOwnFlags) return undefined;
  try {
    return read('hot.cache');
  } catch {
    return undefined;
  }
}
