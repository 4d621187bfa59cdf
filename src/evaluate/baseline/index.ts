/** What a golden machine has: programs that are not on it are findings, and what of it is missing is a note. */

import { type Order, schemeOf } from '../../matching/versions/index.ts';
import type { Sighting } from '../../types.ts';
import type { Scheme } from '../../vocabulary.ts';
import type { CompiledBan } from '../compile-ban.ts';
import type { BanMatch } from '../group-matches.ts';
import type { RequiringSource } from '../requirements.ts';
import { isFalse, isTrue, type Ternary, unknown } from '../ternary.ts';
import { BASELINE_READER, type Baseline, type BaselineProgram, bansOfBaseline, nameOf } from './bans.ts';
import { type ListedProgram, type ProgramIndex, programIndex } from './program-index.ts';

/** A baseline made ready. */
export interface CompiledBaseline {
  readonly ban: CompiledBan;
  /** What every machine of the baseline has and this source lacks. */
  missing(source: RequiringSource, sightings: readonly Sighting[]): readonly BanMatch[];
}

type Orders = Readonly<Record<Scheme, Order>>;

/**
 * Makes a baseline ready to be asked about many sources.
 *
 * @param orders of versions, where they count
 */
export function compileBaseline(baseline: Baseline, orders?: Orders): CompiledBaseline {
  const [added, lacking] = bansOfBaseline(baseline);
  const programs = baseline.machines.flat().filter((program) => !isSkipped(program, baseline));
  const all = programIndex(programs);
  const installed = programIndex(programs.filter(isInstalled));
  const expected = expectedOf(baseline);
  const { match } = added;
  return {
    ban: {
      ban: added,
      match,
      possible: () => unknown(),
      condition: ({ sighting }) => (isSkipped(sighting, baseline) ? isFalse : isTrue()),
      only: ({ sighting }) => allowed(sighting, isInstalled(sighting) ? installed : all, baseline, orders),
      always: true,
      except: [],
      open: [],
      heavier: [],
      effective: { severity: 'ban' },
    },
    missing(source, sightings) {
      const there = programIndex(sightings.filter((it) => it.kind !== 'trace' && isInstalled(it)));
      if (source.single || !sightings.some(isInstalled)) return [];
      const gone = expected.filter((program) => isAbsent(there.find(program)));
      return gone.map((program) => ({
        ban: lacking,
        severity: 'note',
        sighting: { ...program, reader: BASELINE_READER, path: '.' },
        reasons: [`it is in ${nameOf(baseline)}, and no list of this source shows it`, ...unread(source)],
      }));
    },
  };
}

/** An update is a version of something else; traces come and go with their programs. */
function isSkipped({ kind, marks = [] }: Pick<Sighting, 'kind' | 'marks'>, { versions }: Baseline): boolean {
  return kind === 'trace' || (!versions && marks.includes('update'));
}

function isInstalled({ state }: Pick<Sighting, 'state'>): boolean {
  return state !== 'residue';
}

function isAbsent({ same, possible }: ReturnType<ProgramIndex<ListedProgram>['find']>): boolean {
  return same.length + possible.length === 0;
}

/** What one golden machine has and another lacks is expected of nobody. */
function expectedOf(baseline: Baseline): readonly BaselineProgram[] {
  const machines = baseline.machines.map((programs) =>
    programs.filter((it) => isInstalled(it) && !isSkipped(it, baseline)),
  );
  const [first = [], ...others] = machines;
  const indexes = others.map((programs) => programIndex(programs));
  const shared = first.filter((program) => !indexes.some((index) => isAbsent(index.find(program))));
  const once = new Map(
    shared.map(({ name, version, publisher, ids }) => [
      [name, ...(ids ?? [])].join('\0'),
      {
        name,
        ...(version === undefined ? {} : { version }),
        ...(publisher === undefined ? {} : { publisher }),
        ...(ids === undefined ? {} : { ids }),
      },
    ]),
  );
  return [...once.values()];
}

function unread({ gaps = [] }: RequiringSource): string[] {
  if (gaps.length === 0) return [];
  return [gaps.length === 1 ? 'one place was not read whole' : `${gaps.length} places were not read whole`];
}

function allowed(
  sighting: Sighting,
  index: ProgramIndex<ListedProgram>,
  baseline: Baseline,
  orders: Orders | undefined,
): Ternary {
  const { same, possible } = index.find(sighting);
  if (same.length > 0) return orders ? sameVersion(sighting, same, baseline, orders) : isTrue();
  const [similar] = possible;
  if (similar === undefined) return { truth: 'no', reasons: [`it is not in ${nameOf(baseline)}`] };
  return unknown(
    `${nameOf(baseline)} has ${similar.name}, and the lists do not show whether this is the same`,
  );
}

/** Versions of a list that a reason names. */
const NAMED = 3;

function sameVersion(
  { version, ids = [], marks = [] }: Sighting,
  same: readonly ListedProgram[],
  baseline: Baseline,
  orders: Orders,
): Ternary {
  const known = [...new Set(same.flatMap((it) => (isWhole(it) ? [it.version] : [])))];
  if (version === undefined || !isWhole({ version, marks })) return unknown('its version is not shown');
  const order = orders[schemeOf(ids)];
  if (known.some((it) => it === version || order(it, version) === 0)) return isTrue();
  if (!same.every(isWhole)) return unknown(`${nameOf(baseline)} does not show its version`);
  const more = known.length > NAMED ? ` and ${known.length - NAMED} more` : '';
  const versions = `${known.slice(0, NAMED).join(', ')}${more}`;
  return { truth: 'no', reasons: [`${nameOf(baseline)} has version ${versions}, and this is ${version}`] };
}

function isWhole(program: Pick<ListedProgram, 'version' | 'marks'>): program is { readonly version: string } {
  return program.version !== undefined && program.marks?.includes('truncated-version') !== true;
}
