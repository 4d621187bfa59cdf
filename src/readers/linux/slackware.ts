import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines, numberedLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';

/**
 * The database of Slackware's pkgtools: a text file for each installed package, called by its name, version,
 * architecture and build, which its first line repeats.
 *
 * @see http://www.slackware.com/config/packages.php
 */
export const slackware: Reader = {
  id: 'slackware',
  title: 'Slackware package database (pkgtools)',
  paths: ['var/lib/pkgtools/packages/*', 'var/log/packages/*'],
  recognises: (head) => HEADER.test(headLines(head)[0] ?? ''),
  *read(bytes, resolver) {
    const lines = [...numberedLines(bytes)];
    const said = HEADER.exec(lines[0]?.text ?? '')?.groups?.['package'];
    const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const { name, version, arch, build } = PACKAGE.exec(said ?? file)?.groups ?? {};
    if (name === undefined || version === undefined || arch === undefined) {
      throw new SyntaxError(`no name of a package: ${quoted(lines[0]?.text ?? '')}`);
    }
    const faults = errorCollector();
    yield { name, version: `${version}-${build}`, arch, ids: [`slackware:${name}`] };
    if (said === undefined) faults.add(`no package name on the first line: ${quoted(lines[0]?.text ?? '')}`);
    else if (PACKAGE.test(file) && said !== file)
      faults.add(`${quoted(said)} is in the file of ${quoted(file)}`);
    const second = lines.slice(1).find(({ text }) => HEADER.test(text));
    if (second) faults.add(`line ${second.number}: a second package: ${quoted(second.text)}`);
    if (lines.at(-1)?.ended === false) faults.add(`line ${lines.length}: truncated before the line end`);
    else if (!lines.some(({ text }) => text === 'FILE LIST:'))
      faults.add('truncated before the list of files');
    faults.throwIfAny();
  },
};

const HEADER = /^PACKAGE NAME: +(?<package>\S+)$/u;
const PACKAGE = /^(?<name>[^/\s]+)-(?<version>[^-/\s]+)-(?<arch>[^-/\s]+)-(?<build>[^-/\s]+)$/u;
