import * as v from 'valibot';
import { type Limits, limits } from '../limits.ts';
import { flag, id, list, mapping, oneOrMore, text, wholeNumber, word } from './parts.ts';

const ownLimit = v.exactOptional(wholeNumber);
const ownLimits = mapping(
  Object.fromEntries(Object.keys(limits).map((name) => [name, ownLimit])) as Record<
    keyof Limits,
    typeof ownLimit
  >,
);

/** `interdict.yaml`. */
export const configFile = mapping({
  bans: v.exactOptional(
    v.pipe(oneOrMore(text), v.description('IDs, globs, `jurisdiction:GB`, files or folders, or `all`')),
  ),
  rules: v.exactOptional(
    v.pipe(oneOrMore(text), v.description('folders with your `vendors/` and `bans/`, relative to this file')),
  ),
  waivers: v.exactOptional(v.pipe(oneOrMore(text), v.description('waiver files, relative to this file'))),
  'fail-on': v.exactOptional(
    v.pipe(
      word('value', {
        ban: 'only what is banned gives exit status 1',
        warn: 'warnings too',
        residue: 'findings of residue too',
      }),
      v.description('exit 1 from this level up'),
    ),
  ),
  'allow-empty': v.exactOptional(
    v.pipe(flag, v.description('accept a source without any list, or with empty lists')),
  ),
  'allow-unread': v.exactOptional(v.pipe(flag, v.description('coverage gaps do not change the exit status'))),
  'strict-waivers': v.exactOptional(v.pipe(flag, v.description('an expired or unused waiver is an error'))),
  'device-class': v.exactOptional(
    v.pipe(
      id,
      v.description(
        'what the scanned machines are, for bans of one class: `desktop`, `laptop`, `server`, `mobile`, or what an own ban names',
      ),
    ),
  ),
  output: v.exactOptional(
    v.pipe(list(text), v.description('like `-o` of `scan` and `sweep`, with files relative to this file')),
  ),
  limits: v.exactOptional(
    v.pipe(
      ownLimits,
      v.description('other [bounds](security.md#limits) on what a source may cost: `{ depth: 100 }`'),
    ),
  ),
});

/** What `interdict.yaml` may say. */
export type Config = v.InferOutput<typeof configFile>;
