/** The page by the standard of HTML and the rules for those who hear it, as validators of others read them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { describe, expect, test } from 'vitest';
import { cleanRun, incompleteRun, inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import type { Run } from '../../src/report/run.ts';
import { html } from '../../src/reporters/html.ts';
import { largeFleet } from '../support/large-fleet.ts';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  // What scrolls is no section of the text, and <search> is too new for many browsers.
  rules: { 'prefer-native-element': 'off' },
});
/** Rows of data: letters in which nothing can end their element, and megabytes that a validator need not read. */
const DATA = /(?<=<script type="text\/plain" data-part data-encoding="gzip">)[A-Za-z0-9+/=]+(?=<\/script>)/gu;

const pages = (
  [
    ['hostile names', scanRun],
    ['an inventory', inventoryRun],
    ['nothing found', cleanRun],
    ['gaps', incompleteRun],
    ['seven sources', largeFleet({ sources: 7, findings: 5 })],
    ['50,000 findings', largeFleet({ sources: 50_000, findings: 50_000 })],
  ] satisfies readonly (readonly [string, Run])[]
).map(([name, run]) => {
  const page = [...html.render(run, { color: false, width: 80 })].join('');
  return [name, page.replace(DATA, 'H4sI')] as const;
});

describe('html-validate', () => {
  test.each(pages)('takes the page of %s', async (_, page) => {
    const { results } = await validator.validateString(page, 'page.html');
    const faults = results.flatMap(({ messages }) =>
      messages.map(({ line, ruleId, message }) => `${line}: ${message} (${ruleId})`),
    );
    expect(faults).toEqual([]);
  });

  test('sees what is not valid', async () => {
    const { valid } = await validator.validateString('<!doctype html><p><div></p><img>');
    expect(valid).toBe(false);
  });
});

describe('the checker of the W3C', () => {
  const jar = process.env['VNU_JAR'];
  if (jar === undefined) console.log('skipped: VNU_JAR names no checker');
  test.skipIf(jar === undefined)('takes all pages, and not a wrong one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'interdict-vnu-'));
    const files = [...pages, ['wrong', '<!doctype html><p><div></p><img>'] as const].map(([name, page]) => {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, page);
      return file;
    });
    const call = ['-jar', jar ?? '', '--errors-only', '--format', 'json', ...files];
    const { stderr } = spawnSync('java', call, { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const { messages } = JSON.parse(stderr) as { readonly messages: readonly { readonly url: string }[] };
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.filter(({ url }) => !url.endsWith('wrong.html'))).toEqual([]);
  });
});
