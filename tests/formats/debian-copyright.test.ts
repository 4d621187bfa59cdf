/** The licence in a copyright file of Debian. */
import { expect, test } from 'vitest';
import { copyrightLicence } from '../../src/formats/deb822/copyright.ts';

const FORMAT = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n';
const licenceOf = (text: string) => copyrightLicence(Buffer.from(text));

test.each([
  ['one for all files', `${FORMAT}\nFiles: *\nCopyright: x\nLicense: GPL-2+\n text\n`, 'GPL-2+'],
  [
    'other files may be in the package',
    `${FORMAT}\nFiles: *\nLicense: GPL-2+\n\nFiles: debian/*\nLicense: Expat\n\nLicense: Expat\n text\n`,
    'GPL-2+ AND ((GPL-2+); (Expat))',
  ],
  ['of the whole, in the header', `${FORMAT}License: LGPL-2.1\n\nFiles: *\nLicense: LGPL-2.1\n`, 'LGPL-2.1'],
  ['of parts alone', `${FORMAT}\nFiles: a\nLicense: MIT\n\nFiles: b\nLicense: ISC\n`, 'MIT; ISC'],
  ['without a short name', `${FORMAT}\nFiles: *\nLicense:\n All rights reserved.\n`, 'unknown'],
  [
    'with the end of lines of another system',
    `${FORMAT}\nFiles: *\nLicense: MIT\n`.replaceAll('\n', '\r\n'),
    'MIT',
  ],
  [
    'of a draft of the format',
    'Format-Specification: http://dep.debian.net/deps/dep5\n\nFiles: *\nLicense: MIT\n',
    'MIT',
  ],
])('%s', (_, text, licence) => {
  expect(licenceOf(text)).toBe(licence);
});

test.each([
  '',
  'This package was debianized by Someone.\n\nLicense: GPL\n',
  'Format: 3.0 (quilt)\nLicense: MIT\n',
])('none for a file that only people can read', (text) => {
  expect(licenceOf(text)).toBeUndefined();
});
