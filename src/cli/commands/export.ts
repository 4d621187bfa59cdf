import { Command } from 'commander';
import { type ExportTarget, exportTargets } from '../../exporters/index.ts';
import { exportModel } from '../../exporters/model/index.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import { loadPolicy, type PolicyOptions } from '../../policy/index.ts';
import { warn } from '../../report/warn.ts';
import type { Io } from '../../types.ts';
import { writeOutput } from '../output/write.ts';
import { type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { collect } from './options.ts';

interface ExportOptions extends PolicyOptions, PluginFlags {
  readonly output?: string;
  readonly system: readonly string[];
  readonly enforce?: boolean;
  readonly quiet?: boolean;
}

/** `interdict export`: the bans as native checks of a fleet tool. What it cannot say is reported on standard error. */
export function exportCommand(io: Io): Command {
  const command = new Command('export')
    .description('write bans as native checks of a fleet tool')
    .argument('<target>', Object.keys(exportTargets).join(', '));
  return withPluginOption(command)
    .option('-b, --bans <id|glob|file|folder>', 'bans to write, repeatable', collect, [])
    .option('-o, --output <file>', 'output file (default: standard output)')
    .option('-c, --config <file>', 'configuration (default: interdict.yaml in the current folder)')
    .option('--as-of <YYYY-MM-DD>', 'export for that date, UTC (default: today)')
    .option('--device-class <class>', 'device class: desktop, mobile, …')
    .option('--system <linux|macos|windows>', 'system, repeatable (default: all of the target)', collect, [])
    .option('--enforce', 'the form that stops, of targets that report first (default: report only)')
    .option('-q, --quiet', 'do not list what the target cannot express')
    .action(async (word: string, options: ExportOptions) => {
      const target = await targetOf(word);
      const systems = systemsOf(target, options.system);
      const policy = await loadPolicy({ ...options, plugins: (await pluginsFor(options)).records });
      const model = exportModel(policy);
      if (model.bans.length === 0) {
        throw new Error(
          `nothing to export on ${model.day}: ${model.notices.join('; ') || 'no ban was chosen'}`,
        );
      }
      const { output: file, enforce = false } = options;
      if (enforce && !target.audits) throw new Error(`--enforce: ${target.id} has only one form`);
      const { text, notices } = target.render(model, systems, { enforce });
      await writeOutput({ format: target.id, ...(file === undefined ? {} : { file }) }, [text], io);
      if (options.quiet) return;
      for (const notice of [...model.notices, ...notices]) warn(io, notice);
    });
}

async function targetOf(word: string): Promise<ExportTarget> {
  const load = Object.hasOwn(exportTargets, word) ? exportTargets[word] : undefined;
  if (!load) throw new Error(unknownWord('target', word, Object.keys(exportTargets)));
  return load();
}

/** @throws Error when a system is unknown or not one of the target */
function systemsOf(target: ExportTarget, asked: readonly string[]): ExportTarget['systems'] {
  if (asked.length === 0) return target.systems;
  return asked.map((word) => {
    const system = target.systems.find((it) => it === word);
    if (!system) throw new Error(`--system: ${unknownWord(`system of ${target.id}`, word, target.systems)}`);
    return system;
  });
}
