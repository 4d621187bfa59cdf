/** What `npm run generate` writes into the pages, and what the tests hold the pages to. */
import { readFileSync } from 'node:fs';
import { apiReference } from './api-page.ts';
import { openSandbox, type Sandbox } from './docs-sandbox.ts';
import { FOLDERS } from './folders.ts';
import { withBodies } from './pages.ts';

export { commandPage } from './command-page.ts';
export { diagrams } from './diagrams.ts';
export { pages } from './pages.ts';
export { onTerminal, picture } from './screenshot.ts';

/** The call that the picture shows. */
export const PICTURED = ['fixtures/machines/birch', '--as-of', '2026-11-24'];

const TABLE = /(?<=<!-- output: interdict (?<args>.*?) -->\n)[^]*?(?=<!-- end -->)/gu;
const FOLDER_TABLE = /(?<=<!-- folders: generated -->\n)[^]*?(?=<!-- \/folders -->)/u;
const API = /(?<=<!-- api: generated -->\n)[^]*?(?=<!-- \/api -->)/u;
const MARKS = /(?<=<!-- marks: generated -->\n)[^]*?(?=<!-- \/marks -->)/u;

/** A page with all that is generated in it as it has to be: outputs of commands, tables, marks. */
export async function filled(page: string, text: string): Promise<string> {
  if (!/^```console|^<!-- (?:output|marks|folders|api)/mu.test(text)) return text;
  const sandbox = openSandbox();
  try {
    const shown = await withBodies(page, text, async (block) => {
      const ran = sandbox.take(block);
      return block.kind === 'console'
        ? ran.map(({ command, output }) => `$ ${command}\n${output}`).join('')
        : block.body;
    });
    return shown
      .replace(API, () => `\n${apiReference()}\n`)
      .replace(FOLDER_TABLE, foldersTable)
      .replace(TABLE, (_, args: string) => printed(sandbox, args))
      .replace(MARKS, () => marksTable(readFileSync('src/vocabulary.ts', 'utf8')));
  } finally {
    await sandbox.leave();
  }
}

function printed(sandbox: Sandbox, args: string): string {
  const block = { page: '', line: 0, kind: 'sh', notes: {}, body: `interdict ${args}\n` };
  return sandbox.take(block)[0]?.output ?? '';
}

function foldersTable(): string {
  const rows = Object.entries(FOLDERS).map(([name, what]) => `| \`${name}\` | ${what} |`);
  return ['| folder | what it does |', '| --- | --- |', ...rows, ''].join('\n');
}

/** The marks of a program with what they mean, as the type of them shows. */
function marksTable(vocabulary: string): string {
  const type = /export type Mark =\n(?<marks>(?: {2}\|.*\n)+)/u.exec(vocabulary)?.groups?.['marks'] ?? '';
  const rows = [...type.matchAll(/\| '(?<mark>[\w-]+)';? \/\/ (?<what>.*)/gu)];
  if (rows.length === 0 || rows.length !== type.trim().split('\n').length)
    throw new Error('src/vocabulary.ts: a mark has no comment, or there are none');
  return [
    '| mark | meaning |',
    '| --- | --- |',
    ...rows.map(({ groups }) => `| \`${groups?.['mark']}\` | ${groups?.['what']} |`),
    '',
  ].join('\n');
}
