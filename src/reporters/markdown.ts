import { banCoverage } from '../report/ban-coverage.ts';
import { worstGroups } from '../report/group-totals.ts';
import { programs, results } from '../report/order.ts';
import { programCount } from '../report/record.ts';
import type { Reporter, Run, Style } from '../report/run.ts';
import { sanitiseText } from '../report/sanitise.ts';
import { type FindingStatus, findingStatuses, isProgram, verdictOf } from '../report/status.ts';
import {
  authoritiesOf,
  banTitles,
  configurationLine,
  digits,
  firstOf,
  headline,
  place,
  title,
  waiverWords,
  wholeReport,
} from '../report/words.ts';
import { type LocatedFinding, type LocatedGap, type WorstFirst, worstFirst } from '../report/worst-first.ts';

/**
 * Characters of each part. GitHub takes 65,536 in a comment, and shows nothing of a step summary above 1 MiB. Each has
 * room of its own, so that a long one leaves room for what was not read.
 */
const ROOM = {
  bans: 2000,
  coverage: 2000,
  sources: 6000,
  banned: 15_000,
  mild: 4000,
  unread: 10_000,
  notices: 4000,
  programs: 40_000,
} as const;
/** Rows of one table, which nobody reads further. */
const ROWS = 300;
/** Bans, reasons and authorities of one program that its row names. */
const NAMED = 3;

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
  *render(run, style) {
    if (run.command === 'inventory') yield* inventory(run, style);
    else yield* judgement(run, style);
    yield* quoted(run.notices, 'notices', ROOM.notices, style);
  },
};

function* judgement(run: Run, style: Style): Iterable<string> {
  yield `# interdict: ${run.verdict}\n\n${headline(run)}\n\n`;
  yield `Checked against ${banNames(run) || 'no ban'} as of ${run.asOf}.\n`;
  if (run.configuration) yield `\n${code(configurationLine(run.configuration))}\n`;
  const uncovered = run.bans.flatMap((ban) => banCoverage(ban) ?? []);
  yield* quoted(uncovered, 'bans that do not cover their whole list', ROOM.coverage, style);
  yield* groupTable(run, style);
  const titles = ['Source', 'Verdict', 'Programs', 'Findings', 'Not read'];
  const all = { rows: sourceRows(run), count: run.summary.sources };
  yield* table('Sources', titles, all, ROOM.sources, style);
  const worst = worstFirst(run, { findings: ROWS, gaps: ROWS });
  for (const wanted of findingStatuses) {
    const last = wanted === 'waived' ? 'Waiver' : 'By';
    const columns = ['Source', 'Program', 'Where', 'Bans', 'Why', last];
    const room = wanted === 'banned' ? ROOM.banned : ROOM.mild;
    const found = { rows: findingRows(run, worst.findings[wanted]), count: worst.counts[wanted] };
    yield* table(HEADINGS[wanted], columns, found, room, style);
  }
  yield* notRead(worst, style);
}

/** As many bans as have room. */
function banNames({ bans }: Run): string {
  const names: string[] = [];
  let room: number = ROOM.bans;
  for (const { id } of bans) {
    const name = code(id);
    room -= name.length + 2;
    if (room < 0) return [...names, `${digits(bans.length - names.length)} more bans`].join(', ');
    names.push(name);
  }
  return names.join(', ');
}

/** The groups of the list of hosts, if there is one. */
function* groupTable({ summary }: Run, style: Style): Iterable<string> {
  const groups = worstGroups(summary);
  const rows = groups.map(([group, { sources, banned, incomplete, clean }]) => [
    code(group),
    ...[sources, banned, incomplete, clean].map(String),
  ]);
  const titles = ['Group', 'Sources', 'Banned', 'Incomplete', 'Clean'];
  yield* table('Groups', titles, { rows, count: groups.length }, ROOM.sources, style);
}

function* sourceRows(run: Run): Iterable<readonly string[]> {
  // Whoever reads the first rows alone sees what is banned.
  for (const verdict of ['banned', 'incomplete', 'clean']) {
    for (const result of results(run)) {
      if (verdictOf(result, run) !== verdict) continue;
      const numbers = [programCount(result), result.findings.length, result.gaps.length];
      yield [code(result.name), verdict, ...numbers.map(String)];
    }
  }
}

function* findingRows(run: Run, found: readonly LocatedFinding[]): Iterable<readonly string[]> {
  for (const one of found) yield findingRow(run, one);
}

function findingRow(run: Run, { source, finding }: LocatedFinding): readonly string[] {
  const { program, waivers, status, alsoSeen, reasons } = finding;
  return [
    code(source.name),
    code(title(program)),
    firstOf([program, ...alsoSeen].map(place), NAMED, 'more places')
      .map(code)
      .join('<br>'),
    code(banTitles(run, finding, NAMED)),
    firstOf(reasons, NAMED, 'more reasons').map(code).join('<br>'),
    (status === 'waived'
      ? waivers.map((waiver) => waiverWords(waiver, run))
      : authoritiesOf(run, finding, NAMED)
    )
      .map(code)
      .join('<br>'),
  ];
}

function* inventory(run: Run, style: Style): Iterable<string> {
  yield `# interdict: inventory\n`;
  const titles = ['Source', 'Name', 'Version', 'Publisher', 'State', 'Reader'];
  yield* table('Programs', titles, { rows: programRows(run) }, ROOM.programs, style);
  yield* notRead(worstFirst(run, { findings: 0, gaps: ROWS }), style);
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

function* notRead({ gaps, gapCount }: WorstFirst, style: Style): Iterable<string> {
  const titles = ['Source', 'Where', 'Reader', 'Why'];
  yield* table('Not read', titles, { rows: gapRows(gaps), count: gapCount }, ROOM.unread, style);
}

function* gapRows(found: readonly LocatedGap[]): Iterable<readonly string[]> {
  for (const { source, gap } of found) {
    yield [source.name, gap.path, gap.reader ?? '', gap.reason].map(code);
  }
}

/** Rows, and how many there are, where that is known without walking over all of them. */
interface Rows {
  readonly rows: Iterable<readonly string[]>;
  readonly count?: number;
}

/** As many rows as have room; how many do not is said below them. */
function* table(
  heading: string,
  titles: readonly string[],
  { rows, count }: Rows,
  room: number,
  style: Style,
): Iterable<string> {
  let number = 0;
  let shown = 0;
  let taken = 0;
  for (const row of rows) {
    if (number === 0) yield `\n## ${heading}\n\n${line(titles)}${line(titles.map(() => '---'))}`;
    const text = shown === number && shown < ROWS ? line(row) : '';
    number++;
    taken += text.length;
    if (text !== '' && taken <= room) {
      yield text;
      shown++;
    } else if (count !== undefined) break;
  }
  const left = (count ?? number) - shown;
  if (left > 0) yield `\nand ${digits(left)} more: ${wholeReport(style)}.\n`;
}

/** Sentences of the run, as many as have room. */
function* quoted(texts: readonly string[], nouns: string, most: number, style: Style): Iterable<string> {
  let room = most;
  for (const [index, text] of texts.entries()) {
    const reported = `\n> ${code(text)}\n`;
    room -= reported.length;
    if (room < 0) {
      yield `\n> and ${digits(texts.length - index)} more ${nouns}: ${wholeReport(style)}\n`;
      return;
    }
    yield reported;
  }
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
