import * as v from 'valibot';
import { match } from './match.ts';
import { day, id, list, mapping, oneOrMore, text } from './parts.ts';
import { sourceSelector } from './source-selector.ts';

const waiver = mapping({
  ban: v.pipe(oneOrMore(id), v.description('which bans it covers')),
  program: v.pipe(match, v.description('for which programs, in the grammar of `match`')),
  sources: v.exactOptional(
    v.pipe(
      v.union([oneOrMore(text), sourceSelector]),
      v.description(
        'on which sources: the last part of their path, or with `/` the path, with globs (default: all). `{ tag: lab }` means hosts that `--hosts` lists so',
      ),
    ),
  ),
  reason: v.pipe(text, v.description('why you accept it')),
  owner: v.pipe(text, v.description('who is responsible')),
  from: v.exactOptional(v.pipe(day, v.description('the first valid day, UTC (default: since ever)'))),
  expires: v.pipe(day, v.description('the last valid day, UTC')),
});

/** A file of waivers: a list. */
export const waiverFile = list(waiver);

/** An accepted exception to a ban. */
export type Waiver = v.InferOutput<typeof waiver> & { readonly file?: string; readonly line?: number };
