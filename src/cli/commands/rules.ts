import { Argument, Command } from 'commander';
import { CONFIG_FILE } from '../../policy/find-config.ts';
import type { Io } from '../../types.ts';

/** `interdict rules`: pins own rules by their digests. */
export function rulesCommand(io: Io): Command {
  return new Command('rules')
    .description('pin your own rules in interdict.yaml by their digests')
    .addArgument(
      new Argument('<action>', "lock: write the digests of 'rules' as 'rules-lock'").choices(['lock']),
    )
    .option('-c, --config <file>', 'configuration (default: interdict.yaml in the current folder)')
    .action(async (_: string, { config = CONFIG_FILE }: { config?: string }) => {
      const { lockRules } = await import('../../rules/lock.ts');
      const sources = await lockRules(config);
      for (const { entry, digest, files } of sources)
        io.stdout.write(`${entry}: ${digest} (${files.length} ${files.length === 1 ? 'file' : 'files'})\n`);
    });
}
