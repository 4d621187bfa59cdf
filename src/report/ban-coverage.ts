import type { CitedBan } from '../types.ts';

/** So many missing items are named; the report in JSON and `interdict bans <id>` name all. */
const NAMED = 6;

/**
 * What of an authority's list a ban cannot find, as one sentence: `us-tx: clean means 41 of 50 listed items; not
 * encoded: …`. Undefined if the ban finds everything.
 */
export function banCoverage({ id, coverage }: CitedBan): string | undefined {
  if (coverage === undefined || coverage.notEncoded.length === 0) return undefined;
  const { listed, encoded, notEncoded } = coverage;
  const more = notEncoded.length > NAMED ? ` and ${notEncoded.length - NAMED} more` : '';
  const named = `${notEncoded.slice(0, NAMED).join('; ')}${more}`;
  return listed === undefined
    ? `${id} does not cover: ${named}`
    : `${id} covers ${encoded} of ${listed} listed items; not encoded: ${named}`;
}
