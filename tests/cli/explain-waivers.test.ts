/** Whether `explain` says that a waiver covers a program, on the source that is asked about. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));
const waivers = join(folder, 'waivers.yaml');
writeFileSync(
  waivers,
  "- ban: russia-based-av-vendor\n  program: { id: 'deb:kesl' }\n  sources: 'lab-*'\n  reason: Lab.\n  owner: a@example.org\n  expires: 2999-01-01\n",
);
const ASKED = ['explain', '--id', 'deb:kesl', '-b', 'russia-based-av-vendor', '-w', waivers];

test.each([
  ['lab-7', true],
  ['web-1', false],
  [undefined, false],
])('on the source %s a waiver of lab-* counts: %s', async (source, isWaived) => {
  const args = [...ASKED, ...(source === undefined ? [] : ['--source', source])];
  const { status, stdout } = await interdict(args);
  expect(status).toBe(0);
  expect(stdout.includes('1 waived')).toBe(isWaived);
  const [answer] = JSON.parse((await interdict([...args, '-o', 'json'])).stdout);
  expect(answer.bans[0].verdict).toBe('banned');
  expect(answer.bans[0].waiver?.owner).toBe(isWaived ? 'a@example.org' : undefined);
});
