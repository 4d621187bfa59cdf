import { Command } from 'commander';
import { standingOn } from '../../evaluate/index.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import { type Court, type CourtOptions, convene } from '../../policy/index.ts';
import { harmlessJson } from '../../report/sanitise.ts';
import type { Ban, Example } from '../../schema/index.ts';
import type { Io } from '../../types.ts';
import { card, markdownText, table, toldAs } from '../print.ts';
import { collect } from './options.ts';

interface BansOptions extends CourtOptions {
  readonly output: string;
}

/** `interdict bans`: the bans there are, or all that is known of one. */
export function bansCommand(io: Io): Command {
  return new Command('bans')
    .description('list the bans, or tell all that is known of one')
    .argument('[id]', 'the ban to tell of')
    .option('-b, --bans <id|glob|file|folder>', 'bans to list; repeatable; default all', collect, [])
    .option('-c, --config <file>', 'default: interdict.yaml in the current folder')
    .option('--as-of <YYYY-MM-DD>', 'the day of which severities are told, UTC; default today')
    .option('-o, --output <format>', 'text, json or markdown', 'text')
    .action(async (id: string | undefined, options: BansOptions) => {
      const format = toldAs(options.output, ['text', 'json', 'markdown']);
      const court = await convene({ ...options, bans: options.bans?.length ? options.bans : ['*'] });
      const bans = id === undefined ? court.bans : [banOf(id, court)];
      io.stdout.write(RENDER[format](bans, court, id !== undefined));
    });
}

function banOf(id: string, { book }: Court): Ban {
  const ban = book.bans.find((it) => it.id === id);
  if (!ban)
    throw new Error(
      unknownWord(
        'ban',
        id,
        book.bans.map((it) => it.id),
      ),
    );
  return ban;
}

type Render = (bans: readonly Ban[], court: Court, whole: boolean) => string;

const RENDER: Readonly<Record<'text' | 'json' | 'markdown', Render>> = {
  text: (bans, court, whole) =>
    bans.map((ban) => (whole ? wholeCard(ban, court) : shortCard(ban, court))).join('\n'),
  json: (bans, court, whole) => {
    const told = bans.map((ban) => ({
      ...ban,
      severityOn: { [court.day]: severityOf(ban, court) },
      digest: court.book.digests[ban.id],
    }));
    return `${harmlessJson(whole ? told[0] : told, 2)}\n`;
  },
  markdown: (bans, court, whole) =>
    whole
      ? bans.map((ban) => markdownPage(ban, court)).join('\n')
      : table(
          ['ban', 'what it says', 'severity', 'of'],
          bans.map((ban) => [`\`${ban.id}\``, ban.title, severityOf(ban, court), jurisdictions(ban)]),
        ),
};

function severityOf(ban: Ban, { day }: Court): string {
  return standingOn(ban, day)?.severity ?? 'not in force';
}

function jurisdictions({ authorities = [] }: Ban): string {
  return [...new Set(authorities.flatMap(({ jurisdiction }) => jurisdiction))].join(', ');
}

function shortCard(ban: Ban, court: Court): string {
  return card(
    `${ban.id} (${[severityOf(ban, court), jurisdictions(ban)].filter((it) => it !== '').join(', ')})`,
    [['', ban.title]],
  );
}

function wholeCard(ban: Ban, court: Court): string {
  return card(`${ban.id}: ${ban.title}`, facts(ban, court));
}

function facts(ban: Ban, court: Court): [string, string | string[] | undefined][] {
  const { remedy = {}, examples } = ban;
  return [
    ['why', ban.why],
    ['severity', `${severityOf(ban, court)} on ${court.day}`],
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
    ['digest', court.book.digests[ban.id]],
  ];
}

function exampleText({ name, publisher, ids, version, note, ...rest }: Example): string {
  const who = [name, version, publisher && `by ${publisher}`, ids && `(${ids.join(', ')})`].filter(
    (it) => it !== undefined,
  );
  const more = Object.entries(rest).map(([key, value]) => `${key} ${value}`);
  return [who.join(' '), ...more, ...(note === undefined ? [] : [note])].join('; ');
}

function markdownPage(ban: Ban, court: Court): string {
  const sections = facts(ban, court).flatMap(([label, value]) => {
    if (value === undefined || value.length === 0) return [];
    if (typeof value === 'string') return [`- **${label}**: ${markdownText(value)}`];
    return [`- **${label}**:`, ...value.map((text) => `  - ${markdownText(text)}`)];
  });
  return `# ${markdownText(ban.title)}\n\n\`${ban.id}\`\n\n${sections.join('\n')}\n`;
}
