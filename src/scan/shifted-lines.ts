import type { Sighting } from '../types.ts';
import type { ScanState } from './state.ts';

/** Adds what a part of a file gave. What is said of lines in it is said of lines of the file. */
export function addBehind(
  state: ScanState,
  { sightings, gaps }: Pick<ScanState, 'sightings' | 'gaps'>,
  lines: number,
): void {
  for (const sighting of sightings) state.sightings.push(withLine(sighting, lines));
  for (const gap of gaps) state.gaps.push({ ...gap, reason: shifted(gap.reason, lines) });
}

function withLine(sighting: Sighting, by: number): Sighting {
  return sighting.line === undefined ? sighting : { ...sighting, line: sighting.line + by };
}

function shifted(reason: string, by: number): string {
  return reason.replace(/^(?<document>document \d+: )?line (?<line>\d+)(?=:)/u, (...match) => {
    const { document = '', line } = match.at(-1);
    return `${document}line ${Number(line) + by}`;
  });
}
