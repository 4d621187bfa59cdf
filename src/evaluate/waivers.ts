/** Accepted exceptions: which finding a waiver covers on a day, and which waivers were of no use. */

import { globOf } from '../matching/glob.ts';
import type { Waiver } from '../schema/index.ts';
import type { AppliedWaiver } from '../types.ts';
import { type CompileContext, conditionOf, type Subject } from './condition.ts';
import { listed } from './vendors.ts';

/** Waivers ready to be asked. They remember which of them were of use. */
export interface Waivers {
  /** The waiver that covers what a ban says of a subject in a source. */
  covering(ban: string, subject: Subject, source: string): AppliedWaiver | undefined;
  /** Which were of use so far, by their places in the list. */
  readonly used: ReadonlySet<number>;
  /** The place of a waiver that {@link Waivers.covering} gave. */
  placeOf(waiver: AppliedWaiver): number | undefined;
}

/** Makes waivers ready for a day; a waiver holds through the day on which it expires. */
export function waiversOf(waivers: readonly Waiver[], compiler: CompileContext): Waivers {
  const used = new Set<number>();
  const places = new Map<AppliedWaiver, number>();
  const ready = waivers.map((waiver, index) => ({
    index,
    applied: applied(waiver),
    waiver,
    bans: new Set(listed(waiver.ban)),
    sources: listed(waiver.sources ?? '*').map((pattern) => globOf(pattern)),
    condition: conditionOf(waiver.program, compiler),
  }));
  for (const { index, applied } of ready) places.set(applied, index);
  return {
    used,
    placeOf: (waiver) => places.get(waiver),
    covering(ban, subject, source) {
      for (const { index, waiver, applied, bans, sources, condition } of ready) {
        if (!bans.has(ban) || !sources.some((matches) => matches(source))) continue;
        if (condition(subject).truth !== 'yes') continue;
        // An expired one was of use once: it is told as expired, not as unused.
        used.add(index);
        if (waiver.expires < compiler.day) continue;
        return applied;
      }
      return undefined;
    },
  };
}

function applied({ reason, owner, expires, file }: Waiver): AppliedWaiver {
  return { reason, owner, expires, ...(file === undefined ? {} : { file }) };
}

/** What is to be said of waivers after a run, one sentence each. */
export function waiverNotices(waivers: readonly Waiver[], used: ReadonlySet<number>, day: string): string[] {
  return waivers.flatMap((waiver, index) => {
    if (waiver.expires < day) return [`${named(waiver)} expired on ${waiver.expires} and no longer applies`];
    return used.has(index) ? [] : [`${named(waiver)} matched nothing`];
  });
}

function named({ ban, owner, file, line }: Waiver): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `the waiver of ${owner} for ${listed(ban).join(', ')}${place}`;
}
