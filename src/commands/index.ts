import { Command } from 'commander';
import type { Io } from '../model.ts';
import { version } from '../version.ts';
import { bansCommand } from './bans.ts';
import { checkRulesCommand } from './check-rules.ts';
import { diffCommand } from './diff.ts';
import { explainCommand } from './explain.ts';
import { formatsCommand } from './formats.ts';
import { initCommand } from './init.ts';
import { inventoryCommand } from './inventory.ts';
import { mergeCommand } from './merge.ts';
import { scanCommand } from './scan.ts';
import { vendorsCommand } from './vendors.ts';
import { verifyCommand } from './verify.ts';

/** A verb of the command line: its options, its help and its steps. */
export type CommandOf = (io: Io, exit: (status: number) => void) => Command;

const verbs: readonly CommandOf[] = [
  scanCommand,
  inventoryCommand,
  mergeCommand,
  diffCommand,
  verifyCommand,
  bansCommand,
  vendorsCommand,
  explainCommand,
  checkRulesCommand,
  formatsCommand,
  initCommand,
];

/** The whole command line. */
export function program(io: Io, exit: (status: number) => void): Command {
  const root = new Command('interdict')
    .description('Is banned software on this machine, and can you prove the answer?')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  for (const verb of verbs) {
    const command = verb(io, exit);
    root.addCommand(command, { isDefault: command.name() === 'scan' });
  }
  for (const command of [root, ...root.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  }
  return root;
}

const EXAMPLES = `
Examples:
  interdict                          judge this machine
  interdict /mnt/image               judge a root file system
  interdict export.reg dpkg.txt      judge handed manifests
  interdict inventory -o json        list what is installed
  interdict --bans 'us-*' -o sarif=out.sarif image.tar

Exit status: 0 clean, 1 banned, 2 wrong call, 3 the answer is not whole.
`;
