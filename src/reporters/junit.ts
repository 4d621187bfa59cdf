import { gaps, results } from '../report/order.ts';
import { type ProgramFinding, programFindings } from '../report/program-findings.ts';
import type { Reporter, Run } from '../report/run.ts';
import { sanitiseName } from '../report/sanitise.ts';
import { type FindingStatus, isFailing } from '../report/status.ts';
import {
  banTitles,
  configurationLine,
  count,
  firstOf,
  place,
  reasonWords,
  sentence,
  title,
  waiverWords,
} from '../report/words.ts';
import { xmlText } from '../report/xml.ts';
import type { SourceResult } from '../types.ts';

/** Bans, reasons, remedies and other places of one program that its case names. */
const NAMED = 6;

/** One test case for each program that breaks a ban, and one that asks whether everything was read. */
export const junit: Reporter = {
  id: 'junit',
  title: 'JUnit XML',
  *render(run) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites name="${run.tool.name}">\n`;
    yield* remarks(run);
    for (const result of results(run)) yield* suite(result, run);
    yield '</testsuites>\n';
  },
};

/** What is said of the whole run: tests of its own, which pass, since none of it makes the verdict. */
function* remarks({ tool, configuration, notices }: Run): Iterable<string> {
  const texts = [
    ...(configuration ? [['configuration', configurationLine(configuration)] as const] : []),
    ...(notices.length > 0 ? [['notices', notices.join('\n')] as const] : []),
  ];
  if (texts.length === 0) return;
  yield `  <testsuite name="${tool.name}" tests="${texts.length}" failures="0" errors="0" skipped="0" time="0">\n`;
  for (const [name, text] of texts) {
    yield `    <testcase name="${name}" classname="${tool.name}" time="0">\n`;
    yield `      <system-out>${xmlText(text)}</system-out>\n    </testcase>\n`;
  }
  yield '  </testsuite>\n';
}

/** What a program comes to in a test. */
type Result = 'failure' | 'skipped' | 'passed';

interface Case {
  readonly finding: ProgramFinding;
  readonly result: Result;
}

function* suite(outcome: SourceResult, run: Run): Iterable<string> {
  const cases = programFindings(outcome).map((finding) => ({ finding, result: resultOf(finding, run) }));
  const number = (result: Result) => cases.filter((one) => one.result === result).length;
  const isClear = number('failure') === 0;
  const name = xmlText(outcome.name);
  const tests = cases.length + (isClear ? 2 : 1);
  yield `  <testsuite name="${name}" tests="${tests}" failures="${number('failure')}"`;
  yield ` errors="${outcome.gaps.length > 0 ? 1 : 0}" skipped="${number('skipped')}" time="0">\n`;
  if (isClear) yield `    <testcase name="no banned program" classname="${name}" time="0"/>\n`;
  for (const one of cases) yield* testcase(one, name, run);
  yield* completeness(outcome, name);
  yield '  </testsuite>\n';
}

function resultOf({ findings, status }: ProgramFinding, run: Run): Result {
  if (findings.some((finding) => isFailing(finding, run))) return 'failure';
  return status === 'waived' ? 'skipped' : 'passed';
}

/** Without version and line, so that it stays the same test when they change. */
function* testcase({ finding, result }: Case, classname: string, run: Run): Iterable<string> {
  const { name, path } = finding.program;
  const shown = xmlText(`${sanitiseName(name)} in ${sanitiseName(path)}`);
  yield `    <testcase name="${shown}" classname="${classname}" time="0">\n`;
  const body = reported(finding, run).map(xmlText).join('\n');
  if (result === 'passed') yield `      <system-out>${body}</system-out>\n`;
  else {
    const type = result === 'failure' ? ' type="banned"' : '';
    const message = xmlText(`${title(finding.program)}: ${banTitles(run, finding, 1)}`);
    yield `      <${result}${type} message="${message}">${body}</${result}>\n`;
  }
  yield '    </testcase>\n';
}

const STATES: Readonly<Record<FindingStatus, string>> = {
  banned: '',
  warned: 'warning: ',
  noted: 'note: ',
  residue: 'residue: ',
  waived: 'waived: ',
};

function reported(finding: ProgramFinding, run: Run): string[] {
  const { program, status, waivers, reasons, remedies, alsoSeen } = finding;
  const seen = `${place(program)} (${program.reader})`;
  return [
    sentence(`${STATES[status]}${title(program)} in ${seen}: ${reasonWords(reasons, NAMED)}`),
    sentence(`Breaks: ${banTitles(run, finding, NAMED)}`),
    ...(alsoSeen.length > 0
      ? [`Also in ${firstOf(alsoSeen.map(place), NAMED, 'more places').join(', ')}.`]
      : []),
    ...waivers.map((waiver) => sentence(`Waived: ${waiverWords(waiver, run)}`)),
    ...firstOf(remedies, NAMED, 'more remedies'),
  ];
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
