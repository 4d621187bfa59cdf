import { viewOf } from './window.ts';

/** What a version resource says. */
export interface VersionResource {
  /** Four numbers, of the file and of its product: absent when all are zero. */
  readonly fileVersion?: string;
  readonly productVersion?: string;
  /** Strings by name, for each language: `CompanyName`, `ProductName`, `FileDescription`, … */
  readonly languages: readonly LanguageStrings[];
}

/** The strings of a version resource in one language. */
export interface LanguageStrings {
  /** Language and code page in hexadecimal, `040904b0`. */
  readonly language: string;
  readonly strings: ReadonlyMap<string, string>;
}

const FIXED = 0xfeef04bd;
const MAX_NODES = 2048;

/**
 * The version resource of a program file: the numbers, and the strings of every language.
 *
 * Compilers disagree whether a length counts bytes or characters, and whether a string ends with a zero, so a string
 * is what lies between its name and the end of its node, up to the first zero.
 *
 * @throws SyntaxError with the offset when the block is truncated or not one
 * @see https://learn.microsoft.com/windows/win32/menurc/vs-versioninfo
 */
export function versionResource(bytes: Uint8Array): VersionResource {
  const budget = { nodes: 0 };
  const root = nodeAt(bytes, 0, bytes.length, budget);
  if (root.key !== 'VS_VERSION_INFO')
    throw new SyntaxError(`not a version resource: it is called ${JSON.stringify(root.key.slice(0, 40))}`);
  const languages: LanguageStrings[] = [];
  const fixed = fixedOf(bytes, root);
  for (const info of childrenOf(bytes, root, budget)) {
    if (info.key !== 'StringFileInfo') continue;
    for (const table of childrenOf(bytes, { ...info, valueLength: 0 }, budget)) {
      const strings = new Map<string, string>();
      for (const node of childrenOf(bytes, { ...table, valueLength: 0 }, budget)) {
        const value = textAt(bytes, node.value, node.end).trim();
        if (value !== '') strings.set(node.key, value);
      }
      languages.push({ language: table.key.toLowerCase(), strings });
    }
  }
  return { ...fixed, languages };
}

interface Node {
  readonly key: string;
  /** Offset of the value. */
  readonly value: number;
  readonly valueLength: number;
  readonly end: number;
}

function nodeAt(bytes: Uint8Array, at: number, limit: number, budget: { nodes: number }): Node {
  if (++budget.nodes > MAX_NODES) throw new SyntaxError(`a version resource of more than ${MAX_NODES} parts`);
  if (at + 6 > limit) throw new SyntaxError(`offset ${at} of the version resource: a part is truncated`);
  const view = viewOf(bytes);
  const length = view.getUint16(at, true);
  if (length < 8 || at + length > limit)
    throw new SyntaxError(`offset ${at} of the version resource: a part of ${length} bytes`);
  const end = at + length;
  const key = textAt(bytes, at + 6, end);
  const value = aligned(at + 6 + key.length * 2 + 2);
  return { key, value: Math.min(value, end), valueLength: view.getUint16(at + 2, true), end };
}

function* childrenOf(bytes: Uint8Array, node: Node, budget: { nodes: number }): Generator<Node> {
  let at = aligned(node.value + node.valueLength);
  while (at + 6 <= node.end) {
    // Some compilers fill up the end of a part with zeros.
    if (viewOf(bytes).getUint16(at, true) === 0) {
      at += 4;
      continue;
    }
    const child = nodeAt(bytes, at, node.end, budget);
    yield child;
    at = aligned(child.end);
  }
}

function fixedOf(bytes: Uint8Array, { value, end, valueLength }: Node): Partial<VersionResource> {
  if (valueLength < 52 || value + 52 > end) return {};
  const view = viewOf(bytes);
  if (view.getUint32(value, true) !== FIXED) return {};
  const fileVersion = numbersAt(view, value + 8);
  const productVersion = numbersAt(view, value + 16);
  return { ...(fileVersion ? { fileVersion } : {}), ...(productVersion ? { productVersion } : {}) };
}

function numbersAt(view: DataView, at: number): string | undefined {
  const numbers = [2, 0, 6, 4].map((offset) => view.getUint16(at + offset, true));
  return numbers.every((number) => number === 0) ? undefined : numbers.join('.');
}

/** UTF-16 up to its first zero. */
function textAt(bytes: Uint8Array, from: number, to: number): string {
  let end = from;
  while (end + 1 < to && (bytes[end] !== 0 || bytes[end + 1] !== 0)) end += 2;
  return new TextDecoder('utf-16le').decode(bytes.subarray(from, end));
}

function aligned(at: number): number {
  return (at + 3) & ~3;
}
