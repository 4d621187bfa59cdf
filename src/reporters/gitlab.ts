import { fingerprints, gapFingerprint, noticeFingerprint } from '../report/fingerprint.ts';
import { jsonEntries } from '../report/json-list.ts';
import { location } from '../report/location.ts';
import { gaps, results } from '../report/order.ts';
import { type ProgramFinding, programFindings } from '../report/program-findings.ts';
import type { Reporter, Run } from '../report/run.ts';
import { sanitiseText } from '../report/sanitise.ts';
import { firstOf, reasonWords, sentence, timeLeft, title } from '../report/words.ts';
import type { SourceResult } from '../types.ts';

const SEVERITIES = {
  banned: 'blocker',
  warned: 'major',
  residue: 'minor',
  noted: 'info',
  waived: 'info',
} as const;

/** Bans and reasons of one program that its issue names. */
const NAMED = 6;

/**
 * The list that GitLab shows in the widget of a merge request: an issue for each program, and for each place that was
 * not read. Of equal fingerprints it shows one.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export const gitlab: Reporter = {
  id: 'gitlab',
  title: 'GitLab code quality',
  *render(run) {
    yield '[';
    yield* jsonEntries(issues(run), 2);
    yield ']\n';
  },
};

function* issues(run: Run): Iterable<unknown> {
  yield* judgedIssues(run);
  yield* noticeIssues(run);
}

function* judgedIssues(run: Run): Iterable<unknown> {
  const fingerprint = fingerprints();
  for (const result of results(run)) {
    for (const finding of programFindings(result)) {
      yield issue(run, result, finding, fingerprint(result, finding)());
    }
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

/** What is said of the whole run is an issue too, at the configuration, since an issue has to be somewhere. */
function* noticeIssues({ notices, configuration }: Run): Iterable<unknown> {
  for (const notice of notices) {
    yield {
      description: sanitiseText(sentence(notice)),
      check_name: 'notice',
      fingerprint: noticeFingerprint(notice),
      severity: 'info',
      location: { path: relative(configuration?.file ?? 'interdict.yaml'), lines: { begin: 1 } },
    };
  }
}

function issue(run: Run, result: SourceResult, finding: ProgramFinding, fingerprint: string): unknown {
  const { program, bans, reasons, waivers, status } = finding;
  const state = program.state === 'residue' ? ' (residue)' : '';
  const text = [
    sentence(`${title(program)}${state} on ${result.name}: ${reasonWords(reasons, NAMED)}`),
    ...(bans.length > 1
      ? [
          `Breaks ${firstOf(
            bans.map(({ id }) => id),
            NAMED,
            'more bans',
          ).join(', ')}.`,
        ]
      : []),
    ...waivers.map(({ reason, expires }) =>
      sentence(`Waived until ${expires} (${timeLeft(expires, run)}): ${reason}`),
    ),
  ];
  return {
    description: sanitiseText(text.join(' ')),
    check_name: bans[0]?.id ?? 'banned',
    fingerprint,
    severity: SEVERITIES[status],
    location: { path: relative(location(result, program.path)), lines: { begin: program.line ?? 1 } },
  };
}

/** GitLab wants a path from the root of the project, without a leading `./` or slash. */
function relative(path: string): string {
  return path.replace(/^(?:\.?\/)+/u, '');
}
