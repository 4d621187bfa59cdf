/** What this thread holds when nothing is left to collect. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Bytes of objects and of array buffers. The memory of buffers is freed by another thread behind the collection, whose
 * end only the next collection waits for.
 */
export function heldMemory(): { readonly objects: number; readonly buffers: number } {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { objects: heapUsed, buffers: arrayBuffers };
}
