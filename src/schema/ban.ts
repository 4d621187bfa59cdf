import * as v from 'valibot';
import { effects, severities } from '../vocabulary.ts';
import { match, version } from './match.ts';
import { day, flag, id, jurisdiction, list, mapping, oneOrMore, text, url, word } from './parts.ts';
import { sourceSelector } from './source-selector.ts';

const severity = word('severity', severities);

const phase = mapping({
  from: v.pipe(day, v.description('first day of the phase')),
  severity: word('severity', { ...severities, none: 'no longer in force' }),
  duty: v.exactOptional(v.pipe(text, v.description('the duty in it'))),
});

const authority = mapping({
  id,
  title: text,
  issuer: text,
  jurisdiction: v.pipe(
    oneOrMore(jurisdiction),
    v.description('whose law or advice it is: `GB`, `EU`, `NATO`, `US-TX`'),
  ),
  issued: v.exactOptional(day),
  url: v.exactOptional(url),
  status: v.exactOptional(text),
});

const example = mapping({
  name: v.exactOptional(text),
  publisher: v.exactOptional(text),
  version: v.exactOptional(text),
  ids: v.exactOptional(list(text)),
  purl: v.exactOptional(v.pipe(text, v.startsWith('pkg:', 'a package URL begins with pkg:'))),
  source: v.exactOptional(v.pipe(text, v.description('name of the source, for `sources`'))),
  os: v.exactOptional(v.pipe(id, v.description('operating system of the source, for `os`'))),
  state: v.exactOptional(word('state', { installed: '', partial: '', residue: '' })),
  kind: v.exactOptional(word('kind', { program: '', trace: '' })),
  reader: v.exactOptional(id),
  maintainer: v.exactOptional(text),
  licence: v.exactOptional(text),
  installed: v.exactOptional(day),
  'last-seen': v.exactOptional(day),
  tag: v.exactOptional(
    v.pipe(oneOrMore(text), v.description('tags of the source, as a list of hosts has them')),
  ),
  group: v.exactOptional(text),
  site: v.exactOptional(text),
  owner: v.exactOptional(text),
  user: v.exactOptional(text),
  path: v.exactOptional(text),
  folder: v.exactOptional(text),
  'as-of': v.exactOptional(day),
  'device-class': v.exactOptional(id),
  severity: v.exactOptional(v.pipe(severity, v.description('the severity that the ban must have'))),
  note: v.exactOptional(text),
});

/** Items of a list that grows, with the days between which they are on it. */
const listedItems = mapping({
  from: v.exactOptional(v.pipe(day, v.description('first day on the list'))),
  to: v.exactOptional(v.pipe(day, v.description('last day on the list'))),
  names: v.pipe(list(text), v.description('as the list names them')),
});

/** A cycle of versions, in either form of endoflife.date: what else a table says of it is left aside. */
const cycle = v.pipe(
  v.looseObject({
    cycle: v.exactOptional(text),
    eol: v.exactOptional(v.union([day, flag])),
    name: v.exactOptional(text),
    isEol: v.exactOptional(flag),
    eolFrom: v.exactOptional(v.nullable(day)),
  }),
  v.check(
    (it) =>
      (it.cycle !== undefined && it.eol !== undefined) || (it.name !== undefined && it.isEol !== undefined),
    'a cycle has `cycle` and `eol`, or `name` and `isEol`, as endoflife.date writes them',
  ),
);

