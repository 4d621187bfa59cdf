import { findings } from '../../report/order.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName, sanitiseText } from '../../report/sanitise.ts';
import { authority, digits, place, timeLeft, title } from '../../report/words.ts';
import type { Finding, Sighting, SourceResult } from '../../types.ts';
import { hanging } from './layout.ts';
import type { Pen } from './pen.ts';

/** One block for each program of a source, with all the bans that it breaks. */
export function* blocks(run: Run, result: SourceResult, pen: Pen): Iterable<string> {
  const perProgram = new Map<string, Finding[]>();
  for (const finding of findings(result)) {
    const { name, version, reader, path, user, line, entry } = finding.program;
    const key = JSON.stringify([name, version, reader, path, user, line, entry]);
    perProgram.set(key, [...(perProgram.get(key) ?? []), finding]);
  }
  for (const group of perProgram.values()) {
    for (const [label, text] of rows(run, result, group)) {
      const [first = '', ...others] = hanging(`    ${label.padEnd(9)} `, text, pen.width);
      if (label === '') yield* hanging('  ', text, pen.width).map((line) => pen.strong(line));
      else yield* [`    ${pen.faint(label)}${first.slice(4 + label.length)}`, ...others];
    }
  }
}

function* rows(
  run: Run,
  result: SourceResult,
  group: readonly Finding[],
): Iterable<readonly [string, string]> {
  const program = group[0]?.program;
  if (program === undefined) return;
  yield ['', title(program)];
  if (program.publisher !== undefined) yield ['publisher', sanitiseName(program.publisher)];
  yield ['seen', sanitiseText(seen(run, result, program))];
  for (const finding of group) yield* reasons(run, finding);
  for (const remedy of new Set(group.map((finding) => finding.remedy))) {
    if (remedy !== undefined) yield ['remedy', sanitiseText(remedy)];
  }
  const evidence = group.find((finding) => finding.evidence?.length)?.evidence ?? [];
  if (evidence.length > 0) yield ['also', traces(evidence)];
}

function* reasons(run: Run, finding: Finding): Iterable<readonly [string, string]> {
  const ban = run.bans.find((cited) => cited.id === finding.ban);
  yield ['ban', sanitiseName(ban === undefined ? finding.ban : `${ban.title} (${ban.id})`)];
  yield ['why', finding.reasons.map(sanitiseText).join('; ')];
  if (finding.authorities.length > 0) {
    yield ['by', finding.authorities.map((id) => sanitiseText(authority(run, finding.ban, id))).join('; ')];
  }
  if (finding.waiver !== undefined) {
    const { reason, owner, expires } = finding.waiver;
    yield ['waived', sanitiseText(`${reason} (${owner}, until ${expires}: ${timeLeft(expires, run)})`)];
  }
}

function seen(run: Run, result: SourceResult, program: Sighting): string {
  const source = run.summary.sources > 1 && result.name !== program.path ? `${result.name}: ` : '';
  const user = program.user === undefined ? '' : `, for ${program.user}`;
  return `${source}${place(program)} (${program.reader}${user})`;
}

/** Evidence in one line; the other reports list all of it. */
function traces(evidence: readonly Sighting[]): string {
  const names = evidence
    .slice(0, 5)
    .map((trace) => `${sanitiseName(trace.ids?.[0] ?? trace.name)} in ${sanitiseName(trace.path)}`);
  return names.join(', ') + (evidence.length > 5 ? ` and ${digits(evidence.length - 5)} more` : '');
}
