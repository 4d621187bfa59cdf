import { copyrightLicence } from '../formats/deb822/copyright.ts';
import { text } from '../formats/text/decode.ts';
import { attempt } from '../formats/try.ts';
import type { FileResolver, Program } from '../types.ts';

/** Where a database of dpkg begins below its root. */
const DPKG = /(?:^|\/)var\/lib\/dpkg\/.*$/u;

/**
 * A package of dpkg with the licence in its copyright file, one of Portage with that in its folder. A file that cannot
 * be read leaves the licence unknown.
 */
export function withLicence(program: Program, resolver: FileResolver): Program {
  const [id = ''] = program.ids ?? [];
  const kind = id.slice(0, id.indexOf(':'));
  const path =
    kind === 'deb' ? copyrightFile(program.name, resolver.path) : kind === 'portage' ? 'LICENSE' : undefined;
  const bytes = path === undefined ? undefined : attempt(() => resolver.read(path)).value;
  if (bytes === undefined) return program;
  const licence = kind === 'deb' ? copyrightLicence(bytes) : portageLicence(text(bytes));
  return licence === undefined ? program : { ...program, licence };
}

/** Undefined for a list that lies in no root. */
function copyrightFile(name: string, database: string): string | undefined {
  if (!DPKG.test(database)) return undefined;
  const root = database.replace(DPKG, '');
  return `${root === '' ? '' : `/${root}`}/usr/share/doc/${name}/copyright`;
}

/**
 * `|| ( GPL-2 MIT ) BSD`: all hold, but for a choice of those in brackets.
 *
 * @see https://projects.gentoo.org/pms/8/pms.html#dependency-specification-format
 */
function portageLicence(written: string): string | undefined {
  const words = written.trim().split(/\s+/u).slice(0, 1000);
  const open: { operator: string; parts: string[] }[] = [{ operator: ' AND ', parts: [] }];
  let operator = ' AND ';
  for (const word of words) {
    const group = open.at(-1);
    if (word === '||') operator = ' OR ';
    else if (word === '(') {
      open.push({ operator, parts: [] });
      operator = ' AND ';
    } else if (word === ')' && open.length > 1 && group) {
      open.pop();
      open.at(-1)?.parts.push(`(${group.parts.join(group.operator)})`);
    } else if (!word.endsWith('?')) group?.parts.push(word);
  }
  const all = open.flatMap(({ parts }) => parts).filter((part) => part !== '' && part !== '()');
  return all.length === 0 ? undefined : all.join(' AND ');
}
