import { readFileSync } from 'node:fs';
import { type Change, diffReports } from '../src/report-files/diff.ts';
import { reportIn, type SavedReport } from '../src/report-files/read.ts';
import { type Answer, expectedError, type Target } from './target.ts';

/** A mutated report compared with the one that it was, both ways: every finding of both is in the difference. */
export function reportDiffTargets(): Target[] {
  const text = readFileSync('fixtures/reports/outcome.json', 'utf8');
  const old = reportIn('old.json', text);
  return [
    {
      id: 'report diffs',
      seeds: [{ name: 'outcome.json', bytes: Buffer.from(text) }],
      cutsInSilence: true,
      run(bytes): Answer {
        try {
          const young = reportIn('young.json', Buffer.from(bytes).toString());
          const lost = lostIn(old, young) ?? lostIn(young, old);
          return {
            programs: [],
            ...(lost === undefined
              ? {}
              : { disagreement: { text: `${lost}: in a report and not in the difference`, bytes } }),
          };
        } catch (error) {
          return { programs: [], reported: expectedError(error) };
        }
      },
    },
  ];
}

/** A finding of one of two reports that their difference does not have, as what is or as what was before. */
function lostIn(old: SavedReport, young: SavedReport): string | undefined {
  const { changes } = diffReports(old, young);
  const listed = Object.values(changes).flat();
  const known = new Set(
    listed.flatMap((change) => [
      keyOf(change),
      ...(change.before ? [keyOf({ ...change, finding: change.before })] : []),
    ]),
  );
  return [old, young]
    .flatMap(({ results }) =>
      results.flatMap(({ name, findings }) => findings.map((finding) => keyOf({ source: name, finding }))),
    )
    .find((key) => !known.has(key));
}

function keyOf({ source, finding: { ban, program } }: Pick<Change, 'source' | 'finding'>): string {
  return JSON.stringify([source, ban, program.name]);
}
