import { globOf } from '../matching/glob.ts';
import type { Config } from '../schema/index.ts';
import type { SourceResult } from '../types.ts';
import { asArray } from './config.ts';

/** What a configuration says of a source by its name. */
export interface SourceTraits {
  readonly deviceClass?: string;
  readonly os?: string;
}

/** Gives what a configuration says of sources: the first entry that matches a name decides. */
export function sourceTraits({ sources = [] }: Config): (name: string) => SourceTraits {
  const entries = sources.map(({ match, 'device-class': deviceClass, os }) => ({
    globs: asArray(match).map((pattern) => globOf(pattern)),
    traits: { ...(deviceClass !== undefined && { deviceClass }), ...(os !== undefined && { os }) },
  }));
  return (name) => entries.find(({ globs }) => globs.some((matches) => matches(name)))?.traits ?? {};
}

/** A result with the operating system that the configuration names, where the source shows none. */
export function withOs(result: SourceResult, { os }: SourceTraits): SourceResult {
  return result.os !== undefined || os === undefined ? result : { ...result, os: { id: os } };
}
