import { count } from '../report/words.ts';
import type { SourceResult } from '../types.ts';

/**
 * A source that was read again, with what its report says and no evidence can show: whose it is, by a list of hosts that
 * is not at hand; that its data was too old on the day of the report.
 */
export function withSaid(now: SourceResult, said: SourceResult | undefined): SourceResult {
  if (said === undefined) return now;
  const { owner, site, group, tags, collected } = said;
  const stale = said.gaps.filter(({ kind }) => kind === 'stale');
  return {
    ...now,
    ...(now.collected === undefined && collected !== undefined && { collected }),
    ...(owner !== undefined && { owner }),
    ...(site !== undefined && { site }),
    ...(group !== undefined && { group }),
    ...(tags !== undefined && { tags }),
    gaps: [...now.gaps, ...stale],
  };
}

/**
 * What a report alone says of its sources, in words.
 *
 * @param now the sources as they were read again, without what the report says
 */
export function saidWords(now: readonly SourceResult[], said: ReadonlyMap<string, SourceResult>): string[] {
  const reported = now.flatMap((result) => {
    const before = said.get(result.name);
    return before ? [{ result, before }] : [];
  });
  const known = reported.filter(({ before: { owner, site, group, tags } }) => owner ?? site ?? group ?? tags);
  const dated = reported.filter(({ result, before }) => before.collected && !result.collected);
  const stale = reported.filter(({ before }) => before.gaps.some(({ kind }) => kind === 'stale'));
  return [
    ...(known.length > 0 ? [`owner, site, group and tags of ${count(known.length, 'source')}`] : []),
    ...(dated.length > 0 ? [`when the data of ${count(dated.length, 'source')} was collected`] : []),
    ...(stale.length > 0 ? [`that the data of ${count(stale.length, 'source')} was too old`] : []),
  ];
}

/** Whether a report says nothing of a source but that it was expected and not there: it may well not be there again. */
export function isUnseen({ manifests, gaps }: SourceResult): boolean {
  return (
    manifests.length === 0 &&
    gaps.length > 0 &&
    gaps.every(({ path, reason }) => path === '.' && UNSEEN.test(reason))
  );
}

const UNSEEN = /^no (?:data of this host|report has this source): it is expected /u;
