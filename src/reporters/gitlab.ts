import { fingerprints, gapFingerprint } from '../report/fingerprint.ts';
import { location } from '../report/location.ts';
import { findings, gaps, results } from '../report/order.ts';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson, sanitiseText } from '../report/sanitise.ts';
import { statusOf } from '../report/status.ts';
import { timeLeft, title } from '../report/words.ts';
import type { Finding, SourceResult } from '../types.ts';

const SEVERITIES = {
  banned: 'blocker',
  warned: 'major',
  residue: 'minor',
  noted: 'info',
  waived: 'info',
} as const;

/** The list that GitLab shows in the widget of a merge request. */
export const gitlab: Reporter = {
  id: 'gitlab',
  title: 'GitLab code quality',
  *render(run) {
    yield '[';
    let comma = '';
    for (const issue of issues(run)) {
      yield `${comma}\n  ${safeJson(issue)}`;
      comma = ',';
    }
    yield comma === '' ? ']\n' : '\n]\n';
  },
};

function* issues(run: Run): Iterable<unknown> {
  const fingerprint = fingerprints();
  for (const result of results(run)) {
    for (const finding of findings(result)) yield issue(run, result, finding, fingerprint(result, finding));
    for (const { path, reader, reason } of gaps(result)) {
      yield {
        description: sanitiseText(`${result.name}: ${path} could not be read: ${reason}`),
        check_name: 'unread',
        fingerprint: gapFingerprint(result, path, reader),
        severity: 'critical',
        location: { path: relative(location(result, path)), lines: { begin: 1 } },
      };
    }
  }
}

function issue(run: Run, result: SourceResult, finding: Finding, fingerprint: string): unknown {
  const { program, reasons, waiver } = finding;
  const state = program.state === 'residue' ? ' (residue)' : '';
  const until = waiver
    ? ` Waived until ${waiver.expires} (${timeLeft(waiver.expires, run)}): ${waiver.reason}.`
    : '';
  return {
    description: sanitiseText(`${title(program)}${state} on ${result.name}: ${reasons.join('; ')}.${until}`),
    check_name: finding.ban,
    fingerprint,
    severity: SEVERITIES[statusOf(finding)],
    location: { path: relative(location(result, program.path)), lines: { begin: program.line ?? 1 } },
  };
}

/** GitLab wants a path from the root of the project, without a leading `./` or slash. */
function relative(path: string): string {
  return path.replace(/^(?:\.?\/)+/u, '');
}
