import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, most of it in other programs, so that the size of a file says nothing of it. */
const LONG = [
  'ansible',
  'docs',
  'sweep-kill',
  'export-osquery',
  'export-linux',
  'html',
  'hostile',
  'export-hosts',
  'sweep-queue',
  'fuzz',
  'pairs',
  'examples',
];

/** Begins with what takes longest, lest at the end one core waits for the other; the others come as ever. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => LONG.indexOf(basename(moduleId, '.test.ts'));
    const sorted = await super.sort(files);
    const long = sorted.filter((file) => place(file) !== -1).sort((a, b) => place(a) - place(b));
    return [...long, ...sorted.filter((file) => place(file) === -1)];
  }
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // What hangs must end, and nothing else: on a machine with much else to do, some seconds of work take minutes.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // The tests of a release share one that is built before them.
    globalSetup: process.env['INTERDICT_RELEASE_TESTS'] === '1' ? ['tests/support/release-setup.ts'] : [],
    // Start-up of a worker costs more than most test files; two cores are what the smallest CI machine has.
    pool: 'threads',
    // Files share what a worker has loaded: the sources, and the rules compiled from them.
    isolate: false,
    // Unasked, one core is kept for the main thread, which has next to nothing to do: of two that is a half.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    snapshotFormat: { printBasicPrototype: false },
  },
});
