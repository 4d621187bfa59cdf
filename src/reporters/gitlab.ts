import { fingerprints, unreadFingerprint } from '../report/fingerprint.ts';
import { location } from '../report/location.ts';
import { findings, outcomes, unread } from '../report/order.ts';
import type { Report, Run } from '../report/run.ts';
import { harmlessJson, harmlessText } from '../report/sanitise.ts';
import { standing } from '../report/status.ts';
import { timeLeft, title } from '../report/words.ts';
import type { Finding, Outcome } from '../types.ts';

const SEVERITIES = {
  banned: 'blocker',
  warned: 'major',
  residue: 'minor',
  noted: 'info',
  waived: 'info',
} as const;

/** The list that GitLab shows in the widget of a merge request. */
export const gitlab: Report = {
  id: 'gitlab',
  title: 'GitLab code quality',
  *render(run) {
    yield '[';
    let comma = '';
    for (const issue of issues(run)) {
      yield `${comma}\n  ${harmlessJson(issue)}`;
      comma = ',';
    }
    yield comma === '' ? ']\n' : '\n]\n';
  },
};

function* issues(run: Run): Iterable<unknown> {
  const fingerprint = fingerprints();
  for (const outcome of outcomes(run)) {
    for (const finding of findings(outcome))
      yield issue(run, outcome, finding, fingerprint(outcome, finding));
    for (const { path, reader, reason } of unread(outcome)) {
      yield {
        description: harmlessText(`${outcome.name}: ${path} could not be read: ${reason}`),
        check_name: 'unread',
        fingerprint: unreadFingerprint(outcome, path, reader),
        severity: 'critical',
        location: { path: relative(location(outcome, path)), lines: { begin: 1 } },
      };
    }
  }
}

function issue(run: Run, outcome: Outcome, finding: Finding, fingerprint: string): unknown {
  const { program, reasons, waiver } = finding;
  const state = program.state === 'residue' ? ' (left behind by a removal)' : '';
  const until = waiver
    ? ` Waived until ${waiver.expires} (${timeLeft(waiver.expires, run)}): ${waiver.reason}.`
    : '';
  return {
    description: harmlessText(`${title(program)}${state} on ${outcome.name}: ${reasons.join('; ')}.${until}`),
    check_name: finding.ban,
    fingerprint,
    severity: SEVERITIES[standing(finding)],
    location: { path: relative(location(outcome, program.path)), lines: { begin: program.line ?? 1 } },
  };
}

/** GitLab wants a path from the root of the project, without a leading `./` or slash. */
function relative(path: string): string {
  return path.replace(/^(?:\.?\/)+/u, '');
}
