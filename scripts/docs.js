// Writes what is generated in README.md and docs/, the page of the commands and the picture: npm run docs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { main } from '../dist/cli.js';
import { bundled } from './bundled.js';

const { PICTURED, commandPage, diagrams, filled, onTerminal, pages, picture } =
  await bundled('scripts/docs.ts');

for (const page of pages()) {
  const before = readFileSync(page, 'utf8');
  const after = await filled(page, before);
  if (after !== before) writeFileSync(page, after);
}
writeFileSync('docs/commands.md', await commandPage());
writeFileSync(
  'docs/verdict.svg',
  picture(`interdict ${PICTURED.join(' ')}`, await onTerminal(main, PICTURED)),
);
mkdirSync('docs/pictures', { recursive: true });
for (const [name, svg] of Object.entries(diagrams())) writeFileSync(`docs/pictures/${name}`, svg);
