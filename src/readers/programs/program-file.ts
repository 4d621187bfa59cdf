import { rangesOf } from '../../formats/executable/window.ts';
import type { Reader } from '../../types.ts';
import { programKind, programsOfFile } from './describe.ts';

/**
 * Program files by what they say of themselves: version resources and signatures of Windows, signatures of macOS, notes
 * and build information of Linux, descriptions of Electron and Java programs, installer packages.
 *
 * No path leads to them: a scan reads those that services, units and menu entries start, and with `--deep` all of them.
 * A signature is read, and not checked against any list of trusted authorities.
 */
export const programFile: Reader = {
  id: 'program-file',
  title: 'Program files (PE, Mach-O, ELF, MSI, Electron, Java)',
  paths: [],
  supplementary: true,
  recognises: (head, name) => programKind(head, name) !== undefined,
  *read(bytes, resolver) {
    let count = 0;
    for (const program of programsOfFile(resolver.path, bytes.length, rangesOf(bytes))) {
      count++;
      yield program;
    }
    if (count === 0) throw new SyntaxError('not a program file: its header is missing or truncated');
  },
};
