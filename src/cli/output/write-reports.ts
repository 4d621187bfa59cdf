import { unknownWord } from '../../matching/names/nearest.ts';
import type { Reporter, Run, Style } from '../../report/run.ts';
import { reporterOf, reporters } from '../../reporters/index.ts';
import type { Io } from '../../types.ts';
import type { OutputTarget, ReportSigner } from './target.ts';
import { isSame, parseOutputs, type ReportOutput, writeOutput } from './write.ts';

/**
 * The reports that `-o` asks for; files first, so that a closed pipe cannot keep them from being written.
 * Done before anything is scanned: a misspelt format must not cost a scan.
 *
 * @param sources what is read, which no report may take the place of
 * @param own reports of plugins
 * @throws Error when a format is unknown, or reports would overwrite each other or a source
 */
export async function planReports(
  values: readonly string[],
  sources: readonly string[] = [],
  own: readonly Reporter[] = [],
): Promise<OutputTarget[]> {
  const plans: OutputTarget[] = [];
  for (const output of parseOutputs(values, 'text')) {
    const report = await reporterOf(output.format, own);
    if (!report) {
      const known = [...own.map(({ id }) => id), ...Object.keys(reporters)];
      throw new Error(`-o: ${unknownWord('report', output.format, known)}`);
    }
    if (sources.some((source) => isSame(source, output.file)))
      throw new Error(`-o ${output.format}=${output.file}: this would overwrite what is to be read`);
    plans.push({ output, report });
  }
  return plans.sort((a, b) => Number(a.output.file === undefined) - Number(b.output.file === undefined));
}

/** Whether a plan needs the digests of manifests. */
export function needsDigests(plans: readonly OutputTarget[]): boolean {
  return plans.some((plan) => plan.report.id !== 'text');
}

/** Whether a plan needs all programs of a scan. */
export function needsPrograms(plans: readonly OutputTarget[]): boolean {
  return plans.some((plan) => plan.report.listsPrograms);
}

/**
 * What signs with the key that `--sign` names; what signs is loaded only then.
 *
 * @throws Error when the key cannot be used, or no report is written that could be signed
 */
export async function signerFor(
  key: string | undefined,
  plans: readonly OutputTarget[],
  io: Io,
): Promise<ReportSigner | undefined> {
  if (key === undefined) return undefined;
  const { signerOf } = await import('./sign.ts');
  return signerOf(key, plans, io);
}

/** How the reports of a call look. */
export interface ReportLook {
  readonly color?: 'auto' | 'always' | 'never' | false;
  /**
   * Nothing is said to people when there is nothing to say: cron sends mail for every word. Formats for machines are
   * written all the same.
   */
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** Signs the files that are written. */
  readonly signer?: ReportSigner | undefined;
}

/** The reports that leave nothing out: others name one of them for what they left out. */
const WHOLE: ReadonlySet<string> = new Set(['json', 'ndjson', 'csv', 'in-toto']);

/** Renders a run in every format asked for and takes each to its place. */
export async function writeReports(
  run: Run,
  plans: readonly OutputTarget[],
  io: Io,
  { color = 'auto', quiet = false, verbose = false, signer }: ReportLook = {},
): Promise<void> {
  const whole = plans.find(({ output, report }) => output.file !== undefined && WHOLE.has(report.id))?.output
    .file;
  const more = { ...(verbose && { verbose }), ...(whole !== undefined && { whole }) };
  for (const plan of plans) {
    const { output, report } = plan;
    if (quiet && run.exitCode === 0 && output.file === undefined && report.id === 'text') continue;
    const chunks = report.render(run, { ...styleOf(output, io, color), ...more });
    await writeOutput(output, signer ? signer.envelope(plan, chunks) : chunks, io);
    await signer?.sign(run, plan);
  }
}

function styleOf(output: ReportOutput, io: Io, choice: 'auto' | 'always' | 'never' | false): Style {
  const toTerminal = output.file === undefined && io.stdout.isTTY === true;
  const color = output.file === undefined && isColored(choice, toTerminal, io.env);
  return { color, width: (toTerminal && io.stdout.columns) || 80, ...(toTerminal ? { cut: true } : {}) };
}

/**
 * Whether standard output gets colours: the call decides, then NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then
 * whether it is a terminal.
 *
 * @see https://no-color.org
 * @see https://bixense.com/clicolors/
 */
function isColored(
  choice: 'auto' | 'always' | 'never' | false,
  toTerminal: boolean,
  { NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM }: Io['env'],
): boolean {
  if (choice === 'always') return true;
  if (choice !== 'auto' || NO_COLOR) return false;
  if (isOff(FORCE_COLOR)) return false;
  if (FORCE_COLOR || (CLICOLOR_FORCE && !isOff(CLICOLOR_FORCE))) return true;
  return toTerminal && TERM !== 'dumb';
}

/** `FORCE_COLOR=0` asks for none. */
function isOff(value: string | undefined): boolean {
  return value === '0' || value === 'false';
}
