import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that took twenty seconds or more in `.ci/run` on two cores, the longest first. */
const LONGEST = [
  'tests/architecture/fuzzer-self-test.test.ts',
  'tests/exporters/export-osquery.test.ts',
  'tests/readers/corrupt-input.test.ts',
  'tests/systems/contributing.test.ts',
  'tests/rules/mutations.test.ts',
  'tests/systems/docs.test.ts',
  'tests/reporters/html.test.ts',
  'tests/systems/healthy-roots.test.ts',
  'tests/exporters/export-hosts.test.ts',
  'tests/sweep/sweep-queue.test.ts',
  'tests/systems/ansible.test.ts',
  'tests/readers/equivalence.test.ts',
  'tests/reporters/limits.test.ts',
  'tests/systems/examples.test.ts',
  'tests/sweep/sweep-kill.test.ts',
  'tests/exporters/controls.test.ts',
  'tests/sources/file-systems.test.ts',
  'tests/remediation/plan.test.ts',
  'tests/systems/linux-programs.test.ts',
];

/**
 * Starts the longest files of a project first. A clean machine knows no earlier run and would go by the sizes of files,
 * so that a short file with much to do begins when all others are done and holds one core alone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((name) => !existsSync(name));
    if (gone.length > 0) throw new Error(`tests/support/longest-first.ts names no file: ${gone.join(', ')}`);
    const order = new Map(LONGEST.map((name, at) => [resolve(name), at]));
    const rank = ({ moduleId }: TestSpecification) => order.get(resolve(moduleId)) ?? LONGEST.length;
    const sorted = await super.sort(files);
    // Projects stay one after the other: a worker that changes to another one starts anew.
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const place = ({ project }: TestSpecification) => projects.indexOf(project.name);
    return sorted.toSorted((a, b) => place(a) - place(b) || rank(a) - rank(b));
  }
}
