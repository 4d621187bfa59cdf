/** Folders of which every root of Linux has one beside `etc`. */
const BESIDE_ETC = ['usr', 'bin', 'lib', 'var', 'opt', 'home', 'root', 'nix'];

/** Whether the names at the top are those of an operating system, and not those of `/var` or of data. */
export function isSystem(top: readonly string[]): boolean {
  if (top.includes('etc')) return BESIDE_ETC.some((name) => top.includes(name));
  return top.includes('windows') || (top.includes('system') && top.includes('library'));
}
