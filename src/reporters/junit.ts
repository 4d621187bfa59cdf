import { findings, gaps, results } from '../report/order.ts';
import type { Reporter, Run } from '../report/run.ts';
import { isFailing, statusOf } from '../report/status.ts';
import { count, place, timeLeft, title } from '../report/words.ts';
import { xmlText } from '../report/xml.ts';
import type { Finding, SourceResult } from '../types.ts';

/** One test case for each ban on each source, and one that asks whether everything was read. */
export const junit: Reporter = {
  id: 'junit',
  title: 'JUnit XML',
  *render(run) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites name="${run.tool.name}">\n`;
    for (const result of results(run)) yield* suite(result, run);
    yield '</testsuites>\n';
  },
};

/** What a ban comes to on a source. */
type Result = 'failure' | 'skipped' | 'passed';

interface Case {
  readonly name: string;
  readonly result: Result;
  readonly findings: readonly Finding[];
}

function* suite(outcome: SourceResult, run: Run): Iterable<string> {
  const cases = run.bans.map((ban) => caseOf(ban, outcome, run));
  const number = (result: Result) => cases.filter((one) => one.result === result).length;
  const name = xmlText(outcome.name);
  yield `  <testsuite name="${name}" tests="${cases.length + 1}" failures="${number('failure')}"`;
  yield ` errors="${outcome.gaps.length > 0 ? 1 : 0}" skipped="${number('skipped')}" time="0">\n`;
  for (const one of cases) yield* testcase(one, name, run);
  yield* completeness(outcome, name);
  yield '  </testsuite>\n';
}

function caseOf(ban: Run['bans'][number], result: SourceResult, run: Run): Case {
  const all = findings(result).filter((finding) => finding.ban === ban.id);
  const failing = all.filter((finding) => isFailing(finding, run));
  // What fails the case stands first: its name goes into the message.
  const broken = [...failing, ...all.filter((finding) => !isFailing(finding, run))];
  const waived = broken.some((finding) => statusOf(finding) === 'waived');
  return {
    name: `${ban.title} (${ban.id})`,
    result: failing.length > 0 ? 'failure' : waived ? 'skipped' : 'passed',
    findings: broken,
  };
}

function* testcase({ name, result, findings }: Case, classname: string, run: Run): Iterable<string> {
  const head = `    <testcase name="${xmlText(name)}" classname="${classname}" time="0"`;
  if (findings.length === 0) {
    yield `${head}/>\n`;
    return;
  }
  const body = findings.map((finding) => xmlText(told(finding, run))).join('\n');
  if (result === 'passed') {
    yield `${head}>\n      <system-out>${body}</system-out>\n    </testcase>\n`;
    return;
  }
  const type = result === 'failure' ? ' type="banned"' : '';
  const message = xmlText(
    `${count(findings.length, 'finding')}: ${title(findings[0]?.program ?? { name: '' })}`,
  );
  yield `${head}>\n      <${result}${type} message="${message}">${body}</${result}>\n    </testcase>\n`;
}

function told(finding: Finding, run: Run): string {
  const { program, waiver } = finding;
  const state = {
    banned: '',
    warned: 'warning: ',
    noted: 'note: ',
    residue: 'residue: ',
    waived: 'waived: ',
  };
  const until = waiver
    ? ` Waived: ${waiver.reason} (${waiver.owner}, ${timeLeft(waiver.expires, run)}).`
    : '';
  const seen = `${place(program)} (${program.reader})`;
  return `${state[statusOf(finding)]}${title(program)} in ${seen}: ${finding.reasons.join('; ')}.${until}`;
}

function* completeness(result: SourceResult, classname: string): Iterable<string> {
  yield `    <testcase name="everything was read" classname="${classname}" time="0"`;
  if (result.gaps.length === 0) {
    yield '/>\n';
    return;
  }
  const body = gaps(result).map(({ path, reader, reason }) =>
    xmlText(`${path} (${reader ?? '-'}): ${reason}`),
  );
  const message = `${count(result.gaps.length, 'place')} could not be read`;
  yield `>\n      <error type="unread" message="${message}">${body.join('\n')}</error>\n    </testcase>\n`;
}
