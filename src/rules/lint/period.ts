import { listed } from '../../evaluate/vendors.ts';
import type { Ban, Match } from '../../schema/index.ts';
import type { Diagnostic, Steps } from './diagnostic.ts';

/** First and last day; open where there is none. */
interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Alternatives that hold on no day on which what they are a part of holds. */
export function* periodComplaints(ban: Ban): Generator<Diagnostic> {
  yield* without(ban.match, ['match'], periodOf(ban), 'the ban');
}

/** From the first phase to the day before an end, where the ban has one. */
function periodOf({ phases = [] }: Ban): Period {
  const last = phases.at(-1);
  return { from: phases[0]?.from, to: last?.severity === 'none' ? last.from : undefined };
}

function* without(match: Match, steps: Steps, outer: Period, what: string): Generator<Diagnostic> {
  const { from, to } = match;
  const isReversed = from !== undefined && to !== undefined && from > to;
  if (isReversed) return;
  if (to !== undefined && outer.from !== undefined && to < outer.from) {
    yield { steps, message: `it ends on ${to}, and ${what} begins on ${outer.from}` };
    return;
  }
  if (from !== undefined && outer.to !== undefined && from > outer.to) {
    yield { steps, message: `it begins on ${from}, and ${what} ends on ${outer.to}` };
    return;
  }
  const inner: Period = {
    from: [from, outer.from]
      .filter((day) => day !== undefined)
      .toSorted()
      .at(-1),
    to: [to, outer.to].filter((day) => day !== undefined).toSorted()[0],
  };
  const isDated = from !== undefined || to !== undefined;
  for (const key of ['any', 'all'] as const) {
    for (const [index, part] of listed(match[key] ?? []).entries())
      yield* without(part, [...steps, key, index], inner, isDated ? 'what it is a part of' : what);
  }
}
