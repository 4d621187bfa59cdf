import { errorCollector } from '../../../formats/errors.ts';
import { headLines, numberedLines } from '../../../formats/text/lines.ts';
import type { Program, Reader } from '../../../types.ts';
import { type Entry, isContent } from './entry.ts';
import { infoEntries, isInfo } from './info.ts';
import { isNames, nameEntries } from './names.ts';
import { isTable, tableEntries } from './table.ts';

/**
 * What `rpm -qa` printed: plain names, with `--last`, as `rpm -qai`, or through a `--qf` of the usual kinds.
 * Labels are English in every language; lines that do not fit the rest are reported when all others were read.
 *
 * @see https://rpm-software-management.github.io/rpm/man/rpm.8
 */
export const rpmList: Reader = {
  id: 'rpm-list',
  title: 'Output of rpm -qa',
  // Images of Azure Linux without a package manager keep the list in place of the database
  paths: ['var/lib/rpmmanifest/container-manifest-2'],
  freeText: true,
  recognises(head, name) {
    const lines = headLines(head).filter(isContent);
    return isInfo(lines) || isNames(lines) || isTable(lines, name);
  },
  *read(bytes) {
    const all = [...numberedLines(bytes)];
    const lines = all.filter((line) => isContent(line.text));
    const last = all.at(-1);
    if (last === undefined || lines.length === 0) throw new SyntaxError('an empty list');
    const broken = errorCollector();
    const texts = lines.map((line) => line.text);
    const entries = isInfo(texts) ? infoEntries : isNames(texts) ? nameEntries : tableEntries;
    for (const entry of entries(lines, broken)) yield programOf(entry);
    if (!last.ended) broken.add(`line ${last.number}: truncated before the line end`);
    broken.throwIfAny();
  },
};

function programOf(entry: Entry): Program {
  const { name, version, arch, publisher, maintainer, licence, installedOn, line } = entry;
  return {
    name,
    ids: [`rpm:${name}`],
    ...(version === undefined ? {} : { version }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(maintainer === undefined ? {} : { maintainer }),
    ...(licence === undefined ? {} : { licence }),
    ...(arch === undefined ? {} : { arch }),
    ...(installedOn === undefined ? {} : { installedOn }),
    ...(name === 'gpg-pubkey' ? { kind: 'trace', marks: ['signing-key'] } : {}),
    line,
  };
}
