/**
 * Prints which identifiers of an index the catalogue does not know although the program seems to be of one of its
 * vendors: npm run catalogue-gaps -- FILE-OR-FOLDER... A file is an index of winget (CSV, or a list of ids), the casks of
 * Homebrew (`cask.json`), or a label of Installomator; a folder holds such files. One line for each identifier, with
 * tabs: vendor, identifier, name, reason.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueOf } from '../../src/catalogue/index.ts';
import { compileRules } from '../../src/rules/index.ts';
import { gapsIn } from './gaps.ts';
import { indexEntries } from './index-entries.ts';

const paths = process.argv.slice(2);
if (paths.length === 0) throw new Error('name an index: catalogue-gaps FILE-OR-FOLDER...');

const { vendors, marks } = await compileRules('rules');
const catalogue = catalogueOf(vendors, new Date().toISOString().slice(0, 10), marks);
const entries = paths.flatMap(filesIn).flatMap((path) => indexEntries(path, readFileSync(path, 'utf8')));
const { all, gaps } = gapsIn(catalogue, entries);
for (const { vendor, id, name, because } of gaps)
  process.stdout.write(`${[vendor, id, name, because].map(oneCell).join('\t')}\n`);
console.error(`${entries.length} programs; ${all} identifiers of known vendors, ${gaps.length} not known`);

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((file) => /\.(?:csv|tsv|txt|json|sh)$/u.test(file))
    .sort();
}

function oneCell(text: string): string {
  return text.replace(/[\t\r\n]+/gu, ' ');
}
