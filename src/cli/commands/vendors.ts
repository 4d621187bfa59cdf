import { Command } from 'commander';
import { countryOn } from '../../evaluate/index.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import { asArray } from '../../policy/config.ts';
import { loadPolicy, type Policy, type PolicyOptions } from '../../policy/index.ts';
import { safeJson } from '../../report/sanitise.ts';
import type { Fact, FactMapping, Product, Vendor } from '../../schema/index.ts';
import type { Io } from '../../types.ts';
import { card, type Line, markdownText, outputFormat, table } from '../print.ts';

interface VendorsOptions extends PolicyOptions {
  readonly output: string;
}

/** `interdict vendors`: the catalogue, or all that is known of one vendor. */
export function vendorsCommand(io: Io): Command {
  return new Command('vendors')
    .description('list the vendor catalogue, or show one vendor')
    .argument('[id]', 'the vendor to show')
    .option('-c, --config <file>', 'configuration (default: interdict.yaml in the current folder)')
    .option('--as-of <YYYY-MM-DD>', 'show the countries of that date, UTC (default: today)')
    .option('-o, --output <format>', 'text, json or markdown', 'text')
    .action(async (id: string | undefined, options: VendorsOptions) => {
      const format = outputFormat(options.output, ['text', 'json', 'markdown']);
      const policy = await loadPolicy({ ...options, bans: ['all'] });
      const vendors = id === undefined ? policy.rules.vendors : [vendorOf(id, policy)];
      io.stdout.write(RENDER[format](vendors, policy, id !== undefined));
    });
}

/** By its id, or by the id of one of its products. */
function vendorOf(id: string, { rules }: Policy): Vendor {
  const vendor = rules.vendors.find(
    (it) => it.id === id || it.products?.some((product) => product.id === id),
  );
  if (!vendor)
    throw new Error(
      unknownWord(
        'vendor',
        id,
        rules.vendors.map((it) => it.id),
      ),
    );
  return vendor;
}

type Render = (vendors: readonly Vendor[], policy: Policy, whole: boolean) => string;

const RENDER: Readonly<Record<'text' | 'json' | 'markdown', Render>> = {
  text: (vendors, policy, whole) =>
    vendors.map((it) => (whole ? wholeText(it, policy) : shortCard(it, policy))).join('\n'),
  json: (vendors, _, whole) => `${safeJson(whole ? vendors[0] : vendors, 2)}\n`,
  markdown: (vendors, policy, whole) =>
    whole
      ? vendors.map((it) => markdownPage(it, policy)).join('\n')
      : table(
          ['vendor', 'name', 'run from', 'taken for', 'products'],
          vendors.map((it) => [
            `\`${it.id}\``,
            it.name,
            countryOn(it, policy.day),
            it.categories.join(', '),
            String(it.products?.length ?? 0),
          ]),
        ),
};

function shortCard(vendor: Vendor, { day }: Policy): string {
  return card(`${vendor.id} (${countryOn(vendor, day)})`, [
    [vendor.name, vendor.categories.join(', ')],
    ...(vendor.products ?? []).map(({ id, categories }): Line => [id, categories.join(', ')]),
  ]);
}

function wholeText(vendor: Vendor, policy: Policy): string {
  const products = (vendor.products ?? []).map((product) =>
    card(`${product.id}: ${product.name}`, productLines(product)),
  );
  const sources = Object.entries(vendor.sources ?? {}).map(
    ([key, { what, url }]): Line => [key, url ? `${what} <${url}>` : what],
  );
  return [
    card(`${vendor.id}: ${vendor.name}`, vendorLines(vendor, policy)),
    ...products,
    ...(sources.length > 0 ? [card('sources', sources)] : []),
  ].join('\n');
}

function vendorLines(vendor: Vendor, { day }: Policy): Line[] {
  return [
    ['run from', `${countryOn(vendor, day)} on ${day}`],
    ['today', vendor.country],
    ['based on', asArray(vendor['based-on'])],
    [
      'controlled from',
      vendor['controlled-from']?.map(({ country, ...dates }) => `${country}${span(dates)}`),
    ],
    ['sanctioned by', vendor['sanctioned-by']?.map(({ list, ...dates }) => `${list}${span(dates)}`)],
    ['carries on', vendor['successor-of']],
    ['taken for', vendor.categories.join(', ')],
    ['brands', vendor.aliases?.join(', ')],
    ['domicile', vendor.domicile],
    ['note', vendor.note],
    ['publishers', vendor.publishers?.map(factText)],
    ['team ids', vendor.signers?.['apple-team-id']?.map(factText)],
    ['signers', vendor.signers?.organisation?.map(factText)],
    ['certificates', vendor.signers?.certificate?.map(factText)],
    ['registrations', vendor.signers?.registration?.map(factText)],
    ['thumbprints', vendor.signers?.thumbprint?.map(factText)],
    ...idLines(vendor.ids),
  ];
}

function productLines(product: Product): Line[] {
  return [
    ['for', product.categories.join(', ')],
    ['dates', product.from === undefined && product.to === undefined ? undefined : span(product).trim()],
    ['without entry', product['without-entry'] ? 'a trace alone means that it is installed' : undefined],
    [
      'engine of',
      product.embeds?.map(
        ({ vendor, confidence, ...dates }) => `${vendor}${span(dates)}${confidence ? `, ${confidence}` : ''}`,
      ),
    ],
    ['note', product.note],
    ['names', product.names?.map(factText)],
    ...idLines(product.ids),
  ];
}

function idLines(ids: Product['ids']): Line[] {
  return Object.entries(ids ?? {}).map(([kind, facts]): Line => [kind, facts.map(factText)]);
}

function factText(fact: Fact): string {
  if (typeof fact === 'string') return fact;
  const { value, source, confidence, note, exact, ...rest } = fact;
  const second: FactMapping['with'] = rest.with;
  const more = [
    ...(confidence === undefined || confidence === 'high' ? [] : [confidence]),
    ...(second === undefined ? [] : [`with the ${second}`]),
    ...(exact ? ['exact'] : []),
    ...(span(rest) === '' ? [] : [span(rest).trim()]),
    ...asArray(source),
    ...(note === undefined ? [] : [note]),
  ];
  return more.length > 0 ? `${value} [${more.join('; ')}]` : value;
}

function span({ from, to }: { from?: string; to?: string }): string {
  return `${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`;
}

function markdownPage(vendor: Vendor, policy: Policy): string {
  const section = (title: string, lines: readonly Line[]) =>
    `${title}\n\n${lines.flatMap(markdownLine).join('\n')}\n`;
  const products = (vendor.products ?? []).map((it) =>
    section(`## ${markdownText(it.name)} (\`${it.id}\`)`, productLines(it)),
  );
  return [
    section(`# ${markdownText(vendor.name)} (\`${vendor.id}\`)`, vendorLines(vendor, policy)),
    ...products,
  ].join('\n');
}

function markdownLine([label, value]: Line): string[] {
  if (value === undefined || value.length === 0) return [];
  if (typeof value === 'string') return [`- **${label}**: ${markdownText(value)}`];
  return [`- **${label}**:`, ...value.map((text) => `  - ${markdownText(text)}`)];
}