/** A file of `rules/bans`. */
export const banFile = v.pipe(
  mapping({
    title: v.pipe(text, v.description('a few words')),
    why: v.pipe(text, v.description('one sentence')),
    severity: v.exactOptional(v.pipe(severity, v.description('how severe it is'))),
    phases: v.exactOptional(
      v.pipe(list(phase), v.description('the severity by day, in place of `severity`')),
    ),
    effect: v.exactOptional(v.pipe(word('effect', effects), v.description('what the authority asks for'))),
    embedded: v.exactOptional(
      v.pipe(
        severity,
        v.description('the highest severity for a product that only contains a banned engine (`embeds`)'),
      ),
    ),
    match: v.pipe(match, v.description('which programs the ban covers')),
    except: v.exactOptional(v.pipe(oneOrMore(match), v.description('exceptions, in the same grammar'))),
    only: v.exactOptional(
      v.pipe(
        oneOrMore(match),
        v.description('an allow-list: of what `match` describes, everything else is a finding'),
      ),
    ),
    require: v.exactOptional(
      v.pipe(
        mapping({
          what: v.pipe(text, v.description('its name, for reports')),
          version: v.exactOptional(v.pipe(version, v.description('the versions that are enough'))),
        }),
        v.description(
          'what `match` describes must be there, in this `version`: `what` is its name in reports',
        ),
      ),
    ),
    'end-of-life': v.exactOptional(
      v.pipe(
        list(cycle),
        v.description(
          'a table of endoflife.date: of what `match` describes, versions without support are findings',
        ),
      ),
    ),
    'includes-system': v.exactOptional(
      v.pipe(flag, v.description('confirms that the ban may forbid parts of an operating system')),
    ),
    undecided: v.exactOptional(
      v.pipe(
        oneOrMore(match),
        v.description('matches that the authority leaves open, reported as undecided'),
      ),
    ),
    'named-only': v.exactOptional(
      v.pipe(flag, v.description('`--bans all` leaves this ban out. Select it by ID, glob or jurisdiction')),
    ),
    'applies-to': v.exactOptional(
      v.pipe(
        mapping({
          who: v.pipe(text, v.description('who must comply, in words')),
          'device-class': v.exactOptional(
            v.pipe(id, v.description('`mobile`, or `any`. A source of another class is exempt')),
          ),
          sources: v.exactOptional(
            v.pipe(
              v.union([oneOrMore(text), sourceSelector]),
              v.description(
                'names of sources, with globs, or `{ tag: lab }` for hosts that `--hosts` lists so',
              ),
            ),
          ),
          os: v.exactOptional(
            v.pipe(
              oneOrMore(word('operating system', { windows: '', linux: '', macos: '' })),
              v.description('operating systems of sources'),
            ),
          ),
        }),
        v.description('`who` must comply, in words, and on which `device-class`, `sources` and `os`'),
      ),
    ),
    remedy: v.exactOptional(
      v.pipe(
        mapping({
          any: v.exactOptional(text),
          windows: v.exactOptional(text),
          linux: v.exactOptional(text),
          macos: v.exactOptional(text),
        }),
        v.description('what to do: `any`, and more for `windows`, `linux`, `macos`'),
      ),
    ),
    authorities: v.exactOptional(
      v.pipe(
        list(authority),
        v.description('who ordered it: `id`, `title`, `issuer`, `jurisdiction`, `issued`, `url`, `status`'),
      ),
    ),
    unverified: v.exactOptional(
      v.pipe(list(text), v.description('unverified statements, one sentence each')),
    ),
    listed: v.exactOptional(
      v.pipe(
        list(listedItems),
        v.description('items of the list of the authority, for the count in reports'),
      ),
    ),
    'not-encoded': v.exactOptional(
      v.pipe(
        list(text),
        v.description('items of the list that `match` cannot find. Every report names them'),
      ),
    ),
    references: v.exactOptional(v.pipe(list(url), v.description('where to read more'))),
    examples: v.exactOptional(
      v.pipe(
        mapping({
          banned: v.exactOptional(list(example)),
          allowed: v.exactOptional(list(example)),
          undecided: v.exactOptional(list(example)),
        }),
        v.description('programs that are `banned`, `allowed` and `undecided`: the tests of the ban'),
      ),
    ),
  }),
  v.check(
    (ban) => (ban.severity === undefined) !== (ban.phases === undefined),
    `give \`severity\` (${Object.keys(severities).join(', ')}) or \`phases\` with their days, and not both`,
  ),
  v.check((ban) => ban.only === undefined || ban.require === undefined, 'give `only` or `require`, not both'),
  v.check(
    (ban) => ban['end-of-life'] === undefined || (ban.only ?? ban.require) === undefined,
    'give `end-of-life` in a ban of its own, without `only` and `require`',
  ),
);

/** A file of `bans` that adds alternatives to a ban of another file. */
export const banExtension = mapping({
  extends: v.pipe(id, v.description('the ban that gets these alternatives, by ID')),
  match: v.pipe(match, v.description('what the ban covers too')),
  unverified: v.exactOptional(v.pipe(list(text), v.description('unverified statements, one sentence each'))),
  references: v.exactOptional(v.pipe(list(url), v.description('where to read more'))),
  examples: v.exactOptional(
    v.pipe(
      mapping({
        banned: v.exactOptional(list(example)),
        allowed: v.exactOptional(list(example)),
        undecided: v.exactOptional(list(example)),
      }),
      v.description('programs that are `banned`, `allowed` and `undecided`: the tests of the ban'),
    ),
  ),
});

/** What a file holds that extends a ban. */
export type BanExtension = v.InferOutput<typeof banExtension>;

/** What a ban file holds. */
export type BanFile = v.InferOutput<typeof banFile>;

/** One rule: what is banned, by whose authority, since when, with what exceptions. */
export type Ban = BanFile & { readonly id: string };

/** A program in a ban's examples. */
export type Example = v.InferOutput<typeof example>;

/** A cycle of versions in a table of days of support. */
export type Cycle = v.InferOutput<typeof cycle>;

/** The law, order or advice behind a ban. */
export type Authority = v.InferOutput<typeof authority>;
