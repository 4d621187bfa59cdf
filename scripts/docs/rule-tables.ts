import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Authority, BanFile } from '../../src/schema/index.ts';

const BEGIN = '<!-- begin: written by npm run generate -->';
const END = '<!-- end -->';
const JURISDICTIONS: Readonly<Record<string, string>> = {
  GB: 'United Kingdom',
  US: 'United States',
  CA: 'Canada',
  AU: 'Australia',
  EU: 'European Union',
  NATO: 'NATO',
};

/** A ban as its file has it. */
type BanRule = BanFile & { readonly id: string };

/** What the table needs of a vendor, as its file has it. */
interface VendorRule {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly categories: readonly string[];
  readonly 'controlled-from'?: readonly { readonly country: string; readonly to?: string }[];
  readonly publishers?: readonly unknown[];
  readonly signers?: Lists;
  readonly ids?: Lists;
  readonly products?: readonly { readonly names?: readonly unknown[]; readonly ids?: Lists }[];
}

type Lists = Readonly<Record<string, readonly unknown[]>>;

/** The pages with tables of the rules, by path, with these as the rule files have them. */
export function pagesOfRules(): Record<string, string> {
  return {
    'docs/bans.md': withTable('docs/bans.md', banTables(rulesOf<BanRule>('rules/bans'))),
    'docs/vendors.md': withTable('docs/vendors.md', vendorTable(rulesOf<VendorRule>('rules/vendors'))),
  };
}

function withTable(path: string, table: string): string {
  const [before, rest = ''] = readFileSync(path, 'utf8').split(BEGIN);
  const after = rest.split(END)[1] ?? '\n';
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

function rulesOf<Rule extends object>(folder: string): (Rule & { readonly id: string })[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({
      id: name.slice(0, -'.yaml'.length),
      ...(parse(readFileSync(`${folder}/${name}`, 'utf8')) as Rule),
    }));
}

function banTables(bans: readonly BanRule[]): string {
  return [...grouped(bans, jurisdictionOf)]
    .map(([key, list]) => [nameOf(key), list] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => `### ${name}\n\n${banTable(list)}`)
    .join('\n\n');
}

/** Node 20 has no Map.groupBy. */
function grouped<Item>(list: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function jurisdictionOf({ authorities }: BanRule): string {
  return [authorities?.[0]?.jurisdiction ?? []].flat()[0]?.split('-')[0] ?? '';
}

function nameOf(code: string): string {
  return JURISDICTIONS[code] ?? new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code;
}

function banTable(list: readonly BanRule[]): string {
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
      [ban.authorities?.[0]?.jurisdiction ?? []].flat().join(', '),
      cell(ban.title),
      inForce(ban),
      ban.effect ?? 'prohibit',
      enginesInside(ban),
      ban['applies-to']?.['device-class'] ?? 'all',
      encoded(ban),
      authority(ban.authorities?.[0]),
    ]),
  );
}

/** `from 2017-09-13 (note), 2017-12-12 (ban)`: the days on which the severity changes. */
function inForce({ phases, severity }: BanRule): string {
  if (!phases) return `always (${severity})`;
  const changes = phases.filter((phase, index) => phase.severity !== phases[index - 1]?.severity);
  return changes.map(({ from, severity: weight }) => `${from} (${weight})`).join(', ');
}

/** `26 of 50` items of its list. */
function encoded({ listed = [], 'not-encoded': missing = [] }: BanRule): string {
  const names = new Set(listed.flatMap((items) => items.names));
  if (names.size === 0) return missing.length === 0 ? 'all' : `${missing.length} not`;
  return missing.length === 0 ? 'all' : `${names.size - missing.length} of ${names.size}`;
}

function enginesInside({ match, embedded }: BanRule): string {
  if (!JSON.stringify(match).includes('"embeds"')) return 'no';
  return embedded ? `yes (${embedded})` : 'yes';
}

function authority({ title, url }: Partial<Authority> = {}): string {
  if (title === undefined) return '';
  return url ? `[${cell(title)}](${url.replace(/[()]/gu, encodeURIComponent)})` : cell(title);
}

function vendorTable(vendors: readonly VendorRule[]): string {
  return rows(
    ['vendor', 'name', 'run from', 'unknown products', 'products', 'indicators'],
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

function runFrom(vendor: VendorRule): string {
  const before = (vendor['controlled-from'] ?? []).filter(({ to }) => to !== undefined);
  return [vendor.country, ...before.map(({ country, to }) => `${country} through ${to}`)].join(', ');
}

/** Names, publishers, signers and identifiers. */
function marksOf({ publishers = [], signers = {}, ids = {}, products = [] }: VendorRule): number {
  const own = [publishers, ...Object.values(signers), ...Object.values(ids)];
  const theirs = products.flatMap((product) => [product.names ?? [], ...Object.values(product.ids ?? {})]);
  return [...own, ...theirs].reduce((sum, list) => sum + list.length, 0);
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replace(/\|/gu, '\\|').trim();
}
