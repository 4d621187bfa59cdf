import * as v from 'valibot';
import { categories, schemes, severities } from '../vocabulary.ts';
import { country, day, flag, id, list, mapping, oneOrMore, text, word } from './parts.ts';

/** What a vendor must be like; all given attributes must hold. */
const vendorAttributes = v.pipe(
  mapping({
    id: v.exactOptional(oneOrMore(id)),
    successors: v.exactOptional(v.pipe(flag, v.description('with `id`: its successors count too'))),
    country: v.exactOptional(
      v.pipe(oneOrMore(country), v.description('country from which it is run on the date')),
    ),
    'controlled-from': v.exactOptional(
      v.pipe(oneOrMore(country), v.description('a dated fact of control from there covers the date')),
    ),
    'sanctioned-by': v.exactOptional(v.pipe(oneOrMore(id), v.description('on that list on the date'))),
  }),
  v.check((it) => Object.keys(it).some((key) => key !== 'successors'), 'no attribute is given'),
);

/** A name: whole, with globs, or by a regular expression of the linear-time engine. */
const name = v.union([
  text,
  mapping({ value: text, exact: v.exactOptional(flag) }),
  mapping({ regex: text }),
]);

/** A range of versions, and the order in which it is meant when not that of the program's own ecosystem. */
export const version = v.union([
  text,
  mapping({ range: text, scheme: v.exactOptional(word('scheme', schemes)) }),
]);

/** What a rule says of a program whose licence does not show what it asks. */
const unknownLicence = { matches: '', differs: '' } as const;

/** Licences, and what an unknown one counts as. */
const licence = v.union([
  oneOrMore(text),
  mapping({
    is: v.pipe(oneOrMore(text), v.description('the licences')),
    unknown: v.exactOptional(
      v.pipe(word('answer', unknownLicence), v.description('what an unknown licence counts as')),
    ),
  }),
]);

/** `licence: AGPL-*`, `licence: { is: [MIT, ISC], unknown: matches }`. */
export type LicenceSelector = v.InferOutput<typeof licence>;

/** Days between which something was installed. */
const period = v.pipe(
  mapping({
    from: v.exactOptional(v.pipe(day, v.description('the first day'))),
    to: v.exactOptional(v.pipe(day, v.description('the last day'))),
  }),
  v.check((it) => it.from !== undefined || it.to !== undefined, 'give `from`, `to` or both'),
);

/** A number of days. */
const days = v.pipe(
  text,
  v.regex(/^[1-9]\d{0,3}d$/u, (issue) => `${issue.received} is not a number of days: write 30d`),
);

/** Days on which a record of the system shows something. */
const recordedDays = v.pipe(
  mapping({
    within: v.exactOptional(v.pipe(days, v.description('days before the day of the check, `30d`'))),
    from: v.exactOptional(v.pipe(day, v.description('the first day'))),
    to: v.exactOptional(v.pipe(day, v.description('the last day'))),
  }),
  v.check((it) => Object.keys(it).length > 0, 'give `within`, `from` or `to`'),
);

const states = { installed: '', partial: '', residue: '' } as const;
const kinds = { program: '', trace: '' } as const;

/** Which programs are meant. All keys must hold; a list holds when one entry does. */
export interface Match {
  readonly vendor?: VendorSelector | VendorSelector[];
  readonly product?: string | string[];
  readonly category?: v.InferOutput<typeof category> | v.InferOutput<typeof category>[];
  readonly embeds?: VendorSelector | VendorSelector[];
  readonly name?: NamePattern | NamePattern[];
  readonly publisher?: NamePattern | NamePattern[];
  readonly id?: string | string[];
  readonly purl?: string | string[];
  readonly signer?: NamePattern | NamePattern[];
  readonly company?: NamePattern | NamePattern[];
  readonly sha256?: string | string[];
  readonly maintainer?: string | string[];
  readonly licence?: LicenceSelector;
  readonly installed?: v.InferOutput<typeof period>;
  readonly 'last-seen'?: v.InferOutput<typeof recordedDays>;
  readonly 'per-user'?: boolean;
  readonly version?: v.InferOutput<typeof version>;
  readonly path?: string | string[];
  readonly reader?: string | string[];
  readonly state?: keyof typeof states | (keyof typeof states)[];
  readonly kind?: keyof typeof kinds | (keyof typeof kinds)[];
  readonly from?: string;
  readonly to?: string;
  readonly severity?: keyof typeof severities;
  readonly any?: Match[];
  readonly all?: Match[];
  readonly not?: Match | Match[];
}

