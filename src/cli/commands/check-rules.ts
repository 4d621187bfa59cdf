import { Command } from 'commander';
import { readerMetadata } from '../../readers/load.ts';
import { safeJson, sanitiseText } from '../../report/sanitise.ts';
import { count } from '../../report/words.ts';
import { checkedRules, compiledRuleSet, type RuleCheck, shown } from '../../rules/index.ts';
import type { Io } from '../../types.ts';
import { type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { outputFormat } from '../print.ts';

interface CheckRulesOptions extends PluginFlags {
  readonly output: string;
}

/** `interdict check-rules`: whether rule files hold, and where they do not. */
export function checkRulesCommand(io: Io, exit: (status: number) => void): Command {
  const command = new Command('check-rules')
    .description('validate rule files and run the examples inside them')
    .argument('<path...>', 'files, or folders with vendors, bans and waivers');
  return withPluginOption(command)
    .option('-o, --output <format>', 'text or json', 'text')
    .addHelpText('after', '\nExit status: 0 all correct, 1 something is wrong, 2 usage error.\n')
    .action(async (paths: string[], options: CheckRulesOptions) => {
      const format = outputFormat(options.output, ['text', 'json']);
      const { readers } = await pluginsFor(options);
      const check = await checkedRules(paths, await compiledRuleSet(), {
        day: new Date().toISOString().slice(0, 10),
        readers: new Set([...readers, ...readerMetadata].map(({ id }) => id)),
      });
      io.stdout.write(format === 'json' ? `${safeJson(check, 2)}\n` : text(check));
      exit(check.problems.length > 0 ? 1 : 0);
    });
}

function text(check: RuleCheck): string {
  const warnings = check.warnings.map((warning) => `${sanitiseText(shown(warning))} (warning)\n`);
  return warnings.join('') + summary(check);
}

function summary({ vendors, bans, examples, waivers, problems }: RuleCheck): string {
  if (problems.length === 0) {
    const counts = [count(vendors, 'vendor'), count(bans, 'ban'), count(examples, 'example')];
    return `${[...counts, ...(waivers > 0 ? [count(waivers, 'waiver')] : [])].join(', ')}: all hold.\n`;
  }
  const lines = problems.map((problem) => sanitiseText(shown(problem)));
  return `${lines.join('\n')}\n\n${count(problems.length, 'problem')}.\n`;
}
