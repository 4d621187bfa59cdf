/** What must be there: whether a source has it, lacks it, or does not show enough to decide. */

import type { Ban } from '../schema/index.ts';
import type { CoverageGap, Sighting, SourceResult } from '../types.ts';
import type { CompiledBan } from './compile-ban.ts';
import type { BanMatch } from './group-matches.ts';
import { type Doubt, doubtOfMatch } from './match-bans.ts';
import { REQUIREMENT_READER } from './requirement-reader.ts';
import type { Ternary } from './ternary.ts';

/** The source of a requirement, with what of it could not be read. */
export type RequiringSource = Pick<SourceResult, 'name' | 'os'> & {
  readonly gaps?: readonly CoverageGap[];
  /** One program is asked about, and no list: nothing can be missing. */
  readonly single?: boolean;
};

/** What the programs of a source say of a requirement: each shows the required program, or may be it. */
export type RequiredPrograms = readonly (BanMatch | Doubt)[];

/** What a requirement finds in a source; undefined when it has what is required. */
export function unmet(
  ready: CompiledBan,
  programs: RequiredPrograms,
  applies: Ternary,
  source: RequiringSource,
): BanMatch | Doubt | undefined {
  if (applies.truth === 'no') return undefined;
  const present = programs.flatMap((it) => ('gap' in it || !isThere(it) ? [] : [it]));
  const answers = present.map(({ sighting }) => ready.enough?.({ sighting }).truth ?? 'yes');
  if (answers.includes('yes')) return undefined;
  const [open] = programs.filter((it) => 'gap' in it || it.doubt !== undefined);
  const unsure = present[answers.indexOf('maybe')];
  if (open) return 'gap' in open ? open : doubtOfMatch(open);
  if (unsure) return doubtOfMatch({ ...unsure, doubt: `its version does not show whether it is enough` });
  const [outdated] = present;
  if (outdated) return settled({ ...outdated, reasons: [...outdated.reasons, tooOld(outdated)] }, applies);
  if (source.single) return undefined;
  return settled(absent(ready, source), applies);
}

function isThere({ sighting, doubt, explained }: BanMatch): boolean {
  return sighting.state !== 'residue' && doubt === undefined && explained !== true;
}

/** Whether the requirement is for this source may itself be open. */
function settled(match: BanMatch, applies: Ternary): BanMatch | Doubt {
  if (match.doubt !== undefined) return doubtOfMatch(match);
  return applies.truth === 'yes' ? match : doubtOfMatch({ ...match, doubt: applies.reasons.join('; ') });
}

function tooOld({ ban, sighting }: BanMatch): string {
  const { version } = ban.require ?? {};
  const range = typeof version === 'object' ? version.range : version;
  return `version ${range} is required, and this is ${sighting.version}`;
}

/** What is missing has no manifest: the finding is of the whole source. */
function absent({ ban, effective }: CompiledBan, { gaps = [] }: RequiringSource): BanMatch {
  const sighting: Sighting = { name: nameOf(ban), reader: REQUIREMENT_READER, path: '.' };
  const reason = `it is required, and no list of this source shows it`;
  const match = { ban, severity: effective.severity, sighting, reasons: [reason] };
  if (gaps.length === 0) return match;
  const places = gaps.length === 1 ? 'one place was' : `${gaps.length} places were`;
  return { ...match, doubt: `but ${places} not read whole` };
}

function nameOf({ require: needed, title }: Ban): string {
  return needed?.what ?? title;
}
