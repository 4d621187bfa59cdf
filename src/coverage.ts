/** How far a verdict goes: what it knowingly leaves out. */

import type { DeepCoverage } from './open-files.ts';

/** A part of a machine that its verdict does not cover, and that is no fault of the scan. */
export interface UncoveredPart {
  readonly what:
    | 'container layer'
    | 'container'
    | 'chroot'
    | 'deployment'
    | 'virtual disk'
    | 'image archive'
    | 'system on another volume'
    | 'system in a folder'
    | 'home that is not there';
  readonly count: number;
  /** Some of them, from the root of the source. */
  readonly paths: readonly string[];
}

/** How far the verdict on a source goes. */
export interface SourceCoverage {
  readonly notCovered: readonly UncoveredPart[];
}

/** How far a scan went, as a result has it. */
export interface ResultCoverage {
  /** What the verdict knowingly does not cover; absent where nothing of the kind was seen. */
  readonly coverage?: SourceCoverage;
  /** What a search for program files covered, if one was asked for. */
  readonly deep?: DeepCoverage;
}
