/** What a message to people about a run says: in few lines, with what could not be read before anything reassuring. */

import { createHash } from 'node:crypto';
import { order } from '../matching/compare-text.ts';
import { answerTitle, changeSentence } from './answer.ts';
import { results } from './order.ts';
import { programFindings } from './program-findings.ts';
import type { Run, Style } from './run.ts';
import { sanitiseName, sanitiseText } from './sanitise.ts';
import { verdictOf } from './status.ts';
import { configurationLine, count, digits, isMissing, wholeReport } from './words.ts';

/** A message, in plain text. Each channel gives it its own form. */
export interface Message {
  readonly status: 'good' | 'bad' | 'doubtful';
  /** One line, without names of programs. */
  readonly title: string;
  /** Sentences: what could not be read, what changed. */
  readonly lines: readonly string[];
  /** The worst programs, those on most hosts first, as far as they are shown. */
  readonly items: readonly string[];
  /** Rules, day and version, and where the whole report is. */
  readonly footer: string;
  /** The same for each message about the same hosts and bans, so that a receiver may replace the one before. */
  readonly key: string;
  /** Numbers for machines. */
  readonly counts: Readonly<Record<string, number>>;
  readonly day: string;
}

/** Programs and hosts that a message names. */
const NAMED = 5;

interface Tally {
  readonly name: string;
  hosts: number;
}

/** The message about a run. */
export function messageOf(run: Run, style: Style): Message {
  const hosts = { clean: 0, incomplete: 0, banned: 0 };
  const gaps: string[] = [];
  const programs = new Map<string, Tally>();
  const key = createHash('sha256');
  for (const { id } of run.bans) key.update(`${id}\n`);
  for (const result of results(run)) {
    const verdict = verdictOf(result, run);
    hosts[verdict]++;
    key.update(`${JSON.stringify(result.name)}\n`);
    if (verdict === 'incomplete' && gaps.length < NAMED) gaps.push(sanitiseName(result.name));
    if (verdict === 'banned') tally(programs, result);
  }
  const change = changeSentence(run);
  const total = hosts.clean + hosts.incomplete + hosts.banned;
  return {
    status: run.verdict === 'clean' ? 'good' : run.verdict === 'banned' ? 'bad' : 'doubtful',
    title: run.command === 'inventory' ? inventoryTitle(run) : answerTitle(hosts, run.summary),
    lines: [
      ...gapLine(hosts.incomplete, gaps),
      ...(change === undefined ? [] : [change]),
      ...run.notices.slice(0, 2).map(sanitiseText),
    ],
    items: worst(programs),
    footer: footerOf(run, style),
    key: key.digest('hex').slice(0, 32),
    counts: {
      sources: total,
      cleanSources: hosts.clean,
      incompleteSources: hosts.incomplete,
      bannedSources: hosts.banned,
      ...run.summary.byProgram,
    },
    day: run.asOf,
  };
}

/** An inventory checks nothing, so it may not sound like a verdict. */
function inventoryTitle({ summary }: Run): string {
  return `Inventory: ${count(summary.programs, 'program')} in ${count(summary.sources, 'source')}`;
}

function tally(programs: Map<string, Tally>, result: Parameters<typeof programFindings>[0]): void {
  const seen = new Set<string>();
  for (const { status, program, product } of programFindings(result)) {
    if (status !== 'banned') continue;
    const key = isMissing(program) ? `${program.name} (missing)` : (product ?? program.name);
    if (seen.has(key)) continue;
    seen.add(key);
    const known = programs.get(key);
    if (known) known.hosts++;
    else programs.set(key, { name: sanitiseName(isMissing(program) ? key : program.name), hosts: 1 });
  }
}

function worst(programs: ReadonlyMap<string, Tally>): string[] {
  const sorted = [...programs.values()].sort((a, b) => b.hosts - a.hosts || order(a.name, b.name));
  const shown = sorted.slice(0, NAMED).map(({ name, hosts }) => `${name}: ${count(hosts, 'source')}`);
  const left = sorted.length - shown.length;
  return left > 0 ? [...shown, `and ${count(left, 'more program')}`] : shown;
}

function gapLine(number: number, names: readonly string[]): string[] {
  if (number === 0) return [];
  const more = number > names.length ? `, and ${digits(number - names.length)} more` : '';
  return [`Not checked completely: ${names.join(', ')}${more}.`];
}

function footerOf(run: Run, style: Style): string {
  const names = run.bans.slice(0, 3).map(({ id }) => id);
  const more =
    run.bans.length > names.length ? ` and ${digits(run.bans.length - names.length)} more bans` : '';
  const whole = style.whole === undefined ? '' : ` ${sanitiseName(wholeReport(style))}.`;
  const own = run.configuration ? ` ${sanitiseText(configurationLine(run.configuration))}` : '';
  return `Checked against ${names.join(', ')}${more} as of ${run.asOf}, interdict ${run.tool.version}.${own}${whole}`;
}
