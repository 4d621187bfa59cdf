/** Accepted exceptions: which finding a waiver covers on a day, and which waivers were of no use. */

import { sourcePattern } from '../matching/path-pattern.ts';
import type { SourceSelector, Waiver } from '../schema/index.ts';
import type { AppliedWaiver } from '../types.ts';
import { type CompileContext, conditionOf, type Subject } from './condition.ts';
import { type FactsOf, factsTest } from './facts-test.ts';
import { listed } from './vendors.ts';

/** Waivers ready to be asked. They remember which of them were of use. */
export interface Waivers {
  /** The waiver that covers what a ban says of a subject in a source. */
  covering(ban: string, subject: Subject, source: string): AppliedWaiver | undefined;
  /** Which were of use so far, by their places in the list. */
  readonly used: ReadonlySet<number>;
  /** The same since this was asked last. */
  take(): number[];
}

/** Makes waivers ready for a day; a waiver holds from its first day through the day on which it expires. */
export function waiversOf(waivers: readonly Waiver[], compiler: CompileContext, factsOf?: FactsOf): Waivers {
  const used = new Set<number>();
  const recent = new Set<number>();
  const ready = waivers.map((waiver, index) => ({
    index,
    applied: applied(waiver),
    waiver,
    bans: new Set(listed(waiver.ban)),
    sources: sourceTest(waiver, factsOf),
    condition: conditionOf(waiver.program, { ...compiler, exempts: true }),
  }));
  return {
    used,
    take() {
      const places = [...recent].sort((a, b) => a - b);
      recent.clear();
      return places;
    },
    covering(ban, subject, source) {
      let longest: AppliedWaiver | undefined;
      for (const { index, waiver, applied, bans, sources, condition } of ready) {
        if (!bans.has(ban) || !sources(source)) continue;
        if (condition(subject).truth !== 'yes') continue;
        // An expired one was of use once: it is reported as expired, not as unused.
        used.add(index);
        recent.add(index);
        if (!isInForce(waiver, compiler.day)) continue;
        if (!longest || longest.expires < applied.expires) longest = applied;
      }
      return longest;
    },
  };
}

/** Whether a waiver holds on a day. */
function isInForce({ from, expires }: Waiver, day: string): boolean {
  return day <= expires && (from === undefined || from <= day);
}

/** Whether a waiver is on a source of this name; one that asks for facts is on no host of which none are known. */
export function sourceTest(
  { sources }: Pick<Waiver, 'sources'>,
  factsOf?: FactsOf,
): (name: string) => boolean {
  if (sources === undefined) return () => true;
  if (isSelector(sources)) {
    const selects = factsTest(sources);
    return (name) => selects(factsOf?.(name)) === true;
  }
  const tests = listed(sources).map(sourcePattern);
  return (name) => tests.some((matches) => matches(name));
}

/** Whether sources are chosen by facts, and not by their names. */
export function isSelector(sources: NonNullable<Waiver['sources']>): sources is SourceSelector {
  return typeof sources === 'object' && !Array.isArray(sources);
}

function applied({ reason, owner, from, expires, file }: Waiver): AppliedWaiver {
  return {
    reason,
    owner,
    ...(from === undefined ? {} : { from }),
    expires,
    ...(file === undefined ? {} : { file }),
  };
}

/** Days before its end on which a waiver is reported. */
const WARNING_DAYS = 14;

/**
 * What is to be said of waivers after a run, one sentence each.
 *
 * @param sources names of what was scanned, where only a part of all hosts was: a waiver for others says nothing here
 */
export function waiverNotices(
  waivers: readonly Waiver[],
  used: ReadonlySet<number>,
  day: string,
  sources?: readonly string[],
  factsOf?: FactsOf,
): string[] {
  return waivers.flatMap((waiver, index) => {
    const { from, expires } = waiver;
    if (sources && !used.has(index) && !sources.some(sourceTest(waiver, factsOf))) return [];
    if (expires < day) return [`${named(waiver)} expired on ${expires} and no longer applies`];
    if (from !== undefined && day < from)
      return [`${named(waiver)} begins on ${from} and does not apply yet`];
    return used.has(index) ? [] : [`${named(waiver)} matched nothing`];
  });
}

/** Waivers in use that end soon, one sentence each: reported, and no fault of the configuration. */
export function endingWaivers(waivers: readonly Waiver[], used: ReadonlySet<number>, day: string): string[] {
  const last = new Date(Date.parse(day) + WARNING_DAYS * 86_400_000).toISOString().slice(0, 10);
  return waivers.flatMap((waiver, index) =>
    used.has(index) && isInForce(waiver, day) && waiver.expires <= last
      ? [`${named(waiver)} ends on ${waiver.expires}`]
      : [],
  );
}

function named({ ban, owner, file, line }: Waiver): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `the waiver of ${owner} for ${listed(ban).join(', ')}${place}`;
}
