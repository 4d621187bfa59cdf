/** What goes when a command is ended, and who hears of signals. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { standardIo } from '../../src/cli/io.ts';
import { writeOutput } from '../../src/cli/output/write.ts';
import type * as Signals from '../../src/own-process/signals.ts';
import { exitNow } from '../../src/own-process/signals.ts';
import type { Run } from '../../src/report/run.ts';
import { storeSweep } from '../../src/store/index.ts';
import { lockJournal } from '../../src/sweep/journal-lock.ts';

let folder: string;
let ends: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  ends = [];
  vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    ends.push([pid, signal]);
    return true;
  });
  vi.spyOn(process, 'exit').mockImplementation((status) => {
    ends.push(status);
    throw new Error('the process has ended');
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Its own copy: which process it is stays as it was for the other tests. */
async function freshSignals(): Promise<typeof Signals> {
  const path = '../../src/own-process/signals.ts';
  return (await import(/* @vite-ignore */ `${path}?${Math.random()}.ts`)) as typeof Signals;
}

function listeners(): number {
  return ['SIGINT', 'SIGTERM', 'SIGHUP'].reduce((sum, signal) => sum + process.listenerCount(signal), 0);
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  '%s removes what is left, and ends the command',
  async (signal) => {
    const before = listeners();
    const { claimSignals, removeOnSignal } = await freshSignals();
    claimSignals();
    const removed: string[] = [];
    removeOnSignal(() => removed.push('draft'));
    removeOnSignal(() => {
      throw new Error('it cannot be removed');
    });
    const forget = removeOnSignal(() => removed.push('in its place'));
    forget();
    process.emit(signal as NodeJS.Signals, signal as NodeJS.Signals);
    expect([removed, ends, listeners()]).toEqual([['draft'], [[process.pid, signal]], before]);
  },
);

test('an interrupt that is heard ends nothing, and the next one does', async () => {
  const { claimSignals, onInterrupt, removeOnSignal } = await freshSignals();
  claimSignals();
  const heard: string[] = [];
  removeOnSignal(() => heard.push('removed'));
  onInterrupt(() => heard.push('interrupted'));
  process.emit('SIGTERM', 'SIGTERM');
  expect([heard, ends]).toEqual([['interrupted'], []]);
  process.emit('SIGTERM', 'SIGTERM');
  expect([heard, ends]).toEqual([['interrupted', 'removed'], [[process.pid, 'SIGTERM']]]);
});

test('signals of a program that uses the library are its own', async () => {
  const before = listeners();
  const { removeOnSignal } = await freshSignals();
  removeOnSignal(() => undefined);
  expect(listeners()).toBe(before);
});

test('a process that ends at once leaves no draft of a report, no part of a store, no lock', async () => {
  const endings = function* (first: readonly string[]) {
    yield* first;
    expect(readdirSync(folder)).not.toEqual([]);
    exitNow(75);
  };
  lockJournal(join(folder, 'journal'));
  const output = { format: 'json', file: join(folder, 'report.json') };
  await expect(writeOutput(output, endings(['x'.repeat(100_000)]), standardIo())).rejects.toThrow(
    'has ended',
  );
  expect([readdirSync(folder), ends]).toEqual([[], [75]]);
  const store = join(folder, 'store');
  mkdirSync(store);
  const run = { command: 'scan', asOf: '2026-11-02', bans: [], results: endings([]) } as unknown as Run;
  await expect(storeSweep(store, run)).rejects.toThrow('has ended');
  expect(readdirSync(store)).toEqual(['day=2026-11-02']);
});

test('a long report leaves turns to what else the process should do', async () => {
  let turns = 0;
  const slow = function* () {
    for (let at = 0; at < 3; at++) {
      const end = performance.now() + 120;
      while (performance.now() < end);
      setImmediate(() => turns++);
      yield 'x'.repeat(100_000);
    }
    expect(turns).toBeGreaterThan(0);
  };
  await writeOutput({ format: 'json', file: join(folder, 'report.json') }, slow(), standardIo());
});
