import { Command } from 'commander';
import { catalogueOf, type Identification, type Identity } from '../../catalogue/index.ts';
import { idKindsKnown } from '../../catalogue/kinds.ts';
import { type Nearby, nearby } from '../../catalogue/nearby.ts';
import { createExplainer, type Explanation } from '../../evaluate/explain.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import { loadPolicy, type Policy, type PolicyOptions } from '../../policy/index.ts';
import { safeJson } from '../../report/sanitise.ts';
import { warn } from '../../report/warn.ts';
import type { Io, Sighting } from '../../types.ts';
import { idKinds } from '../../vocabulary.ts';
import { type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { card, outputFormat } from '../print.ts';
import { collect } from './options.ts';

interface ExplainOptions extends PolicyOptions, PluginFlags {
  readonly publisher?: string;
  readonly id: readonly string[];
  readonly programVersion?: string;
  readonly licence?: string;
  readonly folder?: string;
  readonly source?: string;
  readonly output: string;
}

/** `interdict explain`: what would be said of a program, and why. */
export function explainCommand(io: Io): Command {
  const command = new Command('explain')
    .description('explain how the bans apply to a program')
    .argument('[name]', 'as a manifest writes it');
  return withPluginOption(command)
    .option('--publisher <name>', 'as a manifest writes it')
    .option(
      '--id <kind:value>',
      'identifier, such as deb:kesl or bundle-id:com.example.app, repeatable',
      collect,
      [],
    )
    .option('--program-version <version>', 'version, for bans on some versions')
    .option('--licence <licence>', 'licence, as a manifest writes it')
    .option('--folder <path>', 'where it is installed')
    .option('-b, --bans <id|glob|file|folder>', 'bans to check, repeatable (default: all)', collect, [])
    .option('-w, --waivers <file>', 'waivers, repeatable (default: those of the configuration)', collect, [])
    .option('--source <name>', 'source that the program is on, for waivers of some sources')
    .option('-c, --config <file>', 'configuration (default: interdict.yaml in the current folder)')
    .option('--as-of <YYYY-MM-DD>', 'check for that date, UTC (default: today)')
    .option('--device-class <class>', 'device class: desktop, mobile, …')
    .option('-o, --output <format>', 'text or json', 'text')
    .action(async (name: string | undefined, options: ExplainOptions) => {
      const format = outputFormat(options.output, ['text', 'json']);
      const plugins = (await pluginsFor(options)).records;
      const bans = options.bans?.length ? options.bans : ['all'];
      const policy = await loadPolicy({ ...options, plugins, bans });
      for (const notice of policy.notices) warn(io, notice);
      const answers = await answersTo(sightingsOf(name, options), policy, options.source);
      io.stdout.write(
        format === 'json' ? `${safeJson(answers.map(plain), 2)}\n` : merged(answers).map(reported).join('\n'),
      );
    });
}

interface Answer {
  readonly sighting: Sighting;
  readonly identification: Identification;
  readonly explanations: readonly Explanation[];
  readonly near: readonly Nearby[];
}

/** @throws Error when nothing is asked about */
function sightingsOf(
  name: string | undefined,
  { publisher, id, programVersion, licence, folder }: ExplainOptions,
): Sighting[] {
  if (name === undefined && publisher === undefined && id.length === 0) {
    throw new Error('explain what? give a name, --publisher or --id');
  }
  for (const it of id) {
    const [, kind] = /^(?<kind>[a-z-]+):./u.exec(it) ?? [];
    if (kind === undefined) throw new Error(`--id ${it}: write kind:value, as deb:kesl`);
    if (!Object.hasOwn(idKinds, kind))
      throw new Error(`--id ${it}: ${unknownWord('kind of id', kind, Object.keys(idKinds))}`);
  }
  const asked: Sighting = {
    name: name ?? id[0] ?? 'Some Program',
    ...(publisher === undefined ? {} : { publisher }),
    ...(id.length > 0 ? { ids: id } : {}),
    ...(programVersion === undefined ? {} : { version: programVersion }),
    ...(licence === undefined ? {} : { licence }),
    ...(folder === undefined ? {} : { folder }),
    reader: 'explain',
    path: 'explain',
  };
  // A name alone may be a display name or the name of a package, a service, …
  const asIds =
    id.length === 0 && name !== undefined
      ? idKindsKnown.map((kind) => ({ ...asked, ids: [`${kind}:${name}`] }))
      : [];
  return [asked, ...asIds];
}

async function answersTo(
  sightings: readonly Sighting[],
  policy: Policy,
  source: string | undefined,
): Promise<Answer[]> {
  const { rules, bans, waivers, day, deviceClass } = policy;
  const catalogue = catalogueOf(rules.vendors, day, rules.marks);
  const explain = await createExplainer(
    catalogue,
    bans,
    { waivers, ...(deviceClass === undefined ? {} : { deviceClass }) },
    source,
  );
  const answers: Answer[] = [];
  for (const [index, sighting] of sightings.entries()) {
    const identification = catalogue.identify(sighting);
    const isKnown = identification.identities.length > 0;
    if (index > 0 && (!isKnown || !sighting.ids?.some((id) => isReason(id, identification)))) continue;
    answers.push({ sighting, identification, explanations: explain(sighting), near: [] });
  }
  const [asked, ...others] = answers;
  if (!asked || asked.identification.identities.length > 0) return answers;
  if (others.length > 0 && asked.explanations.every(({ verdict }) => verdict !== 'banned')) return others;
  return [{ ...asked, near: nearby(rules.vendors, asked.sighting) }, ...others];
}

function isReason(id: string, { identities }: Identification): boolean {
  return identities.some(({ reasons }) => reasons.some((reason) => reason.startsWith(`${id} `)));
}

/** An answer, and the other IDs of which it is just as true. */
interface MergedAnswer extends Answer {
  readonly alsoAs: readonly string[];
}

/** Answers that say the same become one: a name alone may be the name of a package of many package managers. */
function merged(answers: readonly Answer[]): MergedAnswer[] {
  const groups = new Map<string, { readonly answer: Answer; readonly alsoAs: string[] }>();
  for (const answer of answers) {
    const key = gist(answer);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { answer, alsoAs: [] });
    else group.alsoAs.push(...(answer.sighting.ids ?? []));
  }
  return Array.from(groups.values(), ({ answer, alsoAs }) => ({ ...answer, alsoAs }));
}

