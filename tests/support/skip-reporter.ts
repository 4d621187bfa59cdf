import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** Prints at the end what was skipped and why: each test says so with a line `skipped: …`. */
export default class SkipReporter implements Reporter {
  readonly #reasons = new Set<string>();

  onUserConsoleLog({ content }: UserConsoleLog): void {
    for (const [line] of content.matchAll(/^skipped: .*$/gmu)) this.#reasons.add(line);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.reduce((sum, module) => sum + [...module.children.allTests('skipped')].length, 0);
    if (skipped === 0) return;
    process.stdout.write(`\n${skipped} tests were skipped:\n`);
    for (const reason of [...this.#reasons].sort()) process.stdout.write(`  ${reason}\n`);
  }
}
