// Writes what is generated from the rule language: schema/*.schema.json and the word lists of docs/rules.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { bundled } from './bundled.js';

const { jsonSchemas, withTables } = await bundled('scripts/schemas.ts');
for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(`schema/${name}`, text);
writeFileSync('docs/rules.md', withTables(readFileSync('docs/rules.md', 'utf8')));
