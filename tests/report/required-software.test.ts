/** What is missing or too old is not called a banned program, in any report. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-required-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const list = (name: string, ...rows: string[]) =>
  file(name, ['Name,Version,Publisher', ...rows, ''].join('\n'));
const agent = file(
  'agent.yaml',
  JSON.stringify({
    title: 'Our agent',
    why: 'A test.',
    severity: 'ban',
    match: { name: 'Example Agent' },
    require: { what: 'Example Agent', version: '>=7.2' },
  }),
);
const lacking = list('lacking.csv', 'Notes,1,Example');
const old = list('old.csv', 'Example Agent,7.1,Example');
const banned = list(
  'banned.csv',
  'Kaspersky Endpoint Security,12,AO Kaspersky Lab',
  'Example Agent,7.2,Example',
);
const BANS = ['-b', agent, '-b', 'russia-based-av-vendor', '--as-of', '2026-11-24'];

const report = async (form: string, ...sources: string[]) =>
  (await interdict(['scan', ...sources, ...BANS, '-o', form])).stdout;
const FORMS = ['text', 'html', 'markdown', 'github', 'slack', 'teams', 'email', 'webhook-json', 'junit'];

describe.each(FORMS)('%s', (form) => {
  test.each([
    ['missing', lacking],
    ['too old', old],
  ])('%s', async (_, source) => {
    const text = (await report(form, source)).replace(/\s+/gu, ' ');
    expect(text).not.toMatch(/\b1 banned program|[Bb]anned software found/u);
    if (form !== 'junit')
      expect(text).toMatch(/required program missing or too old|Required software is missing or too old/u);
  });
});

test('with something banned beside it, both are said', async () => {
  expect((await report('text', lacking, banned)).replace(/\s+/gu, ' ')).toContain(
    '1 banned program, 1 required program missing or too old in 2 sources.',
  );
  expect(await report('slack', lacking, banned)).toContain('have banned software or lack required software');
  expect(await report('slack', lacking, old)).toContain('lack required software, or have it too old');
  expect(await report('slack', banned)).toContain('Banned software found');
});

test('what is missing is in no place, and nothing to remove', async () => {
  expect(await report('text', lacking)).toContain('seen      nowhere (requirement)');
  expect(await report('html', lacking, old)).not.toMatch(
    /What to remove first[^]*Example Agent[^]*<\/section>/u,
  );
  expect(await report('slack', lacking, banned)).toContain('Example Agent (missing)');
});

test('the count is in the report, and goes through merge, verify and a forger', async () => {
  const path = join(folder, 'report.json');
  await interdict(['scan', lacking, banned, ...BANS, '-o', `json=${path}`]);
  const json = JSON.parse(readFileSync(path, 'utf8'));
  expect(json.summary).toMatchObject({ unmet: 1, byProgram: { banned: 2 } });
  expect(json.bans.find(({ id }: { id: string }) => id === 'agent').requires).toBe('Example Agent');
  expect((await interdict(['merge', path])).stdout).toContain('1 required program missing or too old');
  expect((await interdict(['verify', path, '-b', agent])).status).toBe(0);
  writeFileSync(path, JSON.stringify({ ...json, summary: { ...json.summary, unmet: 2 } }));
  expect(await interdict(['merge', path])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unmet'),
  });
});
