import { location } from '../report/location.ts';
import { findings, outcomes, unread } from '../report/order.ts';
import type { Report, Run } from '../report/run.ts';
import { harmlessText } from '../report/sanitise.ts';
import { type Standing, standing, standings } from '../report/status.ts';
import { authority, headline, timeLeft, title } from '../report/words.ts';
import type { Finding, Outcome } from '../types.ts';

const LEVELS = {
  banned: 'error',
  warned: 'warning',
  residue: 'warning',
  noted: 'notice',
  waived: 'notice',
} as const;

/** Workflow commands that GitHub Actions shows as annotations; it shows ten of a kind, so the worst come first. */
export const github: Report = {
  id: 'github',
  title: 'GitHub Actions annotations',
  *render(run) {
    const level = { clean: 'notice', incomplete: 'error', banned: 'error' }[run.verdict];
    yield command(level, { title: `interdict: ${run.verdict}` }, headline(run));
    yield* annotations(run, 'banned');
    yield* unreadAnnotations(run);
    for (const wanted of standings.slice(1)) yield* annotations(run, wanted);
    for (const notice of run.notices) yield command('notice', { title: 'interdict' }, notice);
  },
};

function* annotations(run: Run, wanted: Standing): Iterable<string> {
  for (const outcome of outcomes(run)) {
    for (const finding of findings(outcome)) {
      if (standing(finding) === wanted) yield annotation(run, outcome, finding, LEVELS[wanted]);
    }
  }
}

function annotation(run: Run, outcome: Outcome, finding: Finding, level: string): string {
  const { program, waiver, reasons, authorities } = finding;
  const ban = run.bans.find((cited) => cited.id === finding.ban)?.title ?? finding.ban;
  const text = [
    `${title(program)}${program.state === 'residue' ? ' (left behind by a removal)' : ''}: ${reasons.join('; ')}.`,
    ...authorities.map((id) => `By ${authority(run, finding.ban, id)}.`),
    ...(waiver ? [`Waived: ${waiver.reason} (${waiver.owner}, ${timeLeft(waiver.expires, run)}).`] : []),
    ...(finding.remedy === undefined ? [] : [finding.remedy]),
  ];
  return command(
    level,
    { file: location(outcome, program.path), line: program.line, title: ban },
    text.join(' '),
  );
}

function* unreadAnnotations(run: Run): Iterable<string> {
  for (const outcome of outcomes(run)) {
    for (const { path, reason } of unread(outcome)) {
      yield command('error', { file: location(outcome, path), title: 'Not read' }, `${path}: ${reason}`);
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
  return harmlessText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
