import { run } from './rpm-harness.ts';

/** Builds the release that its tests share: an older one would prove nothing of this source. */
export function setup(): void {
  run(process.execPath, ['scripts/run.js', 'release']);
  run(process.execPath, ['scripts/run.js', 'packages', 'linux-x64']);
}
