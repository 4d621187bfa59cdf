import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import type { Reader } from '../../types.ts';

/**
 * The operating system itself, as a trace: some bans name a distribution. It is no program entry, since no
 * package database lists it.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 */
export const osRelease: Reader = {
  id: 'os-release',
  title: 'Name of the operating system',
  paths: ['etc/os-release', 'usr/lib/os-release'],
  supplementary: true,
  *read(bytes) {
    const values = new Map<string, string>();
    let line = 0;
    let idLine = 0;
    for (const row of text(bytes).split('\n')) {
      line++;
      if (BLANK.test(row)) continue;
      const { key, value } = ASSIGNMENT.exec(row)?.groups ?? {};
      if (key === undefined || value === undefined) {
        throw new SyntaxError(`line ${line}: no assignment: ${quoted(row)}`);
      }
      if (key === 'ID') idLine = line;
      values.set(key, value.replace(QUOTES, '$<inner>'));
    }
    const id = values.get('ID');
    if (!id) return;
    const version = values.get('VERSION_ID');
    yield {
      name: values.get('NAME') ?? id,
      ...(version ? { version } : {}),
      kind: 'trace',
      ids: [`os-release:${id.toLowerCase()}`],
      line: idLine,
    };
  },
};

const BLANK = /^\s*(?:#.*)?$/su;
const ASSIGNMENT = /^(?<key>[A-Za-z_][A-Za-z0-9_]{0,60})=(?<value>.{0,400}?)\s*$/su;
const QUOTES = /^(?<quote>["'])(?<inner>.*)\k<quote>$/su;
