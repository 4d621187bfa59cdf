import { Buffer } from 'node:buffer';
import type { PrefixFilter } from '../../../types.ts';
import { type Variable, wasmFactory } from '../../web-assembly.ts';
import { WASM_BYTES } from './wasm-bytes.ts';

/** Finds the correct, closed stanzas in the bytes of one file, some hundred at a time. */
export interface StanzaScanner {
  /**
   * Looks from an offset on, at which the given line begins. Returns how many stanzas it found before it stopped. If it
   * did not move, the next stanza is odd and has to be read by other means. The other members describe what the last
   * call found.
   */
  scan(data: Uint8Array, at: number, line: number): number;
  /** How many irrelevant stanzas it skipped, which are not among those that it found. */
  readonly skipped: number;
  /** Where the next stanza begins, and on which line. */
  readonly stopped: number;
  readonly line: number;
  /** Frees its memory for the next file. */
  release(): void;
  /** Of a found stanza: where it begins, where the empty line after it does, its first line. */
  start(found: number): number;
  end(found: number): number;
  lineOf(found: number): number;
  /** Whether it is irrelevant, and found only because these are kept too. */
  isIrrelevant(found: number): boolean;
  /** Where the value of a wanted name begins and ends, by the index of the name. Zeros if there is none. */
  valueStart(found: number, index: number): number;
  valueEnd(found: number, index: number): number;
}

/** What a scanner looks for, as in `StanzaShape`. */
export interface WantedFields {
  readonly wanted: readonly string[];
  readonly letters?: boolean;
  readonly irrelevant?: readonly ValuePattern[];
}

/**
 * What the value of a wanted name is in an irrelevant stanza: anything, not there, exactly this, or one letter of some
 * and then others of some.
 */
export type ValuePattern =
  | { readonly kind: 'any' | 'absent' }
  | { readonly kind: 'exactly'; readonly value: string }
  | { readonly kind: 'letters'; readonly first: string; readonly others: string };

/** The layout of the memory, as `assembly/memory.ts` describes it. */
const NAMES = 1024;
const NAME_SIZE = 32;
const NAME_LETTERS = 16;
const PATTERNS = 2048;
const PATTERN_SIZE = 64;
const CLASS = 16;
const CLASS_SIZE = 16;
const INITIALS = 3328;
const INITIAL_BITS = 31;
const FOUND = 4096;
const PREFIXES = 458_752;
const BYTES = 65_536;
/** Bytes that are looked at in one go. As many as 80 more may be read after them. */
const CAPACITY = 383 * 1024;
const LINE_END = 10;

/** What `assembly/scanner.ts` exports. */
interface WasmScanner {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly wanted: Variable;
  readonly fold: Variable;
  readonly filters: Variable;
  readonly keepIrrelevant: Variable;
  readonly skipped: Variable;
  readonly lead: Variable;
  readonly stopped: Variable;
  readonly line: Variable;
  readonly short: Variable;
  scan(at: number, to: number, line: number): number;
}

const newInstance = wasmFactory(WASM_BYTES);
/** One is enough if files are read one after the other. */
let spare: WasmScanner | undefined;

/**
 * A scanner, until it is released. It looks at 64 bytes at a time with WebAssembly, because in JavaScript every byte of
 * a database costs an instruction or two, and a fleet has gigabytes. A runtime without WebAssembly gets one that finds
 * nothing, so that every stanza is odd.
 *
 * @param prefixes what the first wanted value begins with in relevant stanzas. Without them, all are relevant
 * @param keepIrrelevant whether it finds the irrelevant ones too
 *
 * @see https://webassembly.github.io/spec/core/
 */
export function takeScanner(
  shape: WantedFields,
  prefixes?: PrefixFilter,
  keepIrrelevant = false,
): StanzaScanner {
  const instance = spare ?? (newInstance() as WasmScanner | undefined);
  spare = undefined;
  if (!instance) return fallbackScanner();
  instance.keepIrrelevant.value = keepIrrelevant ? 1 : 0;
  const before = prepared.get(instance);
  if (before?.shape === shape && before.prefixes === prefixes) return before.scanner;
  prepare(instance, shape, prefixes);
  const scanner = scannerOf(instance, shape.wanted.length);
  prepared.set(instance, { shape, prefixes, scanner });
  return scanner;
}

/** What an instance was prepared for, and its scanner: mostly the same for the next file. */
const prepared = new WeakMap<
  WasmScanner,
  {
    readonly shape: WantedFields;
    readonly prefixes: PrefixFilter | undefined;
    readonly scanner: StanzaScanner;
  }
>();

