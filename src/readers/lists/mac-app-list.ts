import { present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * Lists of application bundles by name or path: `ls /Applications` in all its forms, `find … -name '*.app'`,
 * `mdfind "kMDItemContentType == 'com.apple.application-bundle'"`. Only lines that name a bundle tell of a
 * program; the folders among them are passed over.
 *
 * @see https://ss64.com/mac/mdfind.html
 */
export const macAppList: Reader = {
  id: 'mac-app-list',
  title: 'Lists of macOS applications (ls, find, mdfind)',
  paths: [],
  recognises(head) {
    const lines = headLines(head).filter((line) => line.trim() !== '');
    if (!lines.every((line) => PLAIN.test(line))) return false;
    const named = lines.filter((line) => APP.test(line)).length;
    return named > 0 && named * 2 >= lines.length;
  },
  *read(bytes) {
    let told = 0;
    for (const { text, number, ended } of numberedLines(bytes)) {
      const path = APP.exec(DETAILS.exec(text)?.groups?.['name'] ?? text)?.groups?.['path'];
      if (path !== undefined) {
        told++;
        yield programOf(path, number);
      }
      if (!ended) throw new SyntaxError(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
    if (told === 0) throw new SyntaxError('no line names an application bundle');
  },
};

const APP = /^(?<path>[^\t]*[^\s/][^\t/]*\.app)[/@*]?\s*$/iu;
/** `drwxr-xr-x@  3 root  wheel  96 Jan  1  2020 Safari.app` */
const DETAILS = /^d[rwxstST-]{9}[@+]?\s+\d+\s+\S+\s+\S+\s+\d+\s+\S+\s+\S+\s+\S+\s(?<name>.+)$/su;
/** No markup, table or other list looks like names of files. */
const PLAIN = /^[^<>"{}|;=\t]{1,1024}$/u;

function programOf(path: string, line: number): Program {
  return present<Program>({
    name: path.slice(path.lastIndexOf('/') + 1, -'.app'.length),
    folder: path.startsWith('/') ? path : undefined,
    line,
  });
}
