import { type ProgramFinding, programFindings } from '../../report/program-findings.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName, sanitiseText } from '../../report/sanitise.ts';
import type { FindingStatus } from '../../report/status.ts';
import {
  authoritiesOf,
  authority,
  banTitle,
  digits,
  firstOf,
  issuersOf,
  place,
  reasonWords,
  title,
  waiverWords,
} from '../../report/words.ts';
import type { Sighting, SourceResult } from '../../types.ts';
import { hanging } from './layout.ts';
import type { Pen } from './pen.ts';

/** A program that breaks more bans is reported in short; `--verbose` shows all. */
const MAX_LISTED = 3;
/** Of each list of a program that is reported in short, so many. */
const SHORT = { titles: 1, ids: 5, reasons: 2, authorities: 1, remedies: 1 };
/** Other places and traces of any program. */
const PLACES = 2;
const TRACES = 5;

type Row = readonly [label: string, text: string];

/** The programs of one standing on a source, a block each, with all the bans that they break. */
export function* blocks(run: Run, result: SourceResult, wanted: FindingStatus, pen: Pen): Iterable<string> {
  for (const finding of programFindings(result)) {
    if (finding.status !== wanted) continue;
    yield* hanging('  ', title(finding.program), pen.width).map((line) => pen.strong(line));
    for (const [label, text] of rows(run, result, finding, pen)) {
      const [first = '', ...others] = hanging(`    ${label.padEnd(9)} `, text, pen.width);
      yield* [`    ${pen.faint(label)}${first.slice(4 + label.length)}`, ...others];
    }
  }
}

function* rows(run: Run, result: SourceResult, finding: ProgramFinding, pen: Pen): Iterable<Row> {
  const { program, bans, waivers, remedies, traces } = finding;
  const most = (shown: number) => (pen.verbose ? Infinity : shown);
  if (program.publisher !== undefined) yield ['publisher', sanitiseName(program.publisher)];
  const places = [program, ...finding.alsoSeen].map((sighting) => seen(run, result, sighting));
  yield ['seen', sanitiseText(firstOf(places, most(PLACES), 'more places').join('; '))];
  yield* pen.verbose ? each(run, finding) : together(run, finding);
  for (const waiver of waivers) yield ['waived', sanitiseText(waiverWords(waiver, run))];
  if (bans.length <= MAX_LISTED || pen.verbose) {
    for (const remedy of remedies) yield ['remedy', sanitiseText(remedy)];
  } else if (remedies.length > 0) {
    const clauses = remedies.map((remedy) => remedy.replace(/\.$/u, ''));
    yield ['remedy', sanitiseText(firstOf(clauses, SHORT.remedies, 'more remedies').join('; '))];
  }
  if (traces.length > 0) yield ['also', firstOf(traces.map(traceWords), most(TRACES), 'more').join(', ')];
}

/** The bans of a program: what they share is reported once, and of many bans the first of each list. */
function* together(run: Run, finding: ProgramFinding): Iterable<Row> {
  const { bans, status, reasons } = finding;
  const isShort = bans.length > MAX_LISTED;
  for (const ban of isShort ? bans.slice(0, SHORT.titles) : bans) {
    yield ['ban', sanitiseName(banTitle(run, ban, status))];
  }
  if (isShort) {
    const others = bans.slice(SHORT.titles).map(({ id }) => id);
    const ids = firstOf(others, SHORT.ids, 'more (--verbose)').join(', ');
    yield ['', sanitiseText(`and ${digits(others.length)} more bans: ${ids}`)];
  }
  yield ['why', sanitiseText(reasonWords(reasons, isShort ? SHORT.reasons : Infinity))];
  const by = isShort ? issuersOf(run, finding, SHORT.authorities) : authoritiesOf(run, finding);
  if (by.length > 0) yield ['by', by.map(sanitiseText).join('; ')];
}

/** Every ban with its own reasons and authorities; the reasons that all of them share stand before them. */
function* each(run: Run, { bans, status }: ProgramFinding): Iterable<Row> {
  const [first, ...others] = bans.map(({ reasons }) => reasons);
  const shared = new Set(
    others.length === 0 ? [] : first?.filter((one) => others.every((list) => list.includes(one))),
  );
  if (shared.size > 0) yield ['why', sanitiseText(reasonWords([...shared]))];
  for (const ban of bans) {
    yield ['ban', sanitiseName(banTitle(run, ban, status))];
    const own = ban.reasons.filter((reason) => !shared.has(reason));
    if (own.length > 0) yield ['why', sanitiseText(reasonWords(own))];
    const by = ban.authorities.map((id) => sanitiseText(authority(run, ban.id, id)));
    if (by.length > 0) yield ['by', by.join('; ')];
  }
}

function seen(run: Run, result: SourceResult, program: Sighting): string {
  const source = run.summary.sources > 1 && result.name !== program.path ? `${result.name}: ` : '';
  const user = program.user === undefined ? '' : `, for ${program.user}`;
  return `${source}${place(program)} (${program.reader}${user})`;
}

function traceWords(trace: Sighting): string {
  return `${sanitiseName(trace.ids?.[0] ?? trace.name)} in ${sanitiseName(trace.path)}`;
}
