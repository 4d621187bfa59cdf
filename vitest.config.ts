import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

/** Tests that start other programs, servers or whole systems, or compare with them: half of the time, in a few files. */
const SYSTEMS = [
  'tests/systems/**/*.test.ts',
  'tests/cli/cli-conventions.test.ts',
  'tests/exporters/*.test.ts',
  'tests/formats/{hive,program-files,sqlite}.test.ts',
  'tests/object-storage/**/*.test.ts',
  'tests/readers/{linux-dpkg,linux-tools,rpm}.test.ts',
  'tests/remediation/**/*.test.ts',
  'tests/report-files/signing.test.ts',
  'tests/reporters/{html,html-validity,sanitise}.test.ts',
  'tests/sources/disk/**/*.test.ts',
  'tests/sources/{archive,disk-oracles,disks,file-systems,image-tools,mac-disks,split-disks,stores}.test.ts',
  'tests/sweep/sweep-{kill,queue}.test.ts',
];

/** Proofs over every format and every report, by inputs that are cut, changed, mixed and made by the thousand. */
const PROOFS = [
  'tests/architecture/fuzzer-self-test.test.ts',
  'tests/formats/{json-abridged,stanza-scanner}.test.ts',
  'tests/matching/prefilter.test.ts',
  'tests/readers/{corpus,corrupt-input,equivalence,json-forms,long-lines,starts-hostile,truncation}.test.ts',
  'tests/report-files/forgery-*.test.ts',
  'tests/reporters/limits*.test.ts',
  'tests/rules/mutations.test.ts',
  'tests/scan/{document-account,planted-lists,unknown-format}.test.ts',
];

/** Tests that replace a module of the runtime, and must not share what others have loaded. */
const ISOLATED = ['tests/sources/changing-file.test.ts'];

/** Systems are waited for, and proofs have work for the core that waits: one worker more than there are cores. */
const BESIDE = { maxWorkers: availableParallelism() + 1, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    reporters: [process.env['CI'] ? 'dot' : 'default', './tests/support/skip-reporter.ts'],
    // What hangs must end, and nothing else: on a machine with much else to do, some seconds of work take minutes.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Start-up of a worker costs more than most test files; two cores are what the smallest CI machine has.
    pool: 'threads',
    // Files share what a worker has loaded: the sources, and the rules compiled from them.
    isolate: false,
    // By default one core is kept for the main thread, which has next to nothing to do: of two that is a half.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    snapshotFormat: { printBasicPrototype: false },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [...SYSTEMS, ...PROOFS, ...ISOLATED],
        },
      },
      { extends: true, test: { name: 'unit-isolated', include: ISOLATED, isolate: true } },
      { extends: true, test: { ...BESIDE, name: 'proofs', include: PROOFS } },
      {
        extends: true,
        test: {
          ...BESIDE,
          name: 'systems',
          include: SYSTEMS,
          // The tests of a release share one that is built before them.
          globalSetup: process.env['INTERDICT_RELEASE_TESTS'] === '1' ? ['tests/support/release-setup.ts'] : [],
        },
      },
    ],
  },
});
