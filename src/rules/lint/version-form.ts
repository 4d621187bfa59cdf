import type { Range } from '../../matching/versions/index.ts';
import { isPep440 } from '../../matching/versions/pep440.ts';
import type { Scheme } from '../../vocabulary.ts';

/** What versions of an ecosystem look like, and how one says so. */
interface Form {
  readonly fits: (version: string) => boolean;
  readonly expected: string;
}

/** Ecosystems that take no other version: a bound in another form has no place in their order. */
const FORMS: Readonly<Partial<Record<Scheme, Form>>> = {
  semver: {
    fits: (version) => /^v?\d+(?:\.\d+){0,2}(?:-[0-9a-z.-]+)?(?:\+[0-9a-z.-]+)?$/iu.test(version),
    expected: 'expected up to three numbers, as 1.2.3 or 1.2.3-beta.1',
  },
  pep440: { fits: isPep440, expected: 'expected a version of PEP 440, as 1.2.3, 1.2rc1 or 1.2.post1' },
  nuget: {
    fits: (version) => /^v?\d+(?:\.\d+){0,3}(?:-[0-9a-z.-]+)?(?:\+[0-9a-z.-]+)?$/iu.test(version),
    expected: 'expected up to four numbers, as 1.2.3.4 or 1.2.3-beta.1',
  },
  deb: {
    fits: (version) => /^(?:\d+:)?\d[0-9a-z.+~:-]*$/iu.test(version),
    expected: 'expected [epoch:]version[-revision] in letters, digits and . + ~ -',
  },
  rpm: {
    fits: (version) => /^(?:\d+:)?[0-9a-z._+~^]+(?:-[0-9a-z._+~^]+)?$/iu.test(version),
    expected: 'expected [epoch:]version[-release] in letters, digits and . _ + ~ ^',
  },
};

/** Why a bound of a range is no version of its ecosystem; undefined when all may be. */
export function versionFault(range: Range, scheme: Scheme): string | undefined {
  const form = FORMS[scheme];
  const odd = form && range.flat().find(({ version }) => !form.fits(version));
  return odd && `${JSON.stringify(odd.version)} is not a version of this kind of package: ${form?.expected}`;
}
