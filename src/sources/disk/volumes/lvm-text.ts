/** A value of the text in which LVM2 describes a volume group. */
export type LvmValue = string | number | readonly LvmValue[] | LvmSection;
/** Names with their values. */
export interface LvmSection {
  readonly [name: string]: LvmValue;
}

const TOKEN = /#[^\n]*|"(?:[^"\\]|\\.)*"|[[\]{}=,]|[^\s[\]{}=,"#]+/gu;
const MAX_DEPTH = 16;

/**
 * Reads the description of a volume group.
 *
 * @throws SyntaxError when it is not written like one
 * @see https://man7.org/linux/man-pages/man5/lvm.conf.5.html
 */
export function lvmText(text: string): LvmSection {
  const tokens = text.match(TOKEN)?.filter((token) => !token.startsWith('#')) ?? [];
  const reader = { tokens, at: 0 };
  const section = sectionOf(reader, 0);
  if (reader.at < tokens.length) throw new SyntaxError('the description of a volume group is damaged');
  return section;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function sectionOf(reader: Reader, depth: number): LvmSection {
  if (depth > MAX_DEPTH) throw new SyntaxError('the description of a volume group is damaged');
  // Without a prototype no name means anything but what stands there.
  const section: Record<string, LvmValue> = Object.create(null) as Record<string, LvmValue>;
  for (;;) {
    const name = reader.tokens[reader.at];
    if (name === undefined || name === '}') return section;
    const sign = reader.tokens[reader.at + 1];
    reader.at += 2;
    if (sign === '{') {
      section[name] = sectionOf(reader, depth + 1);
      expect(reader, '}');
    } else if (sign === '=') section[name] = valueOf(reader, depth);
    else throw new SyntaxError('the description of a volume group is damaged');
  }
}

function valueOf(reader: Reader, depth: number): LvmValue {
  const token = reader.tokens[reader.at++];
  if (token === undefined || '{}],='.includes(token) || depth > MAX_DEPTH)
    throw new SyntaxError('the description of a volume group is damaged');
  if (token.startsWith('"')) return token.slice(1, -1).replace(/\\(?<sign>.)/gu, '$<sign>');
  if (token !== '[') return Number(token);
  const list: LvmValue[] = [];
  while (reader.tokens[reader.at] !== ']') {
    list.push(valueOf(reader, depth + 1));
    if (reader.tokens[reader.at] === ',') reader.at++;
  }
  reader.at++;
  return list;
}

function expect(reader: Reader, token: string): void {
  if (reader.tokens[reader.at++] !== token)
    throw new SyntaxError('the description of a volume group is damaged');
}
