import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { visibleLines } from '../../report/sanitise.ts';
import { version } from '../../report/version.ts';
import type { Io } from '../../types.ts';

/** A verb of the command line: its options, its help and its steps. */
export type CommandOf = (io: Io, exit: (status: number) => void) => Command;

/** What is done when no verb is named. */
const DEFAULT = 'scan';

/** Every verb, loaded when it is called: start-up is paid by every host of a fleet. */
const verbs: Readonly<Record<string, () => Promise<CommandOf>>> = {
  scan: async () => (await import('./scan.ts')).scanCommand,
  inventory: async () => (await import('./inventory.ts')).inventoryCommand,
  sweep: async () => (await import('./sweep.ts')).sweepCommand,
  merge: async () => (await import('./merge.ts')).mergeCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
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

/** The command line, with those verbs that a call needs: the one that it names, or all for help. */
export async function program(
  argv: readonly string[],
  io: Io,
  exit: (status: number) => void,
): Promise<Command> {
  await refuseMisspelt(argv);
  const root = new Command('interdict')
    .description('Is banned software on this machine, and can you prove the answer?')
    .version(await versionFor(argv), '-V, --version', 'print the version, and which rules are built in')
    .helpOption('-h, --help', 'print this help');
  for (const name of needed(argv)) {
    const command = (await verbs[name]?.())?.(io, exit);
    if (command) root.addCommand(command, { isDefault: name === DEFAULT });
  }
  if (isForHelp(argv)) (await import('./help.ts')).withHelp(root);
  for (const command of [root, ...root.commands]) {
    const page = command === root ? 'interdict --help' : `interdict ${command.name()} --help`;
    command
      .helpOption('-h, --help', 'print this help')
      .showHelpAfterError(`'${page}' lists the commands`)
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

/** Which options each verb has, loaded when one is not known. */
export async function optionsOfVerbs(io: Io): Promise<Map<string, readonly string[]>> {
  const options = new Map<string, readonly string[]>();
  for (const [name, load] of Object.entries(verbs)) {
    const command = (await load())(io, () => undefined);
    options.set(
      name,
      command.options.flatMap(({ short, long }) => [short ?? [], long ?? []].flat()),
    );
  }
  return options;
}

/** Loading the rules is for those who ask. */
async function versionFor([, , first]: readonly string[]): Promise<string> {
  if (first !== '-V' && first !== '--version') return version;
  return (await import('./version-text.ts')).versionText();
}

/** The words of help are loaded for those who ask for it. */
function isForHelp([, , first, ...others]: readonly string[]): boolean {
  return first === 'help' || [first, ...others].some((arg) => arg === '-h' || arg === '--help');
}

/** A misspelt verb is taken for a source, and would be told as a file that is not there. */
async function refuseMisspelt([, , first = '', second = '']: readonly string[]): Promise<void> {
  if (first === 'help' && !isVerb(second) && second !== '' && !second.startsWith('-')) {
    const { unknownWord } = await import('../../matching/names/nearest.ts');
    throw new Error(`${unknownWord('command', second, Object.keys(verbs))} (interdict --help)`);
  }
  const isWord = /^[a-z][a-z-]*$/u.test(first) && !isVerb(first);
  if (!isWord || existsSync(first)) return;
  const { nearest } = await import('../../matching/names/nearest.ts');
  const near = nearest(first, Object.keys(verbs));
  const hint = near === undefined ? 'commands: interdict --help' : `did you mean the command "${near}"?`;
  throw new Error(`${first}: no such file or folder; ${hint}`);
}

function isVerb(word: string): boolean {
  return WHOLE.has(word) || Object.hasOwn(verbs, word);
}

/** What has to know every verb. */
const WHOLE = new Set(['-h', '--help', 'help', 'completion']);

function needed([, , first = '']: readonly string[]): string[] {
  if (first === '-V' || first === '--version') return [];
  if (Object.hasOwn(verbs, first) && !WHOLE.has(first)) return [first];
  return WHOLE.has(first) ? Object.keys(verbs) : [DEFAULT];
}
