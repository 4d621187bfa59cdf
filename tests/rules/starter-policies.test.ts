/** Policies to begin with: their own examples hold, and an ordinary list of programs breaks none of them. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const POLICIES = 'examples/policies';
const names = readdirSync(POLICIES);
const folder = mkdtempSync(join(tmpdir(), 'interdict-policies-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('their examples hold', async () => {
  const { status, stdout } = await interdict(['check-rules', POLICIES]);
  expect(status).toBe(0);
  expect(stdout).toContain(`${names.length} bans`);
});

describe.each(names)('%s', (name) => {
  test('is off until it is named', async () => {
    const { stdout } = await interdict(['bans']);
    expect(stdout).not.toContain(name.replace('.yaml', ''));
  });

  test('lets ordinary programs alone', async () => {
    const list = join(folder, 'list.csv');
    const rows = [
      'Mozilla Firefox,140,Mozilla',
      'Microsoft Edge,140,Microsoft Corporation',
      '7-Zip 24.08,24.08,Igor Pavlov',
      'LibreOffice 25.2,25.2,The Document Foundation',
      'Git,2.47,The Git Development Community',
      'Transmission Fluid Guide,1,Example GmbH',
    ];
    writeFileSync(list, `Name,Version,Publisher\n${rows.join('\n')}\n`);
    const { status, stdout } = await interdict([list, '-b', join(POLICIES, name)]);
    expect(`${status} ${stdout}`).toMatch(/^0 CLEAN/u);
  });
});
