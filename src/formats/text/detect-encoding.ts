import { inCodePage } from './code-page.ts';

/**
 * The encoding in which these bytes read most like text, or nothing when they do in none.
 *
 * Every candidate is decoded and looked at letter by letter: does a script stay the same within a word, do
 * capitals stand where capitals stand, are the characters among the few thousand that a language uses? The
 * first of equals wins, so the list begins with what is most usual.
 */
export function plausible(sample: Uint8Array): string | undefined {
  let best: { encoding: string; score: number } | undefined;
  for (const encoding of candidates) {
    const score = scored(inCodePage(sample, encoding), encoding);
    if (score > (best?.score ?? least)) best = { encoding, score };
  }
  return best?.encoding;
}

const candidates = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1251',
  'cp850',
  'ibm866',
  'gbk',
  'shift_jis',
  'euc-kr',
  'euc-jp',
  'big5',
];

/** A mean below this is no text; binary files come out far below zero. */
const least = 0.5;

/** The mean likelihood of a character, about 1 for text and below 0 for noise. */
function scored(decoded: string, encoding: string): number {
  let sum = 0;
  let run = 0;
  let last: Kind = 'space';
  for (let at = 0; at < decoded.length; at++) {
    const code = decoded.charCodeAt(at);
    const kind = kindOf(code);
    run = kind === 'accented' && last === 'accented' ? run + 1 : 0;
    sum += weight(kind, code, encoding) + fit(last, kind, run);
    last = kind;
  }
  return decoded.length === 0 ? -1 : sum / decoded.length;
}

type Kind =
  | 'space'
  | 'ascii'
  | 'lower'
  | 'upper'
  | 'accented'
  | 'Accented'
  | 'cyrillic'
  | 'Cyrillic'
  | 'foreign'
  | 'han'
  | 'kana'
  | 'half'
  | 'hangul'
  | 'mark'
  | 'sign'
  | 'box'
  | 'other'
  | 'noise';

/** Ranges by their first code, in order; each holds up to the next. */
const ranges: readonly (readonly [number, Kind])[] = [
  [0x00, 'noise'],
  [0x07, 'space'],
  [0x0e, 'noise'],
  [0x1a, 'space'],
  [0x1c, 'noise'],
  [0x20, 'space'],
  [0x21, 'ascii'],
  [0x41, 'upper'],
  [0x5b, 'ascii'],
  [0x61, 'lower'],
  [0x7b, 'ascii'],
  [0x7f, 'noise'],
  [0xa0, 'mark'],
  [0xa1, 'sign'],
  [0xa9, 'mark'],
  [0xaa, 'sign'],
  [0xab, 'mark'],
  [0xac, 'sign'],
  [0xae, 'mark'],
  [0xaf, 'sign'],
  [0xb0, 'mark'],
  [0xb1, 'sign'],
  [0xb7, 'mark'],
  [0xb8, 'sign'],
  [0xbb, 'mark'],
  [0xbc, 'sign'],
  [0xc0, 'Accented'],
  [0xd7, 'sign'],
  [0xd8, 'Accented'],
  [0xdf, 'accented'],
  [0xf7, 'sign'],
  [0xf8, 'accented'],
  [0x180, 'other'],
  [0x370, 'foreign'],
  [0x400, 'foreign'],
  [0x410, 'Cyrillic'],
  [0x430, 'cyrillic'],
  [0x450, 'foreign'],
  [0x460, 'other'],
  [0x490, 'foreign'],
  [0x492, 'other'],
  [0x5d0, 'foreign'],
  [0x700, 'other'],
  [0xe01, 'foreign'],
  [0xe80, 'other'],
  [0x1e00, 'accented'],
  [0x2000, 'other'],
  [0x2010, 'mark'],
  [0x2027, 'sign'],
  [0x20ac, 'mark'],
  [0x20ad, 'sign'],
  [0x2116, 'mark'],
  [0x2117, 'sign'],
  [0x2122, 'mark'],
  [0x2123, 'sign'],
  [0x2500, 'box'],
  [0x25a0, 'sign'],
  [0x2700, 'other'],
  [0x3000, 'mark'],
  [0x3020, 'other'],
  [0x3041, 'kana'],
  [0x3100, 'other'],
  [0x4e00, 'han'],
  [0xa000, 'other'],
  [0xac00, 'hangul'],
  [0xd7a4, 'noise'],
  [0xf900, 'other'],
  [0xff01, 'mark'],
  [0xff5f, 'other'],
  [0xff61, 'half'],
  [0xffa0, 'noise'],
];

function kindOf(code: number): Kind {
  if (code < 0x80) return lowKinds()[code] as Kind;
  // Ё and ё stand apart from the rest of their alphabet.
  if (code === 0x401) return 'Cyrillic';
  if (code === 0x451) return 'cyrillic';
  let from = 0;
  let to = ranges.length - 1;
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if ((ranges[middle]?.[0] ?? 0) <= code) from = middle;
    else to = middle - 1;
  }
  return ranges[from]?.[1] ?? 'noise';
}

let low: readonly Kind[] | undefined;

