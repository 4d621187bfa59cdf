/** LZVN as macOS writes it: simple, and with codes of every kind. */

/** One literal run and one match. */
export interface Step {
  readonly literals: number;
  readonly match: number;
  readonly distance: number;
}

/** What repeats earlier bytes, by the last place of every three of them. */
export function stepsOf(content: Buffer, most: number): Step[] {
  const last = new Map<number, number>();
  const steps: Step[] = [];
  let literals = 0;
  for (let at = 0; at < content.length; ) {
    const key = content.readUIntBE(Math.min(at, content.length - 3), 3);
    const before = at + 3 <= content.length ? last.get(key) : undefined;
    let match = 0;
    if (before !== undefined && at - before < 60_000)
      while (match < most && at + match < content.length && content[before + match] === content[at + match])
        match++;
    if (at + 3 <= content.length) last.set(key, at);
    if (match >= 6 && before !== undefined) {
      steps.push({ literals, match, distance: at - before });
      literals = 0;
      at += match;
    } else {
      literals++;
      at++;
    }
    if (literals === 300) {
      steps.push({ literals, match: 0, distance: 1 });
      literals = 0;
    }
  }
  steps.push({ literals, match: 0, distance: 1 });
  return steps;
}

/** LZVN with codes of all kinds. */
export function lzvn(content: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  let last = 0;
  for (const step of stepsOf(content, 260)) {
    let { literals } = step;
    while (literals > 3) {
      const count = Math.min(literals, 271);
      parts.push(
        count < 16 ? Buffer.from([0xe0 | count]) : Buffer.from([0xe0, count - 16]),
        content.subarray(at, at + count),
      );
      literals -= count;
      at += count;
    }
    at = lzvnMatch(parts, content, at, literals, step, last);
    if (step.match > 0) last = step.distance;
  }
  return Buffer.concat([...parts, Buffer.from([6, 0, 0, 0, 0, 0, 0, 0])]);
}

function lzvnMatch(
  parts: Buffer[],
  content: Buffer,
  from: number,
  literals: number,
  { match, distance }: Step,
  last: number,
): number {
  const text = content.subarray(from, from + literals);
  if (match === 0) {
    if (literals > 0) parts.push(Buffer.from([0xe0 | literals]), text);
    return from + literals;
  }
  // With literals, codes of short matches would mean something else.
  const short = Math.min(match, literals === 0 ? 10 : literals === 1 ? 8 : literals === 2 ? 6 : 4);
  let taken = short;
  if (distance === last && literals > 0) parts.push(Buffer.from([(literals << 6) | ((short - 3) << 3) | 6]));
  else if (distance < 1536)
    parts.push(Buffer.from([(literals << 6) | ((short - 3) << 3) | (distance >>> 8), distance & 255]));
  else if (distance < 16384) {
    taken = Math.min(match, 34);
    const value = taken - 3;
    const pair = (distance << 2) | (value & 3);
    parts.push(Buffer.from([0xa0 | (literals << 3) | (value >>> 2), pair & 255, pair >>> 8]));
  } else parts.push(Buffer.from([(literals << 6) | ((short - 3) << 3) | 7, distance & 255, distance >>> 8]));
  parts.push(text);
  for (let rest = match - taken; rest > 0; ) {
    const count = Math.min(rest, 271);
    parts.push(count < 16 ? Buffer.from([0xf0 | count]) : Buffer.from([0xf0, count - 16]));
    rest -= count;
  }
  return from + literals + match;
}
