/** Megabytes per second of the stanza scanner alone, of `stanzas()` on it, and of `stanzas()` without WebAssembly. */
import { Buffer } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { takeScanner } from '../src/formats/deb822/scanner/index.ts';
import { stanzas } from '../src/formats/deb822/stanzas.ts';
import { report } from './measure.ts';

const OWN = '/var/lib/dpkg/status';
const STATUS = readFileSync(existsSync(OWN) ? OWN : 'fixtures/machines/birch/var/lib/dpkg/status');
/** So much that a run takes longer than the clock's steps. */
const DATA = Buffer.concat(Array.from({ length: Math.ceil(4e6 / STATUS.length) }, () => STATUS));
const SHAPE = { wanted: ['Package', 'Status', 'Version', 'Architecture', 'Maintainer'] };
const ROUNDS = 5;

// First without: the module keeps the instance that it once made.
const { WebAssembly } = globalThis as { WebAssembly?: unknown };
Reflect.deleteProperty(globalThis, 'WebAssembly');
report('stanzas() without WebAssembly', speed(count, 5));
Reflect.set(globalThis, 'WebAssembly', WebAssembly);
report('stanzas()', speed(count, 10));
report('scanner alone', speed(scan, 40));
report('input', `${count()} stanzas in ${(DATA.length / 1e6).toFixed(1)} MB`);

function count(): number {
  let found = 0;
  for (const _ of stanzas(DATA, SHAPE)) found++;
  return found;
}

function scan(): void {
  const scanner = takeScanner(SHAPE);
  for (let at = 0, line = 1, before = -1; at < DATA.length && at > before; line = scanner.line) {
    before = at;
    scanner.scan(DATA, at, line);
    at = scanner.stopped;
  }
  scanner.release();
}

/** The fastest of some rounds, of which the first ones are for the compiler. */
function speed(read: () => void, times: number): string {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    for (let time = 0; time < times; time++) read();
    best = Math.max(best, (DATA.length * times) / 1e3 / (performance.now() - began));
  }
  return `${best.toFixed(0).padStart(6)} MB/s`;
}
