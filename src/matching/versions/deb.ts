/**
 * dpkg's order: `[epoch:]upstream[-revision]`; letters before other signs, `~` before everything, even the end.
 *
 * @see https://www.debian.org/doc/debian-policy/ch-controlfields.html#version
 */
export function compareDeb(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return (
    compareNumbers(left.epoch, right.epoch) ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

function parts(version: string): { epoch: string; upstream: string; revision: string } {
  const text = version.trim();
  const colon = text.indexOf(':');
  const rest = colon < 0 ? text : text.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? '' : text.slice(0, colon),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

function comparePart(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const order = weight(a, i) - weight(b, j);
      if (order !== 0) return order;
      i += 1;
      j += 1;
    }
    const [left, right] = [digits(a, i), digits(b, j)];
    const order = compareNumbers(left, right);
    if (order !== 0) return order;
    i += left.length;
    j += right.length;
  }
  return 0;
}

/** The end and a digit weigh nothing, `~` less, letters their code, all else more than any letter. */
function weight(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code) || isDigit(text, at)) return 0;
  if (code === 0x7e) return -1;
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter ? code : code + 256;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function digits(text: string, from: number): string {
  let end = from;
  while (end < text.length && isDigit(text, end)) end += 1;
  return text.slice(from, end);
}

/** Compares runs of digits of any length as numbers; an empty one is 0. */
export function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/u, ''), b.replace(/^0+/u, '')];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
