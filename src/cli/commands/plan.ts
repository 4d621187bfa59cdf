import { Command, Option } from 'commander';
import { unknownWord } from '../../matching/names/nearest.ts';
import { planOf } from '../../remediation/index.ts';
import { planWriters } from '../../remediation/writers/index.ts';
import { warn } from '../../report/warn.ts';
import { toleranceOf } from '../../report-files/call.ts';
import { readSound } from '../../report-files/contradictions.ts';
import type { Io } from '../../types.ts';
import { parseOutputs, writeOutput } from '../output/write.ts';
import { collect } from './options.ts';

interface PlanOptions {
  readonly output: readonly string[];
  readonly failOn?: 'ban' | 'warn' | 'residue';
}

/** `interdict plan`: what to run on which host, written and not run. */
export function planCommand(io: Io, exit: (status: number) => void): Command {
  const formats = Object.keys(planWriters);
  return new Command('plan')
    .description('write what to run on which host to remove what a report found')
    .argument('<report>', 'a JSON or NDJSON report of a scan, a sweep or a merge')
    .option('-o, --output <format[=file]>', `${formats.join(', ')}, repeatable (default: text)`, collect, [])
    .addOption(
      new Option(
        '--fail-on <what>',
        'plan for findings from this level up (default: as in the report)',
      ).choices(['ban', 'warn', 'residue']),
    )
    .addHelpText('after', '\nIt runs nothing. Exit status: 0 the plan is written, 2 usage error.\n')
    .action(async (file: string, { output, failOn }: PlanOptions) => {
      const outputs = parseOutputs(output, 'text');
      const wrong = outputs.find(({ format }) => !Object.hasOwn(planWriters, format));
      if (wrong) throw new Error(`-o ${unknownWord('form of a plan', wrong.format, formats)}`);
      const report = readSound(file);
      const tolerance = report.head ? toleranceOf(report.head) : {};
      const plan = planOf(report, { ...tolerance, ...(failOn && { failOn }) });
      for (const one of outputs) {
        const write = await planWriters[one.format]?.();
        if (write) await writeOutput(one, write(plan), io);
      }
      for (const notice of plan.notices) warn(io, notice);
      exit(0);
    });
}
