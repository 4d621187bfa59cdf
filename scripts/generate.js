// Writes what is generated: schema/*.schema.json and the word lists of docs/rules.md from the rule language, and the
// machine code of the scanner of paragraphs.
import { readFileSync, writeFileSync } from 'node:fs';
import { bundled } from './bundled.js';
import { machineCode } from './machine-code.js';

const { jsonSchemas, withTables } = await bundled('scripts/schemas.ts');
for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(`schema/${name}`, text);
writeFileSync('docs/rules.md', withTables(readFileSync('docs/rules.md', 'utf8')));
writeFileSync('src/formats/deb822/scanner/wasm-bytes.ts', await machineCode());
