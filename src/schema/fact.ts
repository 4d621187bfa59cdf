import * as v from 'valibot';
import { idKinds } from '../vocabulary.ts';
import { day, flag, id, list, mapping, oneOrMore, text, url, word } from './parts.ts';

/** Where a fact comes from: keys of the file's `sources`, or addresses. */
export const source = v.pipe(
  oneOrMore(v.union([id, url])),
  v.description('where the fact comes from: keys of `sources` of this file, or addresses'),
);

const confidences = {
  high: 'a primary text, or several independent sources: sufficient (the default)',
  medium: 'one good source: sufficient',
  low: 'weak: needs a second indicator of the same vendor',
} as const;

const seconds = {
  publisher: 'the publisher or signer is this vendor',
  name: 'the name is one of this vendor',
  path: 'the folder is one of this vendor',
} as const;

/** A mark by which a vendor or product is known, with where we know it from. */
export const factMapping = mapping({
  value: v.pipe(text, v.maxLength(400), v.description('the indicator, as manifests write it, with globs')),
  source: v.exactOptional(source),
  confidence: v.exactOptional(
    v.pipe(word('confidence', confidences), v.description('how certain it is (default: high)')),
  ),
  exact: v.exactOptional(
    v.pipe(
      flag,
      v.description('permits a short pattern or name; a package name then counts in its own kind only'),
    ),
  ),
  with: v.exactOptional(
    v.pipe(word('second signal', seconds), v.description('what else must match, with any confidence')),
  ),
  except: v.exactOptional(
    v.pipe(list(text), v.description('ids below the pattern or domain that belong to somebody else')),
  ),
  note: v.exactOptional(v.pipe(text, v.description('for people'))),
  from: v.exactOptional(v.pipe(day, v.description('first day of the fact'))),
  to: v.exactOptional(v.pipe(day, v.description('last day of the fact'))),
});

/** A fact, short or long. */
export const fact = v.union([v.pipe(text, v.maxLength(400)), factMapping]);

/** Facts by kind of identifier. */
export const ids = v.record(word('kind of id', idKinds), list(fact));

/** A fact as its file writes it. */
export type Fact = v.InferOutput<typeof fact>;

/** A fact in its long form. */
export type FactMapping = v.InferOutput<typeof factMapping>;
