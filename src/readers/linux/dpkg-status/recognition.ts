import { headText } from '../../../formats/text/lines.ts';

/** Whether these bytes hold a paragraph with a name and a status as dpkg writes it (`dpkg -s` prints it so). */
export function isDatabase(head: Uint8Array): boolean {
  // The first paragraph is enough of most, and thousands of heads are asked about in a sweep.
  return [head.subarray(0, PARAGRAPH), head].some((part) => {
    const text = headText(part);
    return PACKAGE.test(text) && STATUS.test(text);
  });
}

/** Bytes that hold the first fields of a first paragraph. */
const PARAGRAPH = 1024;

const PACKAGE = /^package[ \t]*:[ \t]*[a-z0-9]/imu;
const STATUS =
  /^status[ \t]*:[ \t]*(?:unknown|install|hold|deinstall|purge)[ \t]+\S+[ \t]+(?:not-installed|config-files|installed|half-installed|unpacked|half-configured|triggers-[a-z]+)[ \t\r]*$/imu;

/**
 * Whether these bytes are the control file of one binary package, as `status.d` holds them. An index of a
 * repository has the same fields and says in addition where to fetch the package.
 */
export function isControlFile(bytes: Uint8Array): boolean {
  if (bytes.length > CONTROL_SIZE) return false;
  const text = headText(bytes).trim();
  return (
    FIRST_FIELD.test(text) &&
    VERSION.test(text) &&
    ARCHITECTURE.test(text) &&
    !OTHER.test(text) &&
    !GAP.test(text)
  );
}

const CONTROL_SIZE = 64 * 1024;
const FIRST_FIELD = /^package:[ \t]*[a-z0-9]/iu;
const VERSION = /^version:[ \t]*\S/imu;
const ARCHITECTURE = /^architecture:[ \t]*\S/imu;
const OTHER = /^(?:status|filename|directory|files|format|binary|sha256|md5sum|size|cnf-[a-z-]+):/imu;
const GAP = /\n\r?\n/u;