const category = word('category', categories);
const selector = v.union([id, vendorAttributes]);

/** `vendor: kaspersky`, `vendor: { country: RU }`. */
export type VendorSelector = v.InferOutput<typeof selector>;

/** `name: Example *`, `name: { value: QQ, exact: true }`, `name: { regex: … }`. */
export type NamePattern = v.InferOutput<typeof name>;

const inner: v.GenericSchema<Match> = v.lazy(() => match);

/** The grammar of `match`, `except` and `program`. */
export const match: v.GenericSchema<Match> = v.pipe(
  mapping({
    vendor: v.exactOptional(v.pipe(oneOrMore(selector), v.description('its vendor in the catalogue'))),
    product: v.exactOptional(v.pipe(oneOrMore(id), v.description('a product of the catalogue'))),
    category: v.exactOptional(v.pipe(oneOrMore(category), v.description('its category'))),
    embeds: v.exactOptional(v.pipe(oneOrMore(selector), v.description('the vendor of an engine inside'))),
    name: v.exactOptional(v.pipe(oneOrMore(name), v.description('the name, whole or with globs'))),
    publisher: v.exactOptional(v.pipe(oneOrMore(name), v.description('the publisher, whole or with globs'))),
    id: v.exactOptional(v.pipe(oneOrMore(text), v.description('`kind:value`, with globs'))),
    purl: v.exactOptional(
      v.pipe(oneOrMore(text), v.description('a package URL, with globs. Without a version, all versions')),
    ),
    signer: v.exactOptional(
      v.pipe(oneOrMore(name), v.description('who signed the program file, whole or with globs')),
    ),
    company: v.exactOptional(
      v.pipe(oneOrMore(name), v.description('the company in its version resource, whole or with globs')),
    ),
    sha256: v.exactOptional(
      v.pipe(oneOrMore(text), v.description('the SHA-256 of the program file, in hexadecimal')),
    ),
    maintainer: v.exactOptional(
      v.pipe(oneOrMore(text), v.description('who packaged it, as the package says, whole or with globs')),
    ),
    licence: v.exactOptional(
      v.pipe(
        licence,
        v.description('its licence: identifiers of SPDX, with globs, or `{ is: …, unknown: matches }`'),
      ),
    ),
    installed: v.exactOptional(
      v.pipe(period, v.description('the days of installation: `{ from, to }`, one of them or both')),
    ),
    'last-seen': v.exactOptional(
      v.pipe(
        recordedDays,
        v.description(
          'the day on which a record shows it: `{ within: 30d }` or `{ from, to }`. Residue counts',
        ),
      ),
    ),
    'per-user': v.exactOptional(
      v.pipe(flag, v.description('whether it is installed for one account and not for the machine')),
    ),
    version: v.exactOptional(v.pipe(version, v.description('a range: `>=1.2 <2`'))),
    path: v.exactOptional(v.pipe(oneOrMore(text), v.description('its folder or its manifest'))),
    reader: v.exactOptional(v.pipe(oneOrMore(id), v.description('the reader that found it'))),
    state: v.exactOptional(v.pipe(oneOrMore(word('state', states)), v.description('its state'))),
    kind: v.exactOptional(v.pipe(oneOrMore(word('kind', kinds)), v.description('program or trace'))),
    from: v.exactOptional(
      v.pipe(day, v.description('first day of this alternative (only in `any`, `except` and `undecided`)')),
    ),
    to: v.exactOptional(v.pipe(day, v.description('last day of this alternative, likewise'))),
    severity: v.exactOptional(
      v.pipe(
        word('severity', severities),
        v.description('the highest severity if only this alternative of `any` matches'),
      ),
    ),
    any: v.exactOptional(v.pipe(list(inner), v.description('one of these is true'))),
    all: v.exactOptional(v.pipe(list(inner), v.description('all of these are true'))),
    not: v.exactOptional(v.pipe(oneOrMore(inner), v.description('none of these is true'))),
  }),
  v.check((it) => Object.keys(it).length > 0, 'this matches everything: give at least one key'),
);
