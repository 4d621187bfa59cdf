import { sanitiseText } from '../../report/sanitise.ts';
import { count } from '../../report/words.ts';
import type { Plan, Step } from '../index.ts';

/** The plan for people. */
export function* text({ hosts, report, day, notices }: Plan): Iterable<string> {
  const steps = hosts.flatMap((host) => host.steps);
  const commands = steps.flatMap(({ removals }) => removals).length;
  const hand = steps.filter(({ byHand }) => byHand !== undefined).length;
  const sums = `${count(hosts.length, 'host')}, ${count(commands, 'command')}, ${hand} by hand`;
  yield `PLAN  ${sums} (${sanitiseText(report)}, as of ${day}).\n`;
  for (const host of hosts) {
    yield `\n${host.host}\n`;
    for (const notice of host.notices) yield `  ${notice}\n`;
    for (const step of host.steps) yield* lines(step);
  }
  if (notices.length > 0) yield '\nNotices\n';
  for (const notice of notices) yield `  ${sanitiseText(notice)}\n`;
}

function* lines({ program, bans, removals, byHand }: Step): Iterable<string> {
  yield `  ${program} (${bans.join(', ')})\n`;
  if (byHand !== undefined) yield `    by hand: ${sanitiseText(byHand)}\n`;
  for (const { argv } of removals) yield `    ${argv.join(' ')}\n`;
}
