// Writes the tables of docs/bans.md and docs/vendors.md from the rule files; with --check it only compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const BEGIN = '<!-- begin: written by scripts/rule-tables.js -->';
const END = '<!-- end -->';
const JURISDICTIONS = {
  GB: 'United Kingdom',
  US: 'United States',
  CA: 'Canada',
  AU: 'Australia',
  EU: 'European Union',
  NATO: 'NATO',
};

const bans = rulesOf('rules/bans');
const vendors = rulesOf('rules/vendors');
const stale = [write('docs/bans.md', banTables()), write('docs/vendors.md', vendorTable())].filter(Boolean);
for (const path of stale) {
  console.error(`${path} is not what the rule files say: run \`node scripts/rule-tables.js\``);
}
process.exitCode = stale.length > 0 ? 1 : 0;

/** Gives the path where the file must be written anew and only checking was asked for. */
function write(path, table) {
  const text = readFileSync(path, 'utf8');
  const [before, rest = ''] = text.split(BEGIN);
  const after = rest.split(END)[1] ?? '\n';
  const wanted = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  if (wanted === text) return undefined;
  if (process.argv.includes('--check')) return path;
  writeFileSync(path, wanted);
  return undefined;
}

function rulesOf(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({
      id: name.slice(0, -'.yaml'.length),
      ...parse(readFileSync(`${folder}/${name}`, 'utf8')),
    }));
}

function banTables() {
  return [...grouped(bans, jurisdictionOf)]
    .map(([key, list]) => [nameOf(key), list])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => `### ${name}\n\n${banTable(list)}`)
    .join('\n\n');
}

/** Node 20 has no Map.groupBy. */
function grouped(list, keyOf) {
  const groups = new Map();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function jurisdictionOf({ authorities }) {
  return [authorities[0].jurisdiction].flat()[0].split('-')[0];
}

function nameOf(code) {
  return JURISDICTIONS[code] ?? new Intl.DisplayNames(['en'], { type: 'region' }).of(code);
}

function banTable(list) {
  return rows(
    [
      'ban',
      'of',
      'what it says',
      'in force',
      'asks for',
      'engines inside',
      'devices',
      'encoded',
      'authority',
    ],
    list.map((ban) => [
      `\`${ban.id}\``,
      [ban.authorities[0].jurisdiction].flat().join(', '),
      cell(ban.title),
      inForce(ban),
      ban.effect ?? 'prohibit',
      enginesInside(ban),
      ban['applies-to']?.['device-class'] ?? 'all',
      encoded(ban),
      authority(ban.authorities[0]),
    ]),
  );
}

/** `from 2017-09-13 (note), 2017-12-12 (ban)`: the days on which the severity changes. */
function inForce({ phases, severity }) {
  if (!phases) return `always (${severity})`;
  const changes = phases.filter((phase, index) => phase.severity !== phases[index - 1]?.severity);
  return changes.map(({ from, severity: weight }) => `${from} (${weight})`).join(', ');
}

/** `26 of 50` items of its list. */
function encoded({ listed = [], 'not-encoded': missing = [] }) {
  const names = new Set(listed.flatMap((items) => items.names));
  if (names.size === 0) return missing.length === 0 ? 'all' : `${missing.length} not`;
  return missing.length === 0 ? 'all' : `${names.size - missing.length} of ${names.size}`;
}

function enginesInside({ match, embedded }) {
  if (!JSON.stringify(match).includes('"embeds"')) return 'no';
  return embedded ? `yes (${embedded})` : 'yes';
}

function authority({ title, url }) {
  return url ? `[${cell(title)}](${url.replace(/[()]/gu, encodeURIComponent)})` : cell(title);
}

function vendorTable() {
  return rows(
    ['vendor', 'name', 'run from', 'taken for', 'products', 'marks'],
    vendors.map((vendor) => [
      `\`${vendor.id}\``,
      cell(vendor.name),
      runFrom(vendor),
      vendor.categories.join(', '),
      String(vendor.products?.length ?? 0),
      String(marksOf(vendor)),
    ]),
  );
}

function runFrom(vendor) {
  const before = (vendor['controlled-from'] ?? []).filter(({ to }) => to !== undefined);
  return [vendor.country, ...before.map(({ country, to }) => `${country} through ${to}`)].join(', ');
}

/** Names, publishers, signers and identifiers. */
function marksOf({ publishers = [], signers = {}, ids = {}, products = [] }) {
  const own = [publishers, ...Object.values(signers), ...Object.values(ids)];
  const theirs = products.flatMap((product) => [product.names ?? [], ...Object.values(product.ids ?? {})]);
  return [...own, ...theirs].reduce((sum, list) => sum + list.length, 0);
}

function rows(head, body) {
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cell(text) {
  return text.replace(/\|/gu, '\\|').trim();
}
