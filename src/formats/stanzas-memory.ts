import type { Stanza, StanzaShape } from './stanzas.ts';

/** A paragraph that was read, and what was in it. */
export interface Remembered extends Pick<Stanza, 'fields' | 'find'> {
  /** With its last line end. */
  readonly text: string;
  readonly lines: number;
}

/** The paragraphs that hosts of a fleet have in common: most are the same, letter by letter. */
export interface Memory {
  /** The paragraph that begins here, if it is a known one that is closed by an empty line. */
  find(chunk: string, at: number): Remembered | undefined;
  /** Keeps a faultless paragraph; `parts` is given a copy of it that holds no file in memory. */
  keep(text: string, lines: number, parts: (text: string) => Pick<Stanza, 'fields' | 'find'>): void;
}

/** Characters that are remembered at most. */
const ROOM = 24 * 1024 * 1024;
/** Versions of one package that are worth a comparison. */
const VERSIONS = 12;
/** So many paragraphs without a fifth as many known ones: what is read has nothing in common. */
const TRIAL = 20_000;

const memories = new WeakMap<StanzaShape, Memory>();

/** The memory of those who ask for the same fields; the first file of a process leaves nothing in it. */
export function memoryOf(shape: StanzaShape): Memory {
  const known = memories.get(shape);
  if (known) return known;
  memories.set(shape, newMemory());
  return NONE;
}

const NONE: Memory = { find: () => undefined, keep: () => undefined };

function newMemory(): Memory {
  const byFirstLine = new Map<string, Remembered[]>();
  let kept = 0;
  let hits = 0;
  let size = 0;
  return {
    find(chunk, at) {
      for (const known of byFirstLine.get(chunk.slice(at, chunk.indexOf('\n', at))) ?? []) {
        const end = at + known.text.length;
        // The end of a chunk is no empty line.
        if (chunk.charCodeAt(end) !== LINE_END || chunk.slice(at, end) !== known.text) continue;
        hits++;
        return known;
      }
      return undefined;
    },
    keep(text, lines, parts) {
      if (kept > TRIAL && hits * 5 < kept) return;
      if (size > ROOM) {
        byFirstLine.clear();
        size = 0;
      }
      const own = Buffer.from(text, 'latin1').toString('latin1');
      const first = own.slice(0, own.indexOf('\n'));
      const list = byFirstLine.get(first) ?? [];
      list.unshift({ text: own, lines, ...parts(own) });
      if (list.length > VERSIONS) list.pop();
      byFirstLine.set(Buffer.from(first, 'latin1').toString('latin1'), list);
      kept++;
      size += text.length;
    },
  };
}

const LINE_END = 10;
