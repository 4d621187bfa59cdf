import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folders and files of `src` in the order of the data, with what each does. Each imports itself and what comes
 * before it: `tests/architecture` holds the code to that, the page on the architecture and its picture show it.
 */
export const FOLDERS: Readonly<Record<string, string>> = {
  'open-files': 'files whose parts can be read separately',
  coverage: 'what a verdict knowingly leaves out',
  vocabulary: 'categories, kinds of ID, severities: the words of rule files',
  'coverage-gap': 'what kept an answer from being whole',
  'machine-facts': 'which machine a source is, whose, and of when',
  'cited-ban': 'a ban as reports cite it, with its next phase',
  'plugin-record': 'a plugin in force, as reports name it',
  source: 'a place that manifests come from, and its files',
  types: 'every type that two folders share, and no code',
  limits: 'bounds on what a source may cost',
  'own-process': 'this process on its machine, and its temporary folders',
  matching: 'text to key and order: names, versions, globs',
  formats: 'bytes to values: registry, property list, SQLite, tar, …',
  'host-lists': 'lists of hosts to who is expected, and who a host is',
  sources: 'where files come from: host, folder, archive, image',
  readers: 'values to programs: one file per kind of manifest',
  completeness: 'what has to be in a source and is missing',
  scan: 'a source and the readers to a result, with every coverage gap',
  schema: 'one description each of vendor, ban, waiver, config, report',
  catalogue: 'program to vendor and product, by exact keys',
  evaluate: 'result and bans to findings, waivers and verdict',
  rules: 'YAML to rule set, or an error with file, line and column',
  policy: 'interdict.yaml and options to a policy',
  report: 'results to a run: order, totals, escaping',
  reporters: 'a run to text, json, sarif, html, …: one file or folder each',
  plugins: 'readers and reports from outside: load, check, name',
  sweep: 'many sources: scheduler, workers, journal, cache, queue',
  'object-storage': 's3:// addresses to files, and files to them',
  'report-files': 'saved reports: read, merge, diff, verify, trend',
  store: 'sweeps kept as columnar files, and their history',
  exporters: 'a policy to native checks of fleet tools',
  remediation: 'a report to a plan: what to run on which host',
  api: 'the calls of the library, and what they share with the command',
  index: 'the library',
  testing: 'the checks of readers, for those who write one',
  cli: 'arguments to command to exit status',
};

/** `src/readers/linux/flatpak.ts` → `readers`, `src/types.ts` → `types`. */
function folderOf(file: string): string {
  return (file.split('/')[1] ?? '').replace(/\.ts$/u, '');
}

/** Folder → the folders that it imports, types included, by the code as it is. */
export function importsByFolder(): Map<string, Set<string>> {
  const found = new Map(Object.keys(FOLDERS).map((name) => [name, new Set<string>()]));
  for (const name of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const file = `src/${name.replaceAll('\\', '/')}`;
    const imports = found.get(folderOf(file));
    if (!imports) throw new Error(`${file}: scripts/docs/folders.ts does not know its folder`);
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/\bfrom '(\.[^']+)'/gu)) {
      imports.add(folderOf(join(dirname(file), target).replaceAll('\\', '/')));
    }
  }
  return found;
}
