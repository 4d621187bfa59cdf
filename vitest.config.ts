import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    // Start-up of a worker costs more than most test files; two cores are what the smallest CI machine has.
    pool: 'threads',
    snapshotFormat: { printBasicPrototype: false },
  },
});
