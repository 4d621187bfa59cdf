/** What licences mean that lists write in a hundred ways, and what of a choice or of several counts. */
import { describe, expect, test } from 'vitest';
import { licenceFault } from '../../src/matching/licences/fault.ts';
import { licenceTest } from '../../src/matching/licences/index.ts';
import { idsOfName, licenceIds } from '../../src/matching/licences/names.ts';

const under = (licence: string, ...patterns: string[]) => licenceTest(patterns, false)(licence);
const usable = (licence: string, ...patterns: string[]) => licenceTest(patterns, true)(licence);

describe('names', () => {
  test('every identifier of SPDX is itself, in any case', () => {
    for (const id of licenceIds) {
      expect(idsOfName(id)).toEqual([id]);
      expect(idsOfName(id.toUpperCase())).toEqual([id]);
    }
  });

  test.each([
    ['GPL-2.0', 'GPL-2.0-only'],
    ['GPL-2.0+', 'GPL-2.0-or-later'],
    ['GPLv2+', 'GPL-2.0-or-later'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['GPL (>= 2)', 'GPL-2.0-or-later'],
    ['GPL v3 or later', 'GPL-3.0-or-later'],
    ['GNU General Public License v2 or later (GPLv2+)', 'GPL-2.0-or-later'],
    ['GNU GPL v2 or any later version', 'GPL-2.0-or-later'],
    ['LGPLv2.1+', 'LGPL-2.1-or-later'],
    ['GNU Lesser General Public License v3 or later (LGPLv3+)', 'LGPL-3.0-or-later'],
    ['GNU Affero General Public License v3 or later (AGPLv3+)', 'AGPL-3.0-or-later'],
    ['Apache 2.0', 'Apache-2.0'],
    ['Apache License, Version 2.0', 'Apache-2.0'],
    ['Apache Software License 2.0', 'Apache-2.0'],
    ['ASL 2.0', 'Apache-2.0'],
    ['The MIT License (MIT)', 'MIT'],
    ['MIT License', 'MIT'],
    ['Expat', 'MIT'],
    ['BSD 3-Clause License', 'BSD-3-Clause'],
    ['3-Clause BSD License', 'BSD-3-Clause'],
    ['BSD-2-clause', 'BSD-2-Clause'],
    ['New BSD', 'BSD-3-Clause'],
    ['MPLv2.0', 'MPL-2.0'],
    ['Mozilla Public License 2.0 (MPL 2.0)', 'MPL-2.0'],
    ['ISC License (ISCL)', 'ISC'],
    ['Boost Software License 1.0 (BSL-1.0)', 'BSL-1.0'],
    ['Artistic License 2.0', 'Artistic-2.0'],
    ['Public Domain', 'LicenseRef-public-domain'],
    ['Proprietary', 'LicenseRef-proprietary'],
    ['UNLICENSED', 'LicenseRef-proprietary'],
    ['The Unlicense (Unlicense)', 'Unlicense'],
    ['LicenseRef-Callaway-GPLv2+', 'GPL-2.0-or-later'],
    ['LicenseRef-scancode-example', 'LicenseRef-scancode-example'],
  ])('%s is %s', (name, id) => {
    expect(idsOfName(name)).toEqual([id]);
  });

  test.each([
    ['GPLv3', 'GPL-3.0-only', 'GPL-3.0-or-later'],
    ['AGPL', 'AGPL-3.0-only', 'AGPL-1.0-or-later'],
    ['BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BSD-4-Clause'],
    ['Apache Software License', 'Apache-1.1', 'Apache-2.0'],
    ['Perl', 'Artistic-1.0-Perl', 'GPL-1.0-or-later'],
  ])('%s may be several', (name, ...ids) => {
    expect(idsOfName(name)).toEqual(expect.arrayContaining(ids));
  });

  test.each([
    '',
    'custom',
    'see COPYING',
    'SEE LICENSE IN LICENSE.md',
    'LicenseRef-unknown',
    'x'.repeat(500),
  ])('%s names none', (name) => {
    expect(idsOfName(name)).toBeUndefined();
  });
});

describe('what is forbidden', () => {
  test.each([
    ['AGPL-3.0-only', 'yes'],
    ['MIT AND AGPL-3.0-or-later', 'yes'],
    ['(MIT AND (BSD-3-Clause and AGPLv3+))', 'yes'],
    ['MIT OR AGPL-3.0-only', 'no'],
    ['AGPL-3.0-only OR AGPL-3.0-or-later', 'yes'],
    ['AGPL-3.0-only WITH GCC-exception-3.1', 'yes'],
    ['GPL-3.0-or-later', 'no'],
    ['MIT; AGPL-3.0-only', 'maybe'],
    ['AGPL-3.0-only; AGPLv3+', 'yes'],
    ['GPL-2.0+ MIT', 'no'],
    ['AGPL-3.0+ MIT', 'maybe'],
    ['GPL-2+ or Artistic-2.0, and BSD-3-clause', 'no'],
    ['MIT/Apache-2.0', 'no'],
    ['MIT/AGPL-3.0', 'maybe'],
    ['Apache-2.0 and/or AGPL-3+', 'maybe'],
    ['see COPYING', 'maybe'],
    ['MIT OR see COPYING', 'no'],
    ['MIT AND see COPYING', 'maybe'],
    ['BSD', 'no'],
    ['Commercial', 'no'],
    ['LicenseRef-ours', 'no'],
  ])('%s is under AGPL-*: %s', (licence, answer) => {
    expect(under(licence, 'AGPL-*')).toBe(answer);
  });

  test('a family that leaves the variant open may be one of them', () => {
    expect(under('BSD', 'BSD-4-Clause')).toBe('maybe');
    expect(under('BSD', 'BSD-*')).toBe('yes');
    expect(under('GPLv3', 'GPL-3.0-only')).toBe('maybe');
    expect(under('GPLv3', 'GPL-3.0-*')).toBe('yes');
  });
});

describe('what is allowed', () => {
  test.each([
    ['MIT', 'yes'],
    ['MIT OR GPL-3.0-only', 'yes'],
    ['MIT AND GPL-3.0-only', 'no'],
    ['MIT AND Apache-2.0', 'yes'],
    ['MIT; GPL-3.0-only', 'maybe'],
    ['MIT AND see COPYING', 'maybe'],
    ['GPL-3.0-only AND see COPYING', 'no'],
    ['MIT OR see COPYING', 'yes'],
    ['Expat and Apache 2', 'yes'],
  ])('%s can be used by MIT and Apache-2.0: %s', (licence, answer) => {
    expect(usable(licence, 'MIT', 'Apache-2.0')).toBe(answer);
  });

  test('or-later is a choice of versions', () => {
    expect(usable('GPL-2.0-or-later', 'GPL-3.0-only')).toBe('yes');
    expect(usable('GPL-3.0-or-later', 'GPL-2.0-only')).toBe('no');
    expect(under('GPL-2.0-or-later', 'GPL-3.0-only')).toBe('no');
  });
});

test('a name that is on no list is another licence, unless it holds the word that is asked for', () => {
  for (const name of ['FSFULLR', 'BSD-3-clause-Cambridge', 'RSALv2', 'OpenLDAP-2.8']) {
    expect(under(name, 'AGPL-*')).toBe('no');
    expect(usable(name, 'MIT')).toBe('no');
  }
  expect(under('MIT-or-AGPL-3', 'AGPL-*')).toBe('maybe');
  expect(usable('BSD-2-Clause-alike', 'BSD-*')).toBe('maybe');
  expect(under('GPL-3+-and-LGPL-3+', '*GPL-3.0-only')).toBe('maybe');
  for (const word of [
    'custom',
    'Other',
    'same-as-rest',
    'see-LICENSE.md',
    'GNU',
    'open-source',
    'LICENSE.txt',
  ])
    expect(under(word, 'AGPL-*')).toBe('maybe');
});

test('hostile texts end', () => {
  const texts = [
    '('.repeat(9000),
    'MIT AND '.repeat(1200),
    `a${' '.repeat(9000)}b`,
    'x with '.repeat(1400),
    `${'('.repeat(40)}MIT${')'.repeat(40)}`,
    'MIT OR ('.repeat(1000),
    'x'.repeat(1e6),
  ];
  const started = process.cpuUsage();
  for (const text of texts) expect(['yes', 'no', 'maybe']).toContain(under(text, 'AGPL-*'));
  expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
});

test.each([
  ['AGPL-*', undefined],
  ['mit', undefined],
  ['LicenseRef-ours', undefined],
  ['GPL-2.0', 'is not an identifier of SPDX: write GPL-2.0-only'],
  ['GPL-2.0+', 'write GPL-2.0-or-later'],
  ['Apache 2', 'write Apache-2.0'],
  ['*', 'matches every licence'],
  ['MIT OR ISC', 'is an expression'],
  ['AGPLX-*', 'unknown licence'],
  ['MTI', 'did you mean "MIT"'],
])('%s in a rule: %s', (pattern, fault) => {
  const message = licenceFault(pattern);
  if (fault === undefined) expect(message).toBeUndefined();
  else expect(message).toContain(fault);
});
