import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // What hangs must end, and nothing else: on a machine with much else to do, some seconds of work take minutes.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // The tests of a release share one that is built before them.
    globalSetup: process.env['INTERDICT_RELEASE_TESTS'] === '1' ? ['tests/release-setup.ts'] : [],
    // Start-up of a worker costs more than most test files; two cores are what the smallest CI machine has.
    pool: 'threads',
    // Files share what a worker has loaded: the sources, and the rules compiled from them.
    isolate: false,
    // Unasked, one core is kept for the main thread, which has next to nothing to do: of two that is a half.
    maxWorkers: availableParallelism(),
    snapshotFormat: { printBasicPrototype: false },
  },
});
