import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { postponeOptimising } from '../../own-process/optimising.ts';
import { exitSoon } from '../../own-process/signals.ts';
import { warn } from '../../report/warn.ts';
import { untilInterrupted } from '../../sweep/interrupt.ts';
import type { Io } from '../../types.ts';
import { type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { wholeNumber } from './options.ts';

interface WorkerCommandOptions extends PluginFlags {
  readonly queue: string;
  readonly jobs?: number;
  readonly takeover: number;
  readonly untilEmpty?: boolean;
  readonly quiet?: boolean;
}

/** `interdict worker`: takes hosts of a queued sweep. */
export function workerCommand(io: Io): Command {
  const command = new Command('worker').description(
    "process hosts queued by 'sweep --queue', on any machine with the same files",
  );
  return withPluginOption(command)
    .requiredOption('--queue <redis://…>', 'the queue of the sweep')
    .option('--jobs <n>', 'threads (default: one per core)', wholeNumber)
    .option('--takeover <seconds>', 'take over the hosts of a silent worker after this time', wholeNumber, 30)
    .option('--until-empty', 'exit when the queue is empty')
    .option('-q, --quiet', 'no messages on standard error')
    .action(async ({ queue, jobs, takeover, untilEmpty = false, quiet, plugin }: WorkerCommandOptions) => {
      postponeOptimising();
      const { records: plugins } = await pluginsFor(plugin === undefined ? {} : { plugin });
      const { workOn } = await import('../../sweep/queue/worker.ts');
      const say = (text: string) => void (quiet || warn(io, text));
      const { signal, done } = untilInterrupted({
        onInterrupt: () => say('ending after the hosts that are under way'),
        onDeadline: () => say('ended; others take over the hosts that were under way'),
        // It has no answer that could be incomplete: what it did not give back is done by others.
        status: 0,
      });
      const options = {
        jobs: jobs ?? availableParallelism(),
        takeover,
        untilEmpty,
        signal,
        plugins,
        onTrouble: say,
      };
      const checked = await workOn(queue, options).finally(() => {
        done();
        exitSoon();
      });
      say(`${checked} hosts checked`);
    });
}
