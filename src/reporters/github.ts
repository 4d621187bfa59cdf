import { location } from '../report/location.ts';
import { findings, gaps, results } from '../report/order.ts';
import type { Reporter, Run } from '../report/run.ts';
import { sanitiseText } from '../report/sanitise.ts';
import { type FindingStatus, findingStatuses, statusOf } from '../report/status.ts';
import { authority, headline, timeLeft, title } from '../report/words.ts';
import type { Finding, SourceResult } from '../types.ts';

const LEVELS = {
  banned: 'error',
  warned: 'warning',
  residue: 'warning',
  noted: 'notice',
  waived: 'notice',
} as const;

/** Workflow commands that GitHub Actions shows as annotations; it shows ten of a kind, so the worst come first. */
export const github: Reporter = {
  id: 'github',
  title: 'GitHub Actions annotations',
  *render(run) {
    const level = { clean: 'notice', incomplete: 'error', banned: 'error' }[run.verdict];
    yield command(level, { title: `interdict: ${run.verdict}` }, headline(run));
    yield* annotations(run, 'banned');
    yield* gapAnnotations(run);
    for (const wanted of findingStatuses.slice(1)) yield* annotations(run, wanted);
    for (const notice of run.notices) yield command('notice', { title: 'interdict' }, notice);
  },
};

function* annotations(run: Run, wanted: FindingStatus): Iterable<string> {
  for (const result of results(run)) {
    for (const finding of findings(result)) {
      if (statusOf(finding) === wanted) yield annotation(run, result, finding, LEVELS[wanted]);
    }
  }
}

function annotation(run: Run, result: SourceResult, finding: Finding, level: string): string {
  const { program, waiver, reasons, authorities } = finding;
  const ban = run.bans.find((cited) => cited.id === finding.ban)?.title ?? finding.ban;
  const text = [
    `${title(program)}${program.state === 'residue' ? ' (residue)' : ''}: ${reasons.join('; ')}.`,
    ...authorities.map((id) => `By ${authority(run, finding.ban, id)}.`),
    ...(waiver ? [`Waived: ${waiver.reason} (${waiver.owner}, ${timeLeft(waiver.expires, run)}).`] : []),
    ...(finding.remedy === undefined ? [] : [finding.remedy]),
  ];
  return command(
    level,
    { file: location(result, program.path), line: program.line, title: ban },
    text.join(' '),
  );
}

function* gapAnnotations(run: Run): Iterable<string> {
  for (const result of results(run)) {
    for (const { path, reason } of gaps(result)) {
      yield command('error', { file: location(result, path), title: 'Not read' }, `${path}: ${reason}`);
    }
  }
}

function command(
  level: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${level} ${list.join(',')}::${data(text)}\n`;
}

/** Line ends are shown by then, so that no name can begin a command of its own. */
function data(text: string): string {
  return sanitiseText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
