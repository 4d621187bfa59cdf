import { numberedLines } from '../../formats/text/lines.ts';
import { answerLines } from '../../formats/text/shell-prompt.ts';
import type { Reader } from '../../types.ts';

/** A name and a version, and maybe more, in a row without titles. */
const ROW =
  /^ *"?(?<name>[A-Za-z0-9][\w.+-]*)(?::[a-z0-9-]+)?"?(?<mark>[;,|=]) *"?(?<version>(?:\d+:)?v?\d[\w.+~:^-]*)"?(?: *\k<mark>.*)?$/u;

/**
 * `name;version` without titles, as `dpkg-query -W -f` and `rpm -qa --qf` write it when asked to. Other tools write the
 * same, so that what is found in it counts and what is not found proves nothing.
 *
 * @see https://manpages.debian.org/bookworm/dpkg/dpkg-query.1.en.html
 */
export const packagePairs: Reader = {
  id: 'package-pairs',
  title: 'Names and versions of packages of an unknown kind',
  paths: [],
  recognises(head) {
    const lines = answerLines(head);
    const marks = new Set(lines.map((line) => ROW.exec(line)?.groups?.['mark']));
    return lines.length > 0 && marks.size === 1 && !marks.has(undefined);
  },
  *read(bytes) {
    for (const { text, number } of numberedLines(bytes)) {
      const { name, version } = ROW.exec(text)?.groups ?? {};
      if (name === undefined || version === undefined) continue;
      yield { name, version, ids: [`deb:${name}`, `rpm:${name}`], line: number };
    }
    throw new SyntaxError(
      'nothing in it shows whose packages these are; --as dpkg-list, --as rpm-list or --columns says so',
    );
  },
};