/** What an answer says, without the ID that it is about. */
function gist({ identification: { identities, passed }, explanations, near }: Answer): string {
  return JSON.stringify([
    identities.map(({ vendor, product, confidence }) => [vendor.id, product?.id, confidence]),
    passed.map(({ vendor, product }) => [vendor.id, product?.id]),
    explanations.map(({ ban, verdict, finding }) => [ban.id, verdict, finding?.severity, finding?.waiver]),
    near,
  ]);
}

function reported({ sighting, identification, explanations, near, alsoAs }: MergedAnswer): string {
  const { identities, passed } = identification;
  const of = (verdict: Explanation['verdict']) => explanations.filter((it) => it.verdict === verdict);
  const [banned, undecided] = [of('banned'), of('undecided')];
  const others = identities.length > 0 ? [...of('allowed'), ...of('not in force')] : [];
  return [
    headline(sighting, banned, undecided.length, alsoAs),
    ...identities.map(identityCard),
    ...banned.map((it) => bannedCard(it, identities, banned.length <= MAX_LISTED)),
    ...undecided.map(({ ban, reasons }) => card(`undecided: ${ban.id}`, [['why', reasons]])),
    ...(others.length > 0
      ? [
          card(
            'not banned by',
            others.map(({ ban, reasons }) => [ban.id, reasons.join('; ')]),
          ),
        ]
      : []),
    ...passed.map(({ vendor, product, reason }) =>
      card(`not ${product?.name ?? vendor.name}`, [['why', reason]]),
    ),
    ...near.map(({ text, what, why }) =>
      card(`similar: ${text}`, [
        ['is', what],
        ['but', why],
      ]),
    ),
  ].join('\n');
}

/** What to do about it is reported by so many bans; more would bury the reasons. */
const MAX_LISTED = 3;

function headline(
  { name, publisher, ids }: Sighting,
  banned: readonly Explanation[],
  undecided: number,
  alsoAs: readonly string[],
): string {
  const who = [
    name,
    ...(publisher === undefined ? [] : [`by ${publisher}`]),
    ...(ids ? [`(${ids.join(', ')})`] : []),
  ];
  const waived = banned.filter(({ finding }) => finding?.waiver).length;
  const verdict =
    banned.length > 0
      ? `banned by ${banned.length} of the selected bans${waived > 0 ? `, ${waived} waived` : ''}`
      : undecided > 0
        ? 'undecided'
        : 'not banned';
  return card(`${who.join(' ')}: ${verdict}`, [['also as', alsoAs.join(', ') || undefined]]);
}

function identityCard({ vendor, product, categories, confidence, reasons }: Identity): string {
  return card(product?.name ?? `a product of ${vendor.name}`, [
    ['vendor', `${vendor.name} (${vendor.id})`],
    ['category', categories.join(', ')],
    ['why', reasons],
    ['confidence', confidence === 'high' ? undefined : confidence],
  ]);
}

function bannedCard(
  { ban, finding, reasons }: Explanation,
  identities: readonly Identity[],
  remedy: boolean,
): string {
  const known = new Set(identities.flatMap((identity) => identity.reasons));
  return card(`${finding?.severity ?? 'ban'}: ${ban.id}, ${ban.title}`, [
    ['why', reasons.filter((reason) => !known.has(reason))],
    ['waived', waiverOf(finding)],
    ['authority', (ban.authorities ?? []).map(({ issuer, title, id }) => `${issuer}: ${title} (${id})`)],
    ['remedy', remedy ? finding?.remedy : undefined],
  ]);
}

function waiverOf(finding: Explanation['finding']): string | undefined {
  const waiver = finding?.waiver;
  return waiver && `${waiver.reason} (${waiver.owner}, until ${waiver.expires})`;
}

function plain({ sighting, identification, explanations, near }: Answer) {
  const { name, publisher, ids, version } = sighting;
  return {
    program: { name, publisher, ids, version },
    identified: identification.identities.map(({ vendor, product, categories, confidence, reasons }) => ({
      vendor: vendor.id,
      product: product?.id ?? null,
      categories,
      confidence,
      reasons,
    })),
    passedOver: identification.passed.map(({ vendor, product, reason }) => ({
      vendor: vendor.id,
      product: product?.id ?? null,
      reason,
    })),
    bans: explanations.map(({ ban, verdict, finding, reasons }) => ({
      ban: ban.id,
      verdict,
      severity: finding?.severity ?? null,
      ...(finding?.waiver && { waiver: finding.waiver }),
      reasons,
    })),
    near: near.map(({ vendor, text, what, why }) => ({ vendor: vendor.id, text, what, why })),
  };
}
