import { globOf } from '../matching/glob.ts';
import type { SourceSelector } from '../schema/index.ts';
import type { HostFacts } from '../types.ts';
import { listed } from './vendors.ts';

/** What is known of a host by its name; undefined for a host of which no list says anything. */
export type FactsOf = (source: string) => HostFacts | undefined;

/**
 * Whether what lists say of a host is what a selector asks for: case means nothing.
 *
 * @returns a test that gives undefined for a host of which nothing is known
 */
export function factsTest(selector: SourceSelector): (facts: HostFacts | undefined) => boolean | undefined {
  const { tag, group, site, owner } = selector;
  const tests = [
    test(tag, ({ tags = [] }) => tags),
    test(group, (facts) => listed(facts.group ?? [])),
    test(site, (facts) => listed(facts.site ?? [])),
    test(owner, (facts) => listed(facts.owner ?? [])),
  ].filter((one) => one !== undefined);
  if (tests.length === 0) return () => true;
  return (facts) => (facts === undefined ? undefined : tests.every((holds) => holds(facts)));
}

function test(
  wanted: string | readonly string[] | undefined,
  valuesOf: (facts: HostFacts) => readonly string[],
): ((facts: HostFacts) => boolean) | undefined {
  if (wanted === undefined) return undefined;
  const globs = listed(wanted).map((pattern) => globOf(pattern.toLowerCase()));
  return (facts) => valuesOf(facts).some((value) => globs.some((matches) => matches(value.toLowerCase())));
}
