/**
 * A name as hosts are compared: case means nothing in DNS and on Windows, and a dot at the end is the root of
 * DNS. The key of a key is itself.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc1034#section-3.1
 */
export function hostKey(name: string): string {
  const key = (isPlain(name) ? name : name.normalize('NFKC')).toLowerCase();
  return key.endsWith('.') ? key.replace(/(?<=[^.])\.+$/u, '') : key;
}

/** Of ASCII there is one form. */
function isPlain(name: string): boolean {
  return /^[ -~]*$/u.test(name);
}
