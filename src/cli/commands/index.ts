import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { visibleLines } from '../../report/sanitise.ts';
import { version } from '../../report/version.ts';
import type { Io } from '../../types.ts';
import { logOption } from '../log-option.ts';

/** A command: its options, its help and its steps. */
export type CommandOf = (io: Io, exit: (status: number) => void) => Command;

/** The command if none is named. */
const DEFAULT = 'scan';

/** Every command, loaded when it is called, because every host of a fleet pays for start-up. */
const commands: Readonly<Record<string, () => Promise<CommandOf>>> = {
  scan: async () => (await import('./scan.ts')).scanCommand,
  inventory: async () => (await import('./inventory.ts')).inventoryCommand,
  sweep: async () => (await import('./sweep.ts')).sweepCommand,
  merge: async () => (await import('./merge.ts')).mergeCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  history: async () => (await import('./history.ts')).historyCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  bans: async () => (await import('./bans.ts')).bansCommand,
  vendors: async () => (await import('./vendors.ts')).vendorsCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  'check-rules': async () => (await import('./check-rules.ts')).checkRulesCommand,
  rules: async () => (await import('./rules.ts')).rulesCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  formats: async () => (await import('./formats.ts')).formatsCommand,
  worker: async () => (await import('./worker.ts')).workerCommand,
  init: async () => (await import('./init.ts')).initCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
};

/**
 * The command line, with the commands that a call needs: the one that it names, or all for help.
 *
 * @param words the arguments of which the first may name a command
 */
export async function program(
  words: readonly string[],
  io: Io,
  exit: (status: number) => void,
): Promise<Command> {
  await refuseMisspelt(words);
  const root = new Command('interdict')
    .description('Is banned software on this machine, and can you prove the answer?')
    .version(await versionFor(words), '-V, --version', 'print the version, and which rules are built in')
    .helpOption('-h, --help', 'print this help')
    .addOption(logOption());
  for (const name of needed(words)) {
    const command = (await commands[name]?.())?.(io, exit);
    if (command) root.addCommand(command, { isDefault: name === DEFAULT });
  }
  if (isForHelp(words)) (await import('./help.ts')).withHelp(root);
  for (const command of [root, ...root.commands]) {
    const page = command === root ? 'interdict --help' : `interdict ${command.name()} --help`;
    command
      .helpOption('-h, --help', 'print this help')
      .showHelpAfterError(`see '${page}'`)
      .showSuggestionAfterError(false)
      .exitOverride()
      .configureOutput({
        getOutHelpWidth: () => io.stdout.columns ?? 80,
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(visibleLines(text)),
        outputError: (text, write) => write(text.replace(/^error: /u, 'interdict: ')),
      });
  }
  return root;
}

/** Which options each command has, loaded when one is not known. */
export async function optionsOfCommands(io: Io): Promise<Map<string, readonly string[]>> {
  const options = new Map<string, readonly string[]>();
  for (const [name, load] of Object.entries(commands)) {
    const command = (await load())(io, () => undefined);
    options.set(
      name,
      command.options.flatMap(({ short, long }) => [short ?? [], long ?? []].flat()),
    );
  }
  return options;
}

/** Loads the rules only if the call asks for the version. */
async function versionFor([first]: readonly string[]): Promise<string> {
  if (first !== '-V' && first !== '--version') return version;
  return (await import('./version-text.ts')).versionText();
}

/** The texts of help are loaded only if the call asks for them. */
function isForHelp([first, ...others]: readonly string[]): boolean {
  return first === 'help' || [first, ...others].some((arg) => arg === '-h' || arg === '--help');
}

/** A misspelt command is parsed as a source, and would be reported as a file that does not exist. */
async function refuseMisspelt([first = '', second = '']: readonly string[]): Promise<void> {
  if (first === 'help' && !isCommand(second) && second !== '' && !second.startsWith('-')) {
    const { unknownWord } = await import('../../matching/names/nearest.ts');
    throw new Error(`${unknownWord('command', second, Object.keys(commands))} (interdict --help)`);
  }
  const isWord = /^[a-z][a-z-]*$/u.test(first) && !isCommand(first);
  if (!isWord || existsSync(first)) return;
  const { nearest } = await import('../../matching/names/nearest.ts');
  const near = nearest(first, Object.keys(commands));
  const hint = near === undefined ? 'commands: interdict --help' : `did you mean the command "${near}"?`;
  throw new Error(`${first}: no such file or folder; ${hint}`);
}

function isCommand(word: string): boolean {
  return WHOLE.has(word) || Object.hasOwn(commands, word);
}

/** What has to know every command. */
const WHOLE = new Set(['-h', '--help', 'help', 'completion']);

function needed([first = '']: readonly string[]): string[] {
  if (first === '-V' || first === '--version') return [];
  if (Object.hasOwn(commands, first) && !WHOLE.has(first)) return [first];
  return WHOLE.has(first) ? Object.keys(commands) : [DEFAULT];
}