/** Kinds of ASCII, made when the first doubtful bytes are met: most machines have none. */
function lowKinds(): readonly Kind[] {
  low ??= Array.from({ length: 0x80 }, (_, code) => {
    return ranges.findLast(([from]) => from <= code)?.[1] ?? 'noise';
  });
  return low;
}

const weights: Readonly<Record<Kind, number>> = {
  space: 1,
  ascii: 1,
  lower: 1,
  upper: 1,
  accented: 0.8,
  Accented: 0.7,
  cyrillic: 0.95,
  Cyrillic: 0.95,
  foreign: 0.5,
  han: 0,
  kana: 0.95,
  half: 0.1,
  hangul: 0,
  mark: 0.6,
  sign: 0,
  box: -0.3,
  other: -0.7,
  noise: -3,
};

function weight(kind: Kind, code: number, encoding: string): number {
  if (kind === 'kana' && (encoding === 'gbk' || encoding === 'big5' || encoding === 'euc-kr')) return 0.2;
  if (kind !== 'han' && kind !== 'hangul') return weights[kind];
  const used = usedIn(encoding);
  if (!used.common.has(code)) return kind === 'han' ? -0.3 : -0.6;
  return used.frequent.has(code) ? 1.2 : 0.85;
}

/** What it says for or against a reading that this kind follows that one. */
function fit(last: Kind, kind: Kind, run: number): number {
  return run >= 2 ? -1.2 : (fits[last]?.[kind] ?? 0);
}

/** By the kind before and the kind behind it. */
const fits: Readonly<Partial<Record<Kind, Partial<Record<Kind, number>>>>> = {
  lower: { cyrillic: -1.4, Cyrillic: -1.4, foreign: -0.6, Accented: -1, sign: -0.5, half: -0.5 },
  upper: { cyrillic: -1.4, Cyrillic: -1.4 },
  // A letter that stands alone is seldom one of these, and a dash always stands so.
  space: { accented: -0.15 },
  cyrillic: { lower: -1.4, upper: -1.4, Cyrillic: -1.2 },
  Cyrillic: { lower: -1.4, upper: -1.4, space: -0.35 },
  foreign: { lower: -0.6, cyrillic: -0.1 },
  accented: { Accented: -1, upper: -0.8, space: -0.15 },
  Accented: { accented: -0.4, Accented: -0.4, space: -0.3 },
  sign: { lower: -0.5, sign: -0.3 },
  hangul: { han: -0.8 },
  han: { hangul: -0.8 },
  half: { lower: -0.5, half: -0.05 },
};

interface Used {
  /** The first level of a national standard: the characters that ordinary writing needs. */
  readonly common: ReadonlySet<number>;
  /** A few dozen that are met in almost every sentence or in names of programs. */
  readonly frequent: ReadonlySet<number>;
}

const sets = new Map<string, Used>();

function usedIn(encoding: string): Used {
  const known = sets.get(encoding);
  if (known !== undefined) return known;
  const made = { common: commonIn(encoding), frequent: codes(frequentIn[encoding] ?? everyFrequent) };
  sets.set(encoding, made);
  return made;
}

/** First and last lead byte of the first level in each double-byte encoding. */
const levels: Readonly<Record<string, readonly [number, number]>> = {
  gbk: [0xb0, 0xd7],
  shift_jis: [0x88, 0x98],
  'euc-jp': [0xb0, 0xcf],
  'euc-kr': [0xb0, 0xc8],
  big5: [0xa4, 0xc6],
};

function commonIn(encoding: string): ReadonlySet<number> {
  const level = levels[encoding];
  if (level === undefined) {
    return new Set(['gbk', 'shift_jis', 'euc-kr', 'big5'].flatMap((each) => [...commonIn(each)]));
  }
  const cells: number[] = [];
  for (let lead = level[0]; lead <= level[1]; lead++) {
    for (let trail = encoding.startsWith('euc') || encoding === 'gbk' ? 0xa1 : 0x40; trail < 0xff; trail++) {
      cells.push(lead, trail, 0x0a);
    }
  }
  // Made where it is needed: tables of Unicode cost a cold start.
  const notLetters = /[^\p{Script=Han}\p{Script=Hangul}]/gu;
  return codes(new TextDecoder(encoding).decode(Uint8Array.from(cells)).replace(notLetters, ''));
}

function codes(letters: string): ReadonlySet<number> {
  return new Set(Array.from(letters, (letter) => letter.charCodeAt(0)));
}

const frequentIn: Readonly<Record<string, string>> = {
  gbk: '的一是不在人有我中大来上国用软件管理安全卫士工具网络电脑浏览器办公输入法助手版公司科技有限文简体微信音乐视频下载',
  big5: '的一是不在人有我中大來上國用軟體管理安全工具網路電腦瀏覽器輸入法公司科技有限版股份文繁體微信',
  shift_jis: '日本語版一人大年中会社株式管理用新',
  'euc-jp': '日本語版一人大年中会社株式管理用新',
  'euc-kr':
    '이가는을를에의로다하시스트어서사리기정보안전한국드라프그램인지자고도만데아오소버제통합용업설치관장치주',
};

const everyFrequent = Object.values(frequentIn).join('');
