import { createHash } from 'node:crypto';
import type { Baseline, BaselineProgram } from '../evaluate/baseline/bans.ts';
import type { SourceResult } from '../types.ts';
import { readSound } from './contradictions.ts';
import type { SavedReport } from './read.ts';

/** Names of files that a baseline is called by. */
const NAMED = 2;

/**
 * The baseline that inventories are.
 *
 * @param versions whether versions count
 * @throws Error that names the file which cannot be read, is no inventory, is incomplete or lists nothing
 */
export function readBaseline(paths: readonly string[], versions: boolean): Baseline {
  const reports = paths.map(inventoryAt);
  const machines = reports.flatMap(({ results }) => results.map(programsOf));
  const [day = ''] = reports.map(({ head }) => head.asOf).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([day, versions, machines]))
    .digest('hex');
  const names = paths.map((path) => path.replace(/^.*[\\/]/u, ''));
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return {
    name: `${names.slice(0, NAMED).join(', ')}${more}`,
    day,
    digest: `sha256:${digest}`,
    versions,
    machines,
  };
}

type Inventory = SavedReport & { readonly head: NonNullable<SavedReport['head']> };

function inventoryAt(path: string): Inventory {
  const report = readSound(path);
  const refuse = (why: string): never => {
    throw new Error(`${path}: not a baseline: ${why}`);
  };
  const { head, gaps, command, results } = report;
  if (command !== 'inventory')
    return refuse("it is a report of a scan; write one with 'interdict inventory -o json=golden.json'");
  const [gap] = gaps;
  if (head === undefined || gap !== undefined) return refuse(gap ?? 'it has no summary');
  for (const { name, sightings, gaps: unread } of results) {
    const [first] = unread;
    if (first) return refuse(`it is incomplete: ${name}: ${first.path}: ${first.reason}`);
    if (sightings.every(({ kind }) => kind === 'trace')) return refuse(`${name} lists no program`);
  }
  return results.length === 0 ? refuse('it has no source') : { ...report, head };
}

/** Where a program was found, and by whom, is another matter on every machine. */
function programsOf({ sightings }: SourceResult): BaselineProgram[] {
  return sightings
    .filter(({ kind }) => kind !== 'trace')
    .map(({ name, version, publisher, ids, state, marks }) => ({
      name,
      ...(version === undefined ? {} : { version }),
      ...(publisher === undefined ? {} : { publisher }),
      ...(ids === undefined ? {} : { ids }),
      ...(state === undefined ? {} : { state }),
      ...(marks === undefined ? {} : { marks }),
    }));
}
