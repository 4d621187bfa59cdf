/**
 * Writes all that is generated and committed: npm run generate. The schemas and word lists of the rule language, the
 * machine code of the scanners, the manual page, and what pages show of rules, commands and their outputs.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { main as Main } from '../../src/cli/main.ts';
import { commandPage } from '../docs/command-page.ts';
import { diagrams, filled, PICTURED } from '../docs/generated-parts.ts';
import { manPage } from '../docs/man-page.ts';
import { pages } from '../docs/pages.ts';
import { pagesOfRules } from '../docs/rule-tables.ts';
import { onTerminal, picture } from '../docs/screenshot.ts';
import { withPublisher } from '../release/publisher.ts';
import { legalFormKeys } from './legal-form-keys.ts';
import { jsonSchemas, withTables } from './schemas.ts';
import { isCompiled, SCANNERS, wasmBytes } from './wasm-bytes.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
// The built command, which is what the picture shows.
const { main } = (await import(pathToFileURL(resolve('dist/cli.js')).href)) as { main: typeof Main };

for (const [name, text] of Object.entries(jsonSchemas())) write(`schema/${name}`, text);
write('docs/rules.md', withTables(readFileSync('docs/rules.md', 'utf8')));
for (const [path, text] of Object.entries(pagesOfRules())) write(path, text);
write('src/matching/names/legal-form-keys.ts', legalFormKeys());
for (const scanner of SCANNERS.filter((one) => !isCompiled(one)))
  write(`${scanner}/wasm-bytes.ts`, wasmBytes(scanner));
for (const folder of ['man', 'docs/pictures']) mkdirSync(folder, { recursive: true });
write('man/interdict.1', await manPage(version));
for (const page of pages()) write(page, withPublisher(await filled(page, readFileSync(page, 'utf8'))));
for (const path of examples()) write(path, withPublisher(readFileSync(path, 'utf8')));
write('docs/commands.md', await commandPage());
write('docs/verdict.svg', picture(`interdict ${PICTURED.join(' ')}`, await onTerminal(main, PICTURED)));

for (const [name, svg] of Object.entries(diagrams())) write(`docs/pictures/${name}`, svg);

/** What people copy, which names where the action and the packages come from. */
function examples(): string[] {
  const all = readdirSync('examples', { recursive: true, withFileTypes: true });
  return [
    ...all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
    'action.yml',
  ];
}

/** A file that is as it has to be keeps its time. */
function write(path: string, text: string): void {
  let before: string | undefined;
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    // It is not there yet.
  }
  if (text === before) return;
  writeFileSync(path, text);
  console.log(path);
}
