import { quoted } from '../../formats/source-position.ts';
import { filledLines, numberedLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';

/**
 * The package identifiers that `pkgutil --pkgs` prints, one a line.
 *
 * @see https://ss64.com/mac/pkgutil.html
 */
export const pkgutilList: Reader = {
  id: 'pkgutil-list',
  title: 'pkgutil --pkgs of macOS',
  paths: [],
  recognises(head) {
    const lines = filledLines(head);
    // Other systems list identifiers of this form too; only a Mac has packages of Apple.
    return (
      lines.every((line) => IDENTIFIER.test(line)) && lines.some((line) => line.startsWith('com.apple.pkg.'))
    );
  },
  *read(bytes) {
    let reported = 0;
    for (const { text, number, ended } of numberedLines(bytes)) {
      const identifier = text.trim();
      if (identifier === '') continue;
      if (!IDENTIFIER.test(identifier))
        throw new SyntaxError(`line ${number}: no package identifier: ${quoted(text)}`);
      reported++;
      yield { name: identifier, ids: [`receipt:${identifier}`], line: number };
      if (!ended) throw new SyntaxError(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
    if (reported === 0) throw new SyntaxError('an empty list: every Mac has packages');
  },
};

const IDENTIFIER = /^[A-Za-z0-9][\w-]*(?:\.[\w-]+)+\s*$/u;
