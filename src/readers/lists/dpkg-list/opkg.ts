import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Program } from '../../../types.ts';
import { programOf } from './words.ts';

/** What apk prints is no name: `musl-1.2.4-r2 - the musl c library`, with its version before the blank. */
const NO_APK = '(?!\\S+-\\d[A-Za-z0-9._~]*-r\\d+ - )';
/** `busybox - 1.36.1-r2`; a third part is the description, which `list-installed` does not show. */
export const OPKG = new RegExp(
  `^${NO_APK}(?<name>[A-Za-z0-9][A-Za-z0-9+._-]*) - (?<version>[0-9A-Za-z][A-Za-z0-9.+~:_-]*)$`,
  'u',
);

/** The rows of `opkg list-installed`. */
export function* opkgRows(list: readonly Line[], faults: ErrorCollector): Generator<Program> {
  for (const { text, number } of list) {
    if (text.trim() === '') continue;
    const { name, version } = OPKG.exec(text)?.groups ?? {};
    const program = name && programOf({ name, version, line: number, kind: 'opkg' });
    if (program) yield program;
    else faults.add(`line ${number}: no row of opkg: ${quoted(text)}`);
  }
}
