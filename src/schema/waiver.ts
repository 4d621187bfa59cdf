import * as v from 'valibot';
import { match } from './match.ts';
import { day, id, list, mapping, oneOrMore, text } from './parts.ts';

const waiver = mapping({
  ban: v.pipe(oneOrMore(id), v.description('which bans it lifts')),
  program: v.pipe(match, v.description('for which programs, in the grammar of `match`')),
  sources: v.exactOptional(
    v.pipe(oneOrMore(text), v.description('on which sources, by name, with globs; everywhere without')),
  ),
  reason: v.pipe(text, v.description('why it is accepted')),
  owner: v.pipe(text, v.description('who answers for it')),
  expires: v.pipe(day, v.description('the last day on which it holds, UTC')),
});

/** A file of waivers: a list. */
export const waiverFile = list(waiver);

/** An accepted exception to a ban. */
export type Waiver = v.InferOutput<typeof waiver> & { readonly file?: string; readonly line?: number };
