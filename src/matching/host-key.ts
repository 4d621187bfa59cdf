/**
 * A name as hosts are compared: case means nothing in DNS and on Windows, and a dot at the end is the root of DNS.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc1034#section-3.1
 */
export function hostKey(name: string): string {
  const one = name.endsWith('.') && name.length > 1 ? name.slice(0, -1) : name;
  return (isPlain(one) ? one : one.normalize('NFKC')).toLowerCase();
}

/** Of ASCII there is one form. */
function isPlain(name: string): boolean {
  return /^[ -~]*$/u.test(name);
}
