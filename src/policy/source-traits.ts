import { factsTest } from '../evaluate/facts-test.ts';
import type { KnownHosts } from '../host-lists/index.ts';
import { globOf } from '../matching/glob.ts';
import type { Config } from '../schema/index.ts';
import type { SourceResult } from '../types.ts';
import { asArray } from './config.ts';

/** What a configuration says of a source by its name. */
export interface SourceTraits {
  readonly deviceClass?: string;
  readonly os?: string;
}

/**
 * Gives what lists of hosts say of a source; where they say nothing, what a configuration does: its first entry that
 * matches decides.
 */
export function sourceTraits({ sources = [] }: Config, hosts?: KnownHosts): (name: string) => SourceTraits {
  const entries = sources.map(({ match, 'device-class': deviceClass, os, ...selector }) => {
    const globs = match === undefined ? [() => true] : asArray(match).map((pattern) => globOf(pattern));
    const selects = factsTest(selector);
    return {
      isOn: (name: string) => globs.some((matches) => matches(name)) && selects(hosts?.find(name)) === true,
      traits: { ...(deviceClass !== undefined && { deviceClass }), ...(os !== undefined && { os }) },
    };
  });
  return (name) => {
    const { deviceClass, os } = hosts?.find(name) ?? {};
    return {
      ...entries.find(({ isOn }) => isOn(name))?.traits,
      ...(deviceClass !== undefined && { deviceClass }),
      ...(os !== undefined && { os }),
    };
  };
}

/** A result with the operating system that the configuration names, where the source shows none. */
export function withOs(result: SourceResult, { os }: SourceTraits): SourceResult {
  return result.os !== undefined || os === undefined ? result : { ...result, os: { id: os } };
}
