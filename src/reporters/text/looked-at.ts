import type { ResultCoverage } from '../../coverage.ts';
import { uncoveredSentence } from '../../report/coverage.ts';
import { results } from '../../report/order.ts';
import { programCount } from '../../report/record.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseText } from '../../report/sanitise.ts';
import { count, digits } from '../../report/words.ts';
import type { SourceResult } from '../../types.ts';
import { hanging } from './layout.ts';
import type { Pen } from './pen.ts';

/** Counts what was looked at, source by source: in a walk of its own, a fleet would be read from disk once more. */
export interface LookedAt {
  add(result: SourceResult): void;
  /** One line of it. */
  lines(run: Run, pen: Pen): Iterable<string>;
}

/** Nothing was looked at yet. */
export function lookedAt(): LookedAt {
  let manifests = 0;
  let programs = 0;
  let isThisMachine = false;
  const coverages: ResultCoverage[] = [];
  const search = { files: 0, opened: 0, programs: 0 };
  return {
    add(result) {
      const { kind, coverage, deep } = result;
      manifests += result.manifests.length;
      programs += programCount(result);
      if (deep) for (const key of ['files', 'opened', 'programs'] as const) search[key] += deep[key];
      if (coverage) coverages.push({ coverage });
      isThisMachine ||= kind === 'host';
    },
    *lines({ summary: { sources } }, pen) {
      // Who gave an image's name in a variable without a value should see what was checked in its place.
      const where = isThisMachine && sources === 1 ? 'this machine' : count(sources, 'source');
      const seen = `${where}, ${count(manifests, 'manifest')}, ${count(programs, 'program')}`;
      for (const line of hanging('', `Scanned ${seen}.`, pen.width)) yield pen.faint(line);
      const uncovered = uncoveredSentence(coverages);
      if (uncovered !== undefined)
        for (const line of hanging('', sanitiseText(uncovered), pen.width)) yield pen.faint(line);
      if (search.files === 0) return;
      const searched = `Searched ${count(search.files, 'file')}, opened ${digits(search.opened)}, found ${count(search.programs, 'program file')}.`;
      for (const line of hanging('', searched, pen.width)) yield pen.faint(line);
    },
  };
}

/** What was looked at in all sources of a run. */
export function lookedAtIn(run: Run): LookedAt {
  const looked = lookedAt();
  for (const result of results(run)) looked.add(result);
  return looked;
}
