/** What tells one run from another, and shows whether a cache still holds. */
import { expect, test } from 'vitest';
import { loadPolicy } from '../../src/policy/index.ts';
import { lastingKey, runKey } from '../../src/sweep/run-key.ts';

const policy = await loadPolicy({ asOf: '2026-11-24', onlyJudging: true });
const sha256 = 'a'.repeat(64);

/** The policy by rules that a build has written down. */
function builtAs(build: { sha256: string; days: string[] }, day = policy.day) {
  return { ...policy, day, rules: { ...policy.rules, build } };
}

test('rules of another build are other rules, though those for judging are the same', () => {
  const [one, two] = [builtAs({ sha256, days: [] }), builtAs({ sha256: 'b'.repeat(64), days: [] })];
  expect(runKey(one, [])).not.toBe(runKey(two, []));
  expect(lastingKey(one, [])).not.toBe(lastingKey(two, []));
  expect(runKey(one, [])).toBe(runKey(builtAs({ sha256, days: [] }), []));
});

test('what is kept ends on each day that the whole rule book names', () => {
  const days = ['2026-11-25'];
  const [before, on, after] = ['2026-11-24', '2026-11-25', '2026-11-26'].map((day) =>
    lastingKey(builtAs({ sha256, days }, day), []),
  );
  expect(new Set([before, on, after]).size).toBe(3);
  expect(lastingKey(builtAs({ sha256, days }, '2026-11-27'), [])).toBe(after);
});
