/** What has a day by which somebody has to act: waivers that end, and the next phases of bans. */

import { order } from '../../matching/compare-text.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName as name, sanitiseText as words } from '../../report/sanitise.ts';
import { daysLeft } from '../../report/status.ts';
import { count, dueWords } from '../../report/words.ts';
import type { CitedBan } from '../../types.ts';
import { html, type Markup } from './markup.ts';
import { type Tallies, total } from './tallies.ts';

/** Days before it from which a deadline is shown. */
const SOON = 90;
/** Deadlines that are shown; the table of waivers has all of its own. */
const SHOWN = 10;
const OVERDUE: Markup = { markup: ' class="overdue"' };

interface Deadline {
  readonly day: string;
  readonly what: string;
  readonly owner: string;
  readonly covers: string;
}

/** The deadlines of the next days and those that have passed, the earliest first; nothing where there is none. */
export function* due(run: Run, numbers: Tallies): Iterable<Markup> {
  const all = [...waivers(numbers), ...phases(run, numbers)]
    .filter(({ day }) => daysLeft(day, run) <= SOON)
    .sort((a, b) => order(a.day, b.day) || order(a.owner, b.owner) || order(a.what, b.what));
  if (all.length === 0) return;
  const rows = all.slice(0, SHOWN).map((deadline) => row(run, deadline));
  const more = all.length > SHOWN ? html`<p class="faint">and ${all.length - SHOWN} more</p>` : undefined;
  yield html`<section id="due"><h2>Due</h2>
<div class="scroll" role="region" aria-label="Due" tabindex="0"><table><caption>Waivers that end and bans that change</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Left</th><th scope="col">What</th><th scope="col">Owner</th><th scope="col">Covers</th></tr></thead>
<tbody>${rows}</tbody></table></div>${more}</section>
`;
}

function row(run: Run, { day, what, owner, covers }: Deadline): Markup {
  const isOver = daysLeft(day, run) < 0;
  return html`<tr${isOver ? OVERDUE : undefined}><th scope="row">${day}</th><td>${dueWords(day, run)}</td><td>${words(what)}</td><td>${name(owner)}</td><td>${covers}</td></tr>
`;
}

function waivers({ waivers: used }: Tallies): Deadline[] {
  return used.map(({ waiver, programs }) => ({
    day: waiver.expires,
    what: `Waiver ends: ${waiver.reason}`,
    owner: waiver.owner,
    covers: count(programs, 'program'),
  }));
}

/** A phase of a ban that nothing violates asks nothing of anybody. */
function phases({ bans }: Run, { bans: groups }: Tallies): Deadline[] {
  return bans.flatMap((ban) => {
    const group = groups.get(ban.id);
    if (ban.next === undefined || group === undefined) return [];
    const covers = `${count(total(group.standings), 'program')} on ${count(group.sources.size, 'source')}`;
    return [{ day: ban.next.from, what: phaseWords(ban, ban.next), owner: '', covers }];
  });
}

function phaseWords({ title, severity }: CitedBan, next: NonNullable<CitedBan['next']>): string {
  const duty = next.duty === undefined ? '' : `: ${next.duty}`;
  if (next.severity === 'none') return `“${title}” ends${duty}`;
  if (next.severity === severity) return `Next phase of “${title}”${duty}`;
  return `“${title}” changes from ${severity} to ${next.severity}${duty}`;
}
