import { PassThrough } from 'node:stream';
import { type CommandNode, commandTree, type OptionNode } from '../../src/cli/commands/command-tree.ts';
import { program } from '../../src/cli/commands/index.ts';

/** `docs/commands.md`: the command line, made of what the commands declare. */
export async function commandPage(): Promise<string> {
  const quiet = new PassThrough();
  const io = { stdin: new PassThrough(), stdout: quiet, stderr: quiet, env: {} };
  const { commands } = commandTree(await program(['--help'], io, () => undefined));
  return [HEAD, ...commands.map(section), TAIL].join('\n');
}

const HEAD = `# Commands

\`npm run generate\` writes this page from the commands. \`interdict <command> --help\` and \`man interdict\` say the same.

Without a command, interdict scans. Without a source, it scans this machine.
The exit status is 0 clean, 1 banned, 2 usage error, 3 incomplete: [README](../README.md#exit-status).
`;

const TAIL = `## Everywhere

| option | what |
| --- | --- |
| \`-h, --help\` | print help |
| \`-V, --version\` | print the version, and which rules are built in |
| \`--log json\` | standard error as JSON lines, the last one with the exit status |

| variable | what |
| --- | --- |
| \`NO_COLOR\` | no colours |
| \`INTERDICT_DEBUG\` | errors keep their stack |
`;

function section({ name, usage, description, arguments: words, options }: CommandNode): string {
  return [
    `## ${name}`,
    '',
    `\`interdict ${name === 'scan' ? '[scan]' : name} ${usage}\``,
    '',
    sentence(description),
    '',
    ...table(
      'argument',
      words.map((word) => [word.name, word.description]),
    ),
    ...table(
      'option',
      options.map((option) => [option.flags, meaning(option)]),
    ),
  ].join('\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function meaning({ description, choices }: OptionNode): string {
  return description + (choices.length > 0 ? ` (${choices.join(', ')})` : '');
}

function table(head: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  return [
    `| ${head} | what |`,
    '| --- | --- |',
    ...rows.map(([word, what]) => `| \`${word.replaceAll('|', '\\|')}\` | ${cell(what)} |`),
    '',
  ];
}
