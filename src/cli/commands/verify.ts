import { Command } from 'commander';
import type { PolicyOptions } from '../../policy/index.ts';
import { programFindings } from '../../report/program-findings.ts';
import { findingRecord } from '../../report/record.ts';
import { safeJson, sanitiseName, sanitiseText } from '../../report/sanitise.ts';
import { warn } from '../../report/warn.ts';
import { count, firstOf, place, title } from '../../report/words.ts';
import type { Change } from '../../report-files/diff.ts';
import type { SavedReport } from '../../report-files/read.ts';
import { rescan } from '../../report-files/rescan.ts';
import { type SignatureCheck, signedReport } from '../../report-files/signed-report.ts';
import { stands, type Verification, verifyReport } from '../../report-files/verify.ts';
import type { SourceOptions } from '../../sources/index.ts';
import type { Io } from '../../types.ts';
import { parseOutputs, type ReportOutput, writeOutput } from '../output/write.ts';
import { ownReadersOf, type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { type BaselineFlags, baselineOptions, withBaselineOptions } from './baseline-options.ts';
import { collect, hostsOption } from './options.ts';

interface VerifyOptions extends PolicyOptions, SourceOptions, PluginFlags, BaselineFlags {
  readonly output: readonly string[];
  readonly waivers: readonly string[];
  readonly ignoreWaivers?: boolean;
  readonly anyVersion?: boolean;
  readonly key?: string;
  readonly signature?: string;
}

/** `interdict verify`: whether a report still holds. */
export function verifyCommand(io: Io, exit: (status: number) => void): Command {
  const command = new Command('verify')
    .description('check that a report still matches its evidence')
    .argument('<report>', 'a JSON or NDJSON report of a scan or a sweep')
    .argument('[source...]', 'where the sources are now (default: the paths in the report)');
  return withPluginOption(withBaselineOptions(command))
    .option('-b, --bans <selector>', 'files of your bans for that report, repeatable', collect, [])
    .option('-w, --waivers <file>', 'the waivers of that report, repeatable', collect, [])
    .option('--ignore-waivers', 'leave the waivers of the report aside')
    .option('--any-version', 'accept a report of another version of interdict')
    .option('--key <file>', 'public key that must have signed the report')
    .option('--signature <file>', 'its signature (default: report.json.intoto.jsonl)')
    .option('-c, --config <file>', 'configuration (default: interdict.yaml here, if present)')
    .addOption(hostsOption())
    .option('--device-class <class>', 'as for the report')
    .option('--platform <os/arch>', 'as for the report')
    .option('--all-layers', 'as for the report')
    .option('-o, --output <format[=file]>', 'text or json (repeatable)', collect, [])
    .addHelpText('after', '\nExit status: 0 it matches, 1 it does not, 2 usage error.\n')
    .action(async (file: string, places: string[], options: VerifyOptions) => {
      const outputs = parseOutputs(options.output, 'text');
      const wrong = outputs.find(({ format }) => format !== 'text' && format !== 'json');
      if (wrong) throw new Error(`-o ${wrong.format}: the output of verify is text or json`);
      const plugins = await pluginsFor(options);
      const { report, signature } = signedReport(file, options);
      if (report === undefined) {
        for (const output of outputs) await writeOutput(output, [unsigned(file, signature, output)], io);
        return exit(1);
      }
      const again = {
        ...options,
        ...baselineOptions(options),
        places,
        plugins: plugins.records,
        ...ownReadersOf(plugins),
      };
      const now = await rescan(report, again);
      for (const notice of now.ofRules) warn(io, notice);
      const found = verifyReport(report, now, options);
      for (const output of outputs) {
        const reported =
          output.format === 'json' ? json(report, found, signature) : text(report, found, signature);
        await writeOutput(output, reported, io);
      }
      return exit(stands(found) ? 0 : 1);
    });
}

/** A report that is not signed as was asked is not believed in anything: neither is its evidence looked at. */
function unsigned(file: string, signature: SignatureCheck, { format }: ReportOutput): string {
  const record = { schemaVersion: 1, report: file, holds: false, exitCode: 1, signature };
  if (format === 'json') return `${safeJson(record, 2)}\n`;
  const head = `DOES NOT HOLD  ${sanitiseName(file)}: it is not signed by the given key, so nothing else was checked.\n`;
  return [head, ...section('Signature', [signature], signatureLine)].join('');
}

function* text(
  report: SavedReport,
  found: Verification,
  signature: SignatureCheck | undefined,
): Iterable<string> {
  const { changes, unread, readAgain, gaps } = found.findings;
  const standing = [...changes.still, ...changes.waived];
  const verdict = stands(found) ? 'HOLDS' : 'DOES NOT HOLD';
  yield `${verdict}  ${sanitiseName(report.path)}, checked as of ${report.head?.asOf}: ${count(found.unchanged, 'manifest')} unchanged, ${count(standing.length, 'finding')} still standing.\n`;
  yield* section('Signature', signature ? [signature] : [], signatureLine);
  yield* section(
    'Sources that cannot be read again',
    found.unopened,
    ({ source, reason }) => `${source}: ${reason}`,
  );
  yield* section('Manifests', found.manifests, manifestLine);
  yield* section('Rule book', found.rules, (rule) => rule);
  yield* section('The report contradicts itself', found.contradictions, (wrong) => wrong);
  yield* section('Otherwise in a report made now', found.differences, differenceLine);
  yield* section('Sources that the report lacks', found.added, (name) => name);
  yield* section('Gaps in the report', gaps, (gap) => gap);
  yield* section('Findings that still stand', programsOf(standing), (line) => line);
  yield* section('Findings that no longer stand', [...changes.gone, ...changes.lost], changeLine);
  yield* section('Findings that the report lacks', [...changes.new, ...changes.worse], changeLine);
  yield* section('Not read now', unread, ({ source, path, reason }) => `${source}: ${path}: ${reason}`);
  yield* section('Read now, and not then', readAgain, ({ source, path }) => `${source}: ${path}`);
  yield* section("By the report's own word, not derived", found.claims, (claim) => claim);
}

function* section<Entry>(
  heading: string,
  entries: readonly Entry[],
  line: (entry: Entry) => string,
): Iterable<string> {
  if (entries.length > 0) yield `\n${heading}\n`;
  for (const entry of entries) yield `  ${sanitiseText(line(entry))}\n`;
}

function signatureLine(signature: SignatureCheck): string {
  if (signature.state === 'none') return `none: ${signature.reason}`;
  if (signature.state === 'bad') return `bad: ${signature.file}: ${signature.reason}`;
  return `good: ${signature.file}, by the key SHA-256 ${signature.key}; it says nothing of when it was made`;
}

function signatureRecord(signature: SignatureCheck): Record<string, unknown> {
  const { state } = signature;
  return state === 'good' ? { state, file: signature.file, key: signature.key } : { ...signature };
}

const MANIFEST_WORDS = {
  changed: 'was changed',
  missing: 'is not there any more',
  added: 'was not there',
  unproved: 'has no digest in the report',
} as const;

function manifestLine({
  source,
  path,
  reader,
  what,
  before,
  now,
}: Verification['manifests'][number]): string {
  const digests = what === 'changed' && before && now ? `: SHA-256 ${before} in the report, ${now} now` : '';
  return `${source}: ${path} (${reader}) ${MANIFEST_WORDS[what]}${digests}`;
}

/** The programs of findings, each with its bans. */
function programsOf(changes: readonly Change[]): string[] {
  const sources = new Map<string, Change['finding'][]>();
  for (const { source, finding } of changes) {
    const list = sources.get(source);
    if (list) list.push(finding);
    else sources.set(source, [finding]);
  }
  return [...sources].flatMap(([source, findings]) =>
    programFindings({ findings }).map(({ program, bans }) => {
      const ids = firstOf(
        bans.map(({ id }) => id),
        NAMED,
        'more bans',
      );
      return `${source}: ${title(program)} in ${place(program)} (${ids.join(', ')})`;
    }),
  );
}

/** Bans of one program that are named. */
const NAMED = 6;

const VALUE = 200;

function differenceLine({ place, before, now }: Verification['differences'][number]): string {
  const shown = (value: unknown) => (value === undefined ? 'nothing' : safeJson(value).slice(0, VALUE));
  return `${place}: ${shown(before)} in the report, ${shown(now)} now`;
}

function changeLine({ source, finding }: Change): string {
  return `${source}: ${title(finding.program)} in ${place(finding.program)} (${finding.ban})`;
}

function* json(
  report: SavedReport,
  found: Verification,
  signature: SignatureCheck | undefined,
): Iterable<string> {
  const { changes, unread, readAgain, gaps } = found.findings;
  const records = (list: readonly Change[]) =>
    list.map(({ source, finding }) => ({ source, ...findingRecord(finding) }));
  const holds = stands(found);
  yield `${safeJson(
    {
      schemaVersion: 1,
      report: report.path,
      asOf: report.head?.asOf,
      madeBy: report.head?.tool,
      holds,
      exitCode: holds ? 0 : 1,
      ...(signature && { signature: signatureRecord(signature) }),
      unopened: found.unopened,
      manifests: { unchanged: found.unchanged, changes: found.manifests },
      rules: found.rules,
      contradictions: found.contradictions,
      differences: found.differences,
      added: found.added,
      claims: found.claims,
      gaps,
      standing: records([...changes.still, ...changes.waived]),
      fallen: records([...changes.gone, ...changes.lost]),
      lacking: records([...changes.new, ...changes.worse]),
      unread,
      readAgain,
    },
    2,
  )}\n`;
}
