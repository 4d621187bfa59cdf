import * as v from 'valibot';
import { mapping, oneOrMore, text } from './parts.ts';

/** What a list of hosts says of a host, with globs; all that is given must hold. */
export const hostFacts = {
  tag: v.exactOptional(v.pipe(oneOrMore(text), v.description('tags of hosts, with globs'))),
  group: v.exactOptional(v.pipe(oneOrMore(text), v.description('groups of hosts, with globs'))),
  site: v.exactOptional(v.pipe(oneOrMore(text), v.description('sites of hosts, with globs'))),
  owner: v.exactOptional(v.pipe(oneOrMore(text), v.description('owners of hosts, with globs'))),
};

/** Chooses sources by what a list of hosts says of them. */
export const sourceSelector = v.pipe(
  mapping(hostFacts),
  v.check(
    (selector) => Object.keys(selector).length > 0,
    'this selects everything: give tag, group, site or owner',
  ),
);

/** One of {@link sourceSelector}. */
export type SourceSelector = v.InferOutput<typeof sourceSelector>;
