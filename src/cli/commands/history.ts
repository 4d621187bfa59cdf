import { Command, Option } from 'commander';
import { GROUPINGS, type Grouping, historyOf } from '../../store/index.ts';
import type { Io } from '../../types.ts';
import { ownOutputs, writeOutput } from '../output/write.ts';
import { withLocalStore } from '../store.ts';
import { sinceOption } from './fleet-options.ts';
import { historyCsv } from './history/csv.ts';
import { historyJson } from './history/json.ts';
import { historyText } from './history/text.ts';
import { collect } from './options.ts';

interface HistoryOptions {
  readonly output: readonly string[];
  readonly by?: Grouping;
  readonly since?: string;
}

/** `interdict history`: what came and went in a store of sweeps. */
export function historyCommand(io: Io, exit: (status: number) => void): Command {
  return new Command('history')
    .description('show the trend of stored sweeps: what is new, what is gone, how old findings are')
    .argument('<folder>', "the store that 'sweep --store' has written: a folder, or s3://bucket/prefix")
    .addOption(
      new Option('--by <what>', 'totals by this, with mean days to removal').choices(Object.keys(GROUPINGS)),
    )
    .addOption(sinceOption('first day of what is new or gone (default: the last day)'))
    .option('-o, --output <format[=file]>', `${Object.keys(formats).join(', ')} (repeatable)`, collect, [])
    .addHelpText(
      'after',
      '\nExit status: 0 all was read, 2 usage error, 3 a stored sweep could not be read.\n',
    )
    .action(async (store: string, { output, by, since }: HistoryOptions) => {
      const outputs = ownOutputs(output, 'history', Object.keys(formats));
      const history = await withLocalStore(store, historyOf);
      const view = { history, by, since: since ?? history.days.at(-1)?.asOf ?? '' };
      for (const one of outputs) {
        await writeOutput(one, formats[one.format as keyof typeof formats](view), io);
      }
      exit(history.gaps.length === 0 ? 0 : 3);
    });
}

const formats = { text: historyText, json: historyJson, csv: historyCsv } as const;
