import type { SourceResult } from '../types.ts';
import type { KnownHosts } from './index.ts';

/** A result with what lists say of its host. */
export function withFacts(result: SourceResult, hosts: KnownHosts | undefined): SourceResult {
  const entry = hosts?.find(result.name);
  if (entry === undefined) return result;
  const { owner, site, group, tags } = entry;
  return {
    ...result,
    ...(owner !== undefined && { owner }),
    ...(site !== undefined && { site }),
    ...(group !== undefined && { group }),
    ...(tags.length > 0 && { tags }),
  };
}
