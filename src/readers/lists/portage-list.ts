import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { filledLines, numberedLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';

/**
 * Lists of Gentoo packages: `qlist -Iv` and `equery list`, with category, name and version on a line.
 *
 * @see https://wiki.gentoo.org/wiki/Q_applets
 */
export const portageList: Reader = {
  id: 'portage-list',
  title: 'Lists of Gentoo packages (qlist -Iv, equery list)',
  paths: [],
  recognises(head) {
    const lines = filledLines(head).filter((line) => !NOTICE.test(line));
    return lines.length > 0 && lines.every((line) => ROW.test(line));
  },
  *read(bytes) {
    const faults = errorCollector();
    const lines = [...numberedLines(bytes)].filter(({ text }) => text.trim() !== '' && !NOTICE.test(text));
    if (lines.length === 0) throw new SyntaxError('an empty list');
    for (const { text, number, ended } of lines) {
      const { flags, name, version } = ROW.exec(text)?.groups ?? {};
      if (name === undefined || version === undefined)
        faults.add(`line ${number}: no package: ${quoted(text)}`);
      // equery shows what is not installed with an empty first letter.
      else if (flags === undefined || flags.startsWith('I')) {
        yield { name, version, ids: [`portage:${name}`], line: number };
      }
      if (!ended) faults.add(`line ${number}: truncated before the line end`);
    }
    faults.throwIfAny();
  },
};

const NOTICE = /^ *\* /u;
/** `[IP-] [  ] app-editors/vim-9.0.2092:0` or `app-editors/vim-9.0.2092`. */
const ROW =
  /^(?:\[(?<flags>[I-][P-][OM-])\] \[[^\]]*\] )?(?<name>[a-z0-9][a-z0-9+_.-]*\/[A-Za-z0-9_][A-Za-z0-9+_-]*?)-(?<version>\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?)(?::[A-Za-z0-9+_./=-]*)?$/u;
