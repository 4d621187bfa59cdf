import { Argument, Command } from 'commander';
import { exportTargets } from '../../exporters/index.ts';
import { readerMetadata } from '../../readers/load.ts';
import { reporters } from '../../reporters/index.ts';
import { compiledRuleSet } from '../../rules/index.ts';
import type { Io } from '../../types.ts';
import { type CommandNode, commandTree, type OptionNode } from './command-tree.ts';
import { bash } from './completion/bash.ts';
import { fish } from './completion/fish.ts';
import { powershell } from './completion/powershell.ts';
import type { Completed } from './completion/words.ts';
import { zsh } from './completion/zsh.ts';

const SHELLS: Readonly<Record<string, (commands: readonly Completed[]) => string>> = {
  bash,
  zsh,
  fish,
  powershell,
};

/** `interdict completion`: what a shell needs to complete commands, options and their values. */
export function completionCommand(io: Io): Command {
  return new Command('completion')
    .description('write completions for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText('after', HOW)
    .action(async (shell: string, _options: unknown, command: Command) => {
      const words = await wordsOf();
      const { commands, options } = command.parent
        ? commandTree(command.parent)
        : { commands: [], options: [] };
      const each = commands.map((node) =>
        completed({ ...node, options: [...node.options, ...options] }, words),
      );
      const all = [...each, helpFor(commands)];
      io.stdout.write(SHELLS[shell]?.(all) ?? '');
    });
}

/** `help` takes the name of a command. */
function helpFor(commands: readonly CommandNode[]): Completed {
  const words = commands.map(({ name }) => name);
  return { name: 'help', description: 'print the help of a command', options: [], words };
}

const HOW = `
Where it goes:
  interdict completion bash > /etc/bash_completion.d/interdict
  interdict completion zsh > /usr/local/share/zsh/site-functions/_interdict
  interdict completion fish > ~/.config/fish/completions/interdict.fish
  interdict completion powershell >> $PROFILE
`;

interface Words {
  readonly reports: readonly string[];
  readonly readers: readonly string[];
  readonly bans: readonly string[];
  readonly vendors: readonly string[];
}

async function wordsOf(): Promise<Words> {
  const rules = await compiledRuleSet();
  return {
    reports: Object.keys(reporters),
    readers: readerMetadata.map(({ id }) => id),
    bans: rules.bans.map(({ id }) => id),
    vendors: rules.vendors.map(({ id }) => id),
  };
}

function completed(command: CommandNode, words: Words): Completed {
  return {
    name: command.name,
    description: command.description,
    options: command.options.map((option) => ({ ...option, values: valuesOf(option, words) })),
    words: argumentsOf(command, words),
  };
}

/** The words that an option takes. Other values are files, which shells complete by themselves. */
function valuesOf({ long, flags, choices }: OptionNode, words: Words): readonly string[] {
  if (long === '--output')
    return flags.includes('[=file]') ? words.reports : flags.includes('format') ? OUTPUT_FORMATS : [];
  if (long === '--bans') return ['all', ...words.bans];
  return long === '--as' ? words.readers : choices;
}

/** The formats of commands that write no report. */
const OUTPUT_FORMATS = ['text', 'json', 'markdown'];

function argumentsOf({ name }: CommandNode, words: Words): readonly string[] {
  if (name === 'bans') return words.bans;
  if (name === 'vendors') return words.vendors;
  if (name === 'export') return Object.keys(exportTargets);
  return name === 'completion' ? Object.keys(SHELLS) : [];
}
