/** The glob of what somebody passed: at any depth of a folder, or a file by itself. */
export const INPUT_FILES = '**/*';

/** Names at the top of a file system, in lower case; a folder of passed manifests has none of them. */
export const ROOT_NAMES: ReadonlySet<string> = new Set(
  'bin boot etc home lib opt root sbin srv usr var nix windows users programdata applications library system private'
    .split(' ')
    .concat('program files', 'program files (x86)', 'documents and settings', 'files', 'hives', 'utilityvm'),
);

/** Of those, the ones that only systems have which do not distinguish names by case. */
const CASELESS_NAMES = ['windows', 'applications', 'files', 'utilityvm', 'program files'];

/** Whether names are compared without case, by what stands at the top (in lower case). */
export function isCaseless(top: readonly string[]): boolean {
  return !top.includes('etc') && CASELESS_NAMES.some((name) => top.includes(name));
}
