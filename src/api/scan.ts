import type { FailurePolicy } from '../evaluate/index.ts';
import { loadPolicy as load } from '../policy/index.ts';
import type { Run } from '../report/run.ts';
import { createRun } from '../report/summarise.ts';
import { scanSources } from '../scan/scan-sources.ts';
import type { Io, Program } from '../types.ts';
import { withLimits } from './isolate.ts';
import { limitsOf, type PluginChoice, type PolicyChoice, pluginsIn, policyOptions } from './options.ts';
import { scanRun } from './scan-run.ts';

/** How sources are read. */
export interface InventoryOptions extends PluginChoice, Pick<PolicyChoice, 'config' | 'limits'> {
  /** The id of the reader for files that were passed by themselves. */
  readonly as?: string;
  /** Columns of tables: `name=Title,version=Version,publisher=Vendor`. */
  readonly columns?: string;
  /** One platform of an image: `linux/arm64`. */
  readonly platform?: string;
  /** Whether files that upper layers of an image removed are read too. */
  readonly allLayers?: boolean;
  /** Whether containers, chroots and other systems inside are sources of their own. */
  readonly guests?: boolean;
  /** Whether all files are searched for programs. */
  readonly deep?: boolean;
  /** Whether a source without software entries is no coverage gap. */
  readonly allowEmpty?: boolean;
  /** Whether coverage gaps leave the exit code alone. */
  readonly allowUnread?: boolean;
  /** Ends the work between two files: the call then rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** How sources are read and checked. */
export interface ScanCallOptions extends PolicyChoice, InventoryOptions {
  /** From which level up the exit code is 1. Default: `ban`. */
  readonly failOn?: 'ban' | 'warn' | 'residue';
}

/** A path, several, or none for this machine. */
export type Target = string | readonly string[] | undefined;

/**
 * Scans a machine, a folder, an image, an archive or a file, and judges what is installed. It is what `interdict scan`
 * does: {@link render} with `json` gives the same bytes.
 *
 * A file that cannot be read is no error: it is a coverage gap in the run, and the verdict is `incomplete`.
 *
 * @param target default: this machine
 * @throws Error when the target is not there, or an option is wrong; the message is what the command prints with status 2
 * @throws PluginError when a plugin cannot be used, RuleError when your rules cannot
 * @example
 * ```js
 * import { scan } from 'interdict';
 *
 * const run = await scan('fixtures/machines/birch', { asOf: '2026-11-24' });
 * console.log(run.verdict, run.exitCode);
 * for (const { name, findings } of run.results)
 *   for (const { ban, program } of findings.slice(0, 1)) console.log(name, ban, program.name);
 * ```
 * ```text
 * banned 1
 * fixtures/machines/birch russia-based-av-vendor kesl
 * ```
 */
export async function scan(target?: Target, options: ScanCallOptions = {}): Promise<Run> {
  const plugins = await pluginsIn(options.plugins, options.config);
  const { plugins: _, ...choice } = options;
  return withLimits(await limitsOf(options), async () => {
    const policy = await load(policyOptions(choice, plugins));
    const { run } = await scanRun(targets(target), policy, {
      ...choice,
      ownReaders: plugins.readers,
      fileDigests: policy.fileDigests,
      digests: true,
      isWhole: true,
      stdin: NO_INPUT,
    });
    return run;
  });
}

/**
 * Lists what is installed and judges nothing, as `interdict inventory` does.
 *
 * @param target default: this machine
 * @throws Error as {@link scan} does
 * @example
 * ```js
 * import { inventory } from 'interdict';
 *
 * const run = await inventory('fixtures/machines/alder');
 * for (const { sightings } of run.results) console.log(sightings.length > 0, sightings[0].reader);
 * ```
 * ```text
 * true dpkg-status
 * ```
 */
export async function inventory(target?: Target, options: InventoryOptions = {}): Promise<Run> {
  const plugins = await pluginsIn(options.plugins, options.config);
  const { plugins: _, signal, deep, ...choice } = options;
  const looking = {
    digests: true,
    ownReaders: plugins.readers,
    ...(deep && { deep }),
    ...(signal && { signal }),
  };
  return withLimits(await limitsOf(options), async () => {
    const outcomes = await scanSources(targets(target), choice, NO_INPUT, looking);
    const asOf = new Date().toISOString().slice(0, 10);
    const run = { command: 'inventory', asOf, bans: [], outcomes, notices: [], traces: true } as const;
    return createRun({ ...run, plugins: plugins.records }, toleratedBy(options));
  });
}

/** How programs are checked that somebody else listed. */
export interface EvaluateOptions extends PolicyChoice, Pick<ScanCallOptions, 'failOn' | 'allowUnread'> {
  /** What the list is called in the run. Default: `programs`. */
  readonly name?: string;
}

/**
 * Judges programs that you have already, from a database or an interface of your own.
 *
 * An empty list is incomplete, since a list that lost its entries looks the same.
 *
 * @throws Error as {@link scan} does, and when a program has no name
 * @example
 * ```js
 * import { evaluatePrograms } from 'interdict';
 *
 * const run = await evaluatePrograms([
 *   { name: 'Kaspersky Endpoint Security', publisher: 'AO Kaspersky Lab' },
 *   { name: 'openssl', ids: ['deb:openssl'] },
 * ]);
 * console.log(run.verdict, run.summary.programs, run.summary.banned > 0);
 * ```
 * ```text
 * banned 2 true
 * ```
 */
export async function evaluatePrograms(
  programs: readonly Program[],
  options: EvaluateOptions = {},
): Promise<Run> {
  const { judgedPrograms } = await import('./judged-programs.ts');
  const { name = 'programs', failOn, allowUnread, ...choice } = options;
  return withLimits(await limitsOf(choice), async () => {
    const policy = await load(policyOptions(choice, { records: [], readers: [], reporters: [] }));
    return judgedPrograms(name, programs, policy, toleratedBy({ failOn, allowUnread }));
  });
}

function targets(target: Target): readonly string[] {
  return target === undefined ? [] : [target].flat();
}

function toleratedBy({ failOn, allowUnread }: Partial<Record<keyof FailurePolicy, unknown>>): FailurePolicy {
  return {
    ...(failOn !== undefined && { failOn: failOn as NonNullable<FailurePolicy['failOn']> }),
    ...(allowUnread === true && { allowUnread }),
  };
}

/** A library does not take what its program is connected to. */
const NO_INPUT: Pick<Io, 'stdin'> = {
  get stdin(): never {
    throw new Error('-: the library reads no standard input: write it to a file');
  },
};