function prepare(instance: WasmScanner, shape: WantedFields, prefixes: PrefixFilter | undefined): void {
  const memory = new Uint8Array(instance.memory.buffer);
  const { wanted, letters = false, irrelevant } = shape;
  const names = letters ? wanted : wanted.map((name) => name.toLowerCase());
  instance.wanted.value = names.length;
  instance.fold.value = letters ? 0 : 32;
  memory.fill(0, INITIALS, INITIALS + INITIAL_BITS + 1);
  names.forEach((name, index) => {
    const at = NAMES + index * NAME_SIZE;
    const initial = INITIALS + (name.charCodeAt(0) & INITIAL_BITS);
    memory[at] = name.length;
    memory[at + 1] = memory[initial] ?? 0;
    memory[initial] = index + 1;
    memory.set(Buffer.from(name, 'latin1'), at + NAME_LETTERS);
  });
  instance.filters.value = irrelevant && prefixes ? 1 : 0;
  instance.lead.value = letters ? 0 : 1;
  if (!irrelevant || !prefixes) return;
  memory.set(prefixes, PREFIXES);
  irrelevant.forEach((pattern, index) => writePattern(memory, pattern, index));
}

function writePattern(memory: Uint8Array, pattern: ValuePattern, index: number): void {
  const at = PATTERNS + index * PATTERN_SIZE;
  memory[at] = KINDS.indexOf(pattern.kind);
  if (pattern.kind === 'exactly') {
    memory[at + 1] = pattern.value.length;
    memory.set(Buffer.from(pattern.value, 'latin1'), at + 4);
  } else if (pattern.kind === 'letters') {
    memory.set(classOf(pattern.first), at + CLASS);
    memory.set(classOf(pattern.others), at + CLASS + CLASS_SIZE);
  }
}

/** For each lower half of a letter of ASCII the upper halves that it has, as bits. */
function classOf(letters: string): Uint8Array {
  const halves = new Uint8Array(CLASS_SIZE);
  for (const byte of Buffer.from(letters, 'latin1')) {
    const lower = byte & 15;
    halves[lower] = (halves[lower] ?? 0) | (1 << (byte >> 4));
  }
  return halves;
}

/** In the order in which the scanner counts them. */
const KINDS: readonly ValuePattern['kind'][] = ['any', 'absent', 'exactly', 'letters'];

function scannerOf(instance: WasmScanner, wanted: number): StanzaScanner {
  const memory = new Uint8Array(instance.memory.buffer);
  const numbers = new Int32Array(instance.memory.buffer);
  // The part of the file that is in memory, and the distance between its offsets there and in the file.
  let shift = 0;
  let from = 0;
  let to = 0;
  let source: Uint8Array | undefined;
  const load = (data: Uint8Array, at: number) => {
    source = data;
    from = at;
    to = Math.min(data.length, at + CAPACITY);
    shift = BYTES - from;
    memory.set(data.subarray(from, to), BYTES);
    memory[shift + to] = LINE_END;
  };
  const stopped = () => instance.stopped.value - shift;
  const line = () => instance.line.value;
  const first = FOUND / 4;
  const size = Math.ceil((4 + wanted * 2) / 4) * 4;
  const numberAt = (found: number, index: number) => numbers[first + found * size + index] ?? 0;
  // Zero means that there is none, whatever part of the file is in memory.
  const offsetAt = (found: number, index: number) => {
    const at = numberAt(found, index);
    return at === 0 ? 0 : at - shift;
  };
  return {
    scan(data, at, atLine) {
      if (source !== data || at < from || at >= to) load(data, at);
      const found = instance.scan(shift + at, shift + to, atLine);
      const isCut = stopped() === at && instance.short.value !== 0 && to < data.length && at > from;
      if (!isCut) return found;
      load(data, at);
      return instance.scan(shift + at, shift + to, atLine);
    },
    get skipped() {
      return instance.skipped.value;
    },
    get stopped() {
      return stopped();
    },
    get line() {
      return line();
    },
    release() {
      // No file stays in memory for the next one, which may have its place there.
      source = undefined;
      spare = instance;
    },
    start: (found) => numberAt(found, 0) - shift,
    end: (found) => numberAt(found, 1) - shift,
    lineOf: (found) => numberAt(found, 2),
    isIrrelevant: (found) => numberAt(found, 3) === 1,
    valueStart: (found, index) => offsetAt(found, 4 + index * 2),
    valueEnd: (found, index) => offsetAt(found, 5 + index * 2),
  };
}

/** Knows only empty lines. */
function fallbackScanner(): StanzaScanner {
  let index = 0;
  let atLine = 1;
  const none = () => 0;
  return {
    scan(data, at, line) {
      index = at;
      while (data[index] === LINE_END) index++;
      atLine = line + index - at;
      return 0;
    },
    skipped: 0,
    get stopped() {
      return index;
    },
    get line() {
      return atLine;
    },
    release: () => undefined,
    start: none,
    end: none,
    lineOf: none,
    isIrrelevant: () => false,
    valueStart: none,
    valueEnd: none,
  };
}
