import { errorCollector } from '../../../formats/errors.ts';
import { present } from '../../../formats/omit-undefined.ts';
import { quoted } from '../../../formats/source-position.ts';
import { filledLines, numberedLines } from '../../../formats/text/lines.ts';
import type { Program, Reader } from '../../../types.ts';
import { bundlesIn, pathsIn, shapeOf } from './listing.ts';

/**
 * Lists of application bundles by name or path: `ls /Applications` in all its forms, `find /Applications`,
 * `mdfind "kMDItemContentType == 'com.apple.application-bundle'"`. A line that names something in a bundle describes the
 * bundle; folders among them are passed over. A line with details that was not understood is reported.
 *
 * @see https://ss64.com/mac/mdfind.html
 */
export const macAppList: Reader = {
  id: 'mac-app-list',
  title: 'Lists of macOS applications (ls, find, mdfind)',
  paths: [],
  freeText: true,
  recognises(head) {
    const lines = filledLines(head);
    if (!lines.every((line) => PLAIN.test(line) || QUOTED.test(line))) return false;
    const named = lines.filter((line) => APP.test(line) && !PROPERTY.test(line)).length;
    return named > 0 && named * 2 >= lines.length;
  },
  *read(bytes) {
    const faults = errorCollector();
    const seen = new Set<string>();
    const list = [...numberedLines(bytes)];
    const shape = shapeOf(list.map(({ text }) => text));
    for (const { text, number, ended } of list) {
      const paths = text.trim() === '' ? [] : pathsIn(text, shape);
      if (paths === undefined) faults.add(`line ${number}: not a line of ls or find: ${quoted(text)}`);
      for (const bundle of (paths ?? []).flatMap(bundlesIn)) {
        if (!seen.has(bundle)) yield programOf(bundle, number);
        seen.add(bundle);
      }
      if (!ended && text !== '') faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
    if (seen.size === 0) faults.add('no line names an application bundle');
    faults.throwIfAny();
  },
};

/** What is or is in a bundle. */
const APP = /[^\s/.,][^/]*\.app(?:['"’”»]?[/@*:,]?\s*$|['"]?[/@*,]? |\/)/iu;
/** A property of YAML whose value is the name of a bundle. */
const PROPERTY = /^ *(?:- )*[A-Za-z_]\w*: /u;
/** No markup, table or other list looks like names of files. */
const PLAIN = /^[^<>"{}|;=\t]{1,1024}$|^[-dl0-9 ][^<"{}|;=\t]{20,1024} -> [^<>"{}|;=\t]{1,1024}$/u;
const QUOTED = /^(?:[-dl0-9 ][^<>"{}|;=\t]{20,500} )?(?:"[^"{}|;=\t]{1,1024}"[/@*]?(?:,? +|$))+$/u;

function programOf(path: string, line: number): Program {
  return present<Program>({
    name: path.slice(path.lastIndexOf('/') + 1, -'.app'.length),
    folder: path.startsWith('/') ? path : undefined,
    line,
  });
}
