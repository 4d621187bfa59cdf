import * as v from 'valibot';
import { type Limits, limits } from '../limits.ts';
import { gapKinds } from '../vocabulary.ts';
import { flag, id, list, mapping, oneOrMore, text, wholeNumber, word } from './parts.ts';
import { hostFacts } from './source-selector.ts';

const ownLimit = v.exactOptional(wholeNumber);
const ownLimits = mapping(
  Object.fromEntries(Object.keys(limits).map((name) => [name, ownLimit])) as Record<
    keyof Limits,
    typeof ownLimit
  >,
);

const digest = v.pipe(
  text,
  v.regex(
    /^sha256:[0-9a-f]{64}$/u,
    (issue) => `${issue.received} is not a digest: write sha256: and 64 digits`,
  ),
);

/** What sources are that a fleet has of several kinds. */
const sourceTraits = mapping({
  match: v.exactOptional(v.pipe(oneOrMore(text), v.description('names of sources, with globs'))),
  ...hostFacts,
  'device-class': v.exactOptional(v.pipe(id, v.description('what they are, in place of `device-class`'))),
  os: v.exactOptional(
    v.pipe(
      word('operating system', { windows: '', linux: '', macos: '' }),
      v.description('their operating system, where the source does not show it'),
    ),
  ),
});

const waiverPolicy = mapping({
  longest: v.exactOptional(
    v.pipe(wholeNumber, v.description('days from the first day, else from today, to the last')),
  ),
  owners: v.exactOptional(v.pipe(oneOrMore(text), v.description('who may own one, with globs'))),
  forbid: v.exactOptional(
    v.pipe(
      oneOrMore(
        word('scope', {
          'any-program': 'it names no program',
          'any-source': 'it names no source',
          'any-version': 'it names no version',
          'several-bans': 'it is on several bans',
        }),
      ),
      v.description('scopes that are too wide'),
    ),
  ),
});

/** What the waivers of a house are held to. */
export type WaiverPolicy = v.InferOutput<typeof waiverPolicy>;

/** `interdict.yaml`. */
export const configFile = mapping({
  bans: v.exactOptional(
    v.pipe(oneOrMore(text), v.description('IDs, globs, `jurisdiction:GB`, files or folders, or `all`')),
  ),
  rules: v.exactOptional(
    v.pipe(
      oneOrMore(text),
      v.description(
        'folders with your `vendors/` and `bans/`, relative to this file, or npm packages with these',
      ),
    ),
  ),
  'rules-lock': v.exactOptional(
    v.pipe(
      v.record(text, digest),
      v.description('digests of `rules`, written by `interdict rules lock`. Other rules are an error'),
    ),
  ),
  waivers: v.exactOptional(v.pipe(oneOrMore(text), v.description('waiver files, relative to this file'))),
  hosts: v.exactOptional(
    v.pipe(oneOrMore(text), v.description('like `--hosts`: lists of hosts, relative to this file')),
  ),
  'only-baseline': v.exactOptional(
    v.pipe(
      oneOrMore(text),
      v.description(
        'like `--only-baseline`: inventories of machines as they should be, relative to this file',
      ),
    ),
  ),
  'baseline-versions': v.exactOptional(
    v.pipe(flag, v.description('another version than in the baseline is a finding, too')),
  ),
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
  tolerate: v.exactOptional(
    v.pipe(
      list(
        v.pipe(
          mapping({
            path: v.exactOptional(
              v.pipe(oneOrMore(text), v.description('places inside a source: `opt/old/**`')),
            ),
            kind: v.exactOptional(
              v.pipe(oneOrMore(word('kind', gapKinds)), v.description('which kinds of gaps')),
            ),
            sources: v.exactOptional(
              v.pipe(oneOrMore(text), v.description('on which sources, as in waivers')),
            ),
            reason: v.exactOptional(text),
          }),
          v.check(
            (it) => it.path !== undefined || it.kind !== undefined,
            'this tolerates everything: give a path or a kind',
          ),
        ),
      ),
      v.description('coverage gaps that do not change the exit status, by place and kind'),
    ),
  ),
  'waiver-policy': v.exactOptional(
    v.pipe(waiverPolicy, v.description('what your waivers are held to: longest life, owners, scopes')),
  ),
  'strict-waivers': v.exactOptional(v.pipe(flag, v.description('an expired or unused waiver is an error'))),
  'device-class': v.exactOptional(
    v.pipe(
      id,
      v.description(
        'what the scanned machines are, for bans of one class: `desktop`, `laptop`, `server`, `mobile`, or what an own ban names',
      ),
    ),
  ),
  sources: v.exactOptional(
    v.pipe(
      list(
        v.pipe(
          sourceTraits,
          v.check(
            ({ 'device-class': _, os: __, ...chosen }) => Object.keys(chosen).length > 0,
            'this is on everything: give match, tag, group, site or owner',
          ),
        ),
      ),
      v.description('what sources are, by name: the first entry that matches decides'),
    ),
  ),
  output: v.exactOptional(
    v.pipe(list(text), v.description('like `-o` of `scan` and `sweep`, with files relative to this file')),
  ),
  plugins: v.exactOptional(
    v.pipe(
      oneOrMore(text),
      v.description(
        'files with [readers and reports of your own](api.md#plugins), relative to this file. Only a file named with `--config` may have it',
      ),
    ),
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
