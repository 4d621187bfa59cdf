// Writes the manual page from what the commands declare: npm run man
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bundled } from './bundled.js';

const { manPage } = await bundled('scripts/man.ts');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
mkdirSync('man', { recursive: true });
writeFileSync('man/interdict.1', await manPage(version));
