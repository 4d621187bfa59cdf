import { decoderTargets } from './decoders.ts';
import { diskTargets, storeTargets } from './disks.ts';
import { pairTargets } from './equivalence.ts';
import { judgingTargets } from './evaluation.ts';
import { exportFuzzTargets } from './exports.ts';
import { fileSystemTargets } from './file-systems.ts';
import { hostListTargets } from './host-lists.ts';
import { planTargets } from './plans.ts';
import { plantTargets } from './plant.ts';
import { readerTargets } from './readers.ts';
import { removeTargets } from './remove.ts';
import { reportDiffTargets } from './report-diffs.ts';
import { reportTargets } from './reports.ts';
import { ruleTargets } from './rules.ts';
import { sourceTargets } from './sources.ts';
import type { Target } from './target.ts';

/** The targets of a kind that is asked for alone, or all: to make those of the readers takes longer than many inputs. */
export async function targetsOf(kind: string | undefined): Promise<Target[]> {
  if (kind === 'plant') return plantTargets();
  return kind === 'remove' ? removeTargets() : allTargets();
}

/** All that is fuzzed. */
export async function allTargets(): Promise<Target[]> {
  return [
    ...(await readerTargets()),
    ...sourceTargets(),
    ...decoderTargets(),
    ...diskTargets(),
    ...storeTargets(),
    ...fileSystemTargets(),
    ...(await ruleTargets()),
    ...(await judgingTargets()),
    ...(await reportTargets()),
    ...reportDiffTargets(),
    ...(await exportFuzzTargets()),
    ...hostListTargets(),
    ...(await planTargets()),
    ...pairTargets(),
    ...plantTargets(),
    ...removeTargets(),
  ];
}
