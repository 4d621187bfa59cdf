import { banCoverage } from '../report/ban-coverage.ts';
import { findings, gaps, programs, results } from '../report/order.ts';
import { programCount } from '../report/record.ts';
import type { Reporter, Run } from '../report/run.ts';
import { sanitiseText } from '../report/sanitise.ts';
import { type FindingStatus, findingStatuses, isProgram, statusOf, verdictOf } from '../report/status.ts';
import { authority, headline, place, timeLeft, title } from '../report/words.ts';
import type { Finding, SourceResult } from '../types.ts';

/** Rows of one table. GitHub refuses a step summary above 1 MiB, and nobody reads more. */
const ROWS = 300;

const HEADINGS: Readonly<Record<FindingStatus, string>> = {
  banned: 'Banned',
  warned: 'Warnings',
  noted: 'Notes',
  residue: 'Residue (left after removal)',
  waived: 'Waived',
};

/** Tables for a step summary, a comment on a merge request or a wiki. */
export const markdown: Reporter = {
  id: 'markdown',
  title: 'Markdown (GitHub flavour)',
  *render(run) {
    if (run.command === 'inventory') yield* inventory(run);
    else yield* judgement(run);
    yield* notRead(run);
    for (const notice of run.notices) yield `\n> ${code(notice)}\n`;
  },
};

function* judgement(run: Run): Iterable<string> {
  yield `# interdict: ${run.verdict}\n\n${headline(run)}\n\n`;
  yield `Checked against ${run.bans.map((ban) => code(ban.id)).join(', ') || 'no ban'} as of ${run.asOf}.\n`;
  for (const ban of run.bans) {
    const gap = banCoverage(ban);
    if (gap !== undefined) yield `\n> ${code(gap)}\n`;
  }
  yield* table('Sources', ['Source', 'Verdict', 'Programs', 'Findings', 'Not read'], sourceRows(run));
  for (const wanted of findingStatuses) {
    const last = wanted === 'waived' ? 'Waiver' : 'By';
    const columns = ['Source', 'Program', 'Where', 'Ban', 'Why', last];
    yield* table(HEADINGS[wanted], columns, findingRows(run, wanted));
  }
}

function* sourceRows(run: Run): Iterable<readonly string[]> {
  for (const result of results(run)) {
    const numbers = [programCount(result), result.findings.length, result.gaps.length];
    yield [code(result.name), verdictOf(result, run), ...numbers.map(String)];
  }
}

function* findingRows(run: Run, wanted: FindingStatus): Iterable<readonly string[]> {
  for (const result of results(run)) {
    for (const finding of findings(result)) {
      if (statusOf(finding) === wanted) yield findingRow(run, result, finding);
    }
  }
}

function findingRow(run: Run, result: SourceResult, finding: Finding): readonly string[] {
  const { program, waiver } = finding;
  return [
    code(result.name),
    code(title(program)),
    code(place(program)),
    code(finding.ban),
    finding.reasons.map(code).join('<br>'),
    waiver
      ? code(`${waiver.reason} (${waiver.owner}, until ${waiver.expires}: ${timeLeft(waiver.expires, run)})`)
      : finding.authorities.map((id) => code(authority(run, finding.ban, id))).join('<br>'),
  ];
}

function* inventory(run: Run): Iterable<string> {
  yield `# interdict: inventory\n`;
  yield* table('Programs', ['Source', 'Name', 'Version', 'Publisher', 'State', 'Reader'], programRows(run));
}

function* programRows(run: Run): Iterable<readonly string[]> {
  for (const result of results(run)) {
    for (const sighting of programs(result.sightings)) {
      if (run.traces !== true && !isProgram(sighting)) continue;
      const { name, version = '', publisher = '', state = 'installed', reader } = sighting;
      const what = sighting.kind === 'trace' ? 'trace' : state;
      yield [...[result.name, name, version, publisher].map(code), what, code(reader)];
    }
  }
}

function* notRead(run: Run): Iterable<string> {
  yield* table('Not read', ['Source', 'Where', 'Reader', 'Why'], gapRows(run));
}

function* gapRows(run: Run): Iterable<readonly string[]> {
  for (const result of results(run)) {
    for (const { path, reader = '', reason } of gaps(result)) {
      yield [result.name, path, reader, reason].map(code);
    }
  }
}

function* table(
  heading: string,
  titles: readonly string[],
  rows: Iterable<readonly string[]>,
): Iterable<string> {
  let number = 0;
  for (const row of rows) {
    if (number === 0) yield `\n## ${heading}\n\n${line(titles)}${line(titles.map(() => '---'))}`;
    if (number < ROWS) yield line(row);
    number++;
  }
  if (number > ROWS) yield `\nand ${number - ROWS} more: the json, csv and html reports list all of them.\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

/**
 * A span of code is the one place where Markdown makes no link, no image, no mention and no tag of a name.
 * Its fence is longer than any run of backticks inside; only the bar of a table still has to be escaped. One behind
 * a backslash cannot be, since some take that for an escaped backslash and the bar for the end of the cell.
 */
function code(text: string): string {
  const safe = sanitiseText(text).replaceAll('\\|', '\\\\u{7c}').replaceAll('|', '\\|').trim();
  if (safe === '') return '';
  const longest = Math.max(0, ...Array.from(safe.matchAll(/`+/gu), (run) => run[0].length));
  if (longest === 0) return `\`${safe}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${safe} ${fence}`;
}
