import { Command } from 'commander';
import { severityOn } from '../../evaluate/index.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import { loadPolicy, type Policy, type PolicyOptions } from '../../policy/index.ts';
import { safeJson } from '../../report/sanitise.ts';
import { warn } from '../../report/warn.ts';
import type { Ban, Example } from '../../schema/index.ts';
import type { Io } from '../../types.ts';
import { card, markdownText, outputFormat, table } from '../print.ts';
import { collect } from './options.ts';

interface BansOptions extends PolicyOptions {
  readonly output: string;
}

/** `interdict bans`: the bans there are, or all that is known of one. */
export function bansCommand(io: Io): Command {
  return new Command('bans')
    .description('list the bans, or show one')
    .argument('[id]', 'the ban to show')
    .option('-b, --bans <id|glob|file|folder>', 'bans to list, repeatable (default: all)', collect, [])
    .option('-c, --config <file>', 'configuration (default: interdict.yaml in the current folder)')
    .option('--as-of <YYYY-MM-DD>', 'show the severities of that date, UTC (default: today)')
    .option('-o, --output <format>', 'text, json or markdown', 'text')
    .action(async (id: string | undefined, options: BansOptions) => {
      const format = outputFormat(options.output, ['text', 'json', 'markdown']);
      const policy = await loadPolicy({ ...options, bans: options.bans?.length ? options.bans : ['*'] });
      for (const notice of policy.notices) warn(io, notice);
      const bans = id === undefined ? policy.bans : [banOf(id, policy)];
      io.stdout.write(RENDER[format](bans, policy, id !== undefined));
    });
}

function banOf(id: string, { rules }: Policy): Ban {
  const ban = rules.bans.find((it) => it.id === id);
  if (!ban)
    throw new Error(
      unknownWord(
        'ban',
        id,
        rules.bans.map((it) => it.id),
      ),
    );
  return ban;
}

type Render = (bans: readonly Ban[], policy: Policy, whole: boolean) => string;

const RENDER: Readonly<Record<'text' | 'json' | 'markdown', Render>> = {
  text: (bans, policy, whole) =>
    bans.map((ban) => (whole ? wholeCard(ban, policy) : shortCard(ban, policy))).join('\n'),
  json: (bans, policy, whole) => {
    const reported = bans.map((ban) => ({
      ...ban,
      severityOn: { [policy.day]: severityOf(ban, policy) },
      digest: policy.rules.digests[ban.id],
    }));
    return `${safeJson(whole ? reported[0] : reported, 2)}\n`;
  },
  markdown: (bans, policy, whole) =>
    whole
      ? bans.map((ban) => markdownPage(ban, policy)).join('\n')
      : table(
          ['ban', 'what it says', 'severity', 'of'],
          bans.map((ban) => [`\`${ban.id}\``, ban.title, severityOf(ban, policy), jurisdictions(ban)]),
        ),
};

function severityOf(ban: Ban, { day }: Policy): string {
  return severityOn(ban, day)?.severity ?? 'not in force';
}

function jurisdictions({ authorities = [] }: Ban): string {
  return [...new Set(authorities.flatMap(({ jurisdiction }) => jurisdiction))].join(', ');
}

function shortCard(ban: Ban, policy: Policy): string {
  return card(
    `${ban.id} (${[severityOf(ban, policy), jurisdictions(ban)].filter((it) => it !== '').join(', ')})`,
    [['', ban.title]],
  );
}

function wholeCard(ban: Ban, policy: Policy): string {
  return card(`${ban.id}: ${ban.title}`, facts(ban, policy));
}

function facts(ban: Ban, policy: Policy): [string, string | string[] | undefined][] {
  const { remedy = {}, examples } = ban;
  return [
    ['why', ban.why],
    ['severity', `${severityOf(ban, policy)} on ${policy.day}`],
    [
      'phases',
      ban.phases?.map(({ from, severity, duty }) => `${from}: ${severity}${duty ? `; ${duty}` : ''}`),
    ],
    ['effect', ban.effect],
    ['who', ban['applies-to']?.who],
    ['devices', ban['applies-to']?.['device-class']],
    ['match', JSON.stringify(ban.match)],
    ['except', ban.except && JSON.stringify(ban.except)],
    [
      'remedy',
      Object.entries(remedy).map(([system, text]) => (system === 'any' ? text : `${system}: ${text}`)),
    ],
    [
      'by',
      ban.authorities?.map(({ id, issuer, title, issued, url, status }) =>
        [`${id}: ${issuer}, ${title}`, issued, url, status].filter((it) => it !== undefined).join('; '),
      ),
    ],
    ['not verified', ban.unverified],
    ['see', ban.references],
    ['banned', examples?.banned?.map(exampleText)],
    ['allowed', examples?.allowed?.map(exampleText)],
    ['digest', policy.rules.digests[ban.id]],
  ];
}

function exampleText({ name, publisher, ids, version, note, ...rest }: Example): string {
  const who = [name, version, publisher && `by ${publisher}`, ids && `(${ids.join(', ')})`].filter(
    (it) => it !== undefined,
  );
  const more = Object.entries(rest).map(([key, value]) => `${key} ${[value].flat().join(', ')}`);
  return [who.join(' '), ...more, ...(note === undefined ? [] : [note])].join('; ');
}

function markdownPage(ban: Ban, policy: Policy): string {
  const sections = facts(ban, policy).flatMap(([label, value]) => {
    if (value === undefined || value.length === 0) return [];
    if (typeof value === 'string') return [`- **${label}**: ${markdownText(value)}`];
    return [`- **${label}**:`, ...value.map((text) => `  - ${markdownText(text)}`)];
  });
  return `# ${markdownText(ban.title)}\n\n\`${ban.id}\`\n\n${sections.join('\n')}\n`;
}
