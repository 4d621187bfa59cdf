import { PassThrough } from 'node:stream';
import {
  type CommandNode,
  type CommandTree,
  commandTree,
  type OptionNode,
} from '../../src/cli/commands/command-tree.ts';
import { program } from '../../src/cli/commands/index.ts';

/** The manual page, made of what the commands declare. The same declarations give the same bytes. */
export async function manPage(version: string): Promise<string> {
  const quiet = new PassThrough();
  const io = { stdin: new PassThrough(), stdout: quiet, stderr: quiet, env: {} };
  const root = await program(['--help'], io, () => undefined);
  return page(commandTree(root), version);
}

function page({ description, commands }: CommandTree, version: string): string {
  return [
    `.TH INTERDICT 1 "" "interdict ${version}" "User Commands"`,
    '.SH NAME',
    `interdict \\- check installed programs against bans of vendors`,
    '.SH SYNOPSIS',
    ...commands.flatMap(synopsis),
    '.SH DESCRIPTION',
    escaped(description),
    'Reads what machines, images and lists record of installed programs and checks it against bans. Each finding',
    'names the ban, the authority and the evidence. The report lists every file that interdict could not read.',
    'Without a command it scans. Without a source it scans this machine.',
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH OPTIONS OF EVERY COMMAND',
    ...tagged(
      '\\fB\\-\\-log\\fR \\fIjson\\fR',
      'standard error as JSON lines, the last one with the exit status',
    ),
    ...tagged('\\fB\\-h\\fR, \\fB\\-\\-help\\fR', 'print help'),
    ...tagged('\\fB\\-V\\fR, \\fB\\-\\-version\\fR', 'print the version, and which rules are built in'),
    '.SH EXIT STATUS',
    ...tagged('0', 'clean: interdict read everything and found nothing banned'),
    ...tagged('1', 'banned: interdict found banned software'),
    ...tagged('2', 'usage, configuration or rule error, or an internal error'),
    ...tagged('3', 'incomplete: interdict found nothing banned, but could not read everything'),
    '.SH ENVIRONMENT',
    ...tagged('NO_COLOR', 'no colours, even with the two variables below'),
    ...tagged('FORCE_COLOR, CLICOLOR_FORCE', 'colours even if standard output is not a terminal'),
    ...tagged('INTERDICT_DEBUG', 'errors keep their stack'),
    '.SH FILES',
    ...tagged('interdict.yaml', 'the defaults of the current folder'),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([call, what]) => tagged(`\\fB${escaped(call)}\\fR`, what)),
    '',
  ].join('\n');
}

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['interdict', 'check this machine'],
  ['interdict /mnt/image', 'check a root file system'],
  ['interdict -q || mail -s interdict root', 'for cron: prints nothing if all is clean'],
  ['interdict sweep /srv/inventories -o html=fleet.html', 'check a fleet'],
];

function synopsis({ name, usage }: CommandNode): string[] {
  return [
    `.B interdict${name === 'scan' ? ' \\fR[\\fBscan\\fR]\\fB' : ` ${escaped(name)}`}`,
    escaped(usage),
    '.br',
  ];
}

function section(command: CommandNode): string[] {
  return [
    `.SS ${escaped(command.name)}`,
    `${escaped(command.description)}.`,
    ...command.arguments.flatMap(({ name, description }) => tagged(`\\fI${escaped(name)}\\fR`, description)),
    ...command.options.flatMap(option),
  ];
}

function option({ flags, description, choices }: OptionNode): string[] {
  const list = choices.length > 0 ? ` (${choices.join(', ')})` : '';
  return tagged(`\\fB${escaped(flags)}\\fR`, description + list);
}

function tagged(tag: string, text: string): string[] {
  return ['.TP', tag, escaped(text)];
}

/** A backslash, a hyphen and a leading dot or quote mean something to roff. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replace(/^(?=[.'])/u, '\\&');
}
