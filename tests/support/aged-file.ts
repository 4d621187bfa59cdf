import { utimesSync, type WriteFileOptions, writeFileSync } from 'node:fs';

/**
 * Writes a file as if it had lain there for a minute: of one that was written at this very moment, a scan waits for the
 * next tick of the clock.
 */
export function writeAged(path: string, content: string | Uint8Array, options?: WriteFileOptions): void {
  writeFileSync(path, content, options);
  const time = Date.now() / 1000 - 60;
  utimesSync(path, time, time);
}
