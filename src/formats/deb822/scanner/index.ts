import { Buffer } from 'node:buffer';
import type { PrefixFilter } from '../../../types.ts';
import { WASM_BYTES } from './wasm-bytes.ts';

/** Finds the faultless, closed paragraphs in the bytes of one file, some hundred at a time. */
export interface ParagraphScanner {
  /**
   * Looks from an offset on, which is on a line; gives how many paragraphs it found before it stopped. Where it did
   * not move the next one is odd and has to be read by other means. The other answers are about what was found, until
   * it is asked again.
   */
  scan(data: Uint8Array, at: number, line: number): number;
  /** How many dull ones it passed over, which are not among those that it found. */
  readonly passed: number;
  /** Where the next paragraph begins, and on which line. */
  readonly stopped: number;
  readonly line: number;
  /** Lets another have its room. */
  release(): void;
  /** Of a found paragraph: where it begins, where the empty line behind it does, its first line. */
  start(found: number): number;
  end(found: number): number;
  lineOf(found: number): number;
  /** Whether it is a dull one that is to be told of. */
  isDull(found: number): boolean;
  /** Where the value of a wanted name begins and ends, by its place among these; zeros where there is none. */
  valueStart(found: number, index: number): number;
  valueEnd(found: number, place: number): number;
}

/** What a scanner looks for, as in `StanzaShape`. */
export interface WantedFields {
  readonly wanted: readonly string[];
  readonly letters?: boolean;
  readonly dull?: readonly ValuePattern[];
}

/**
 * What the value of a wanted name is in a dull paragraph: anything, not there, just this, or one letter of some
 * and then others of some.
 */
export type ValuePattern =
  | { readonly kind: 'any' | 'absent' }
  | { readonly kind: 'exactly'; readonly value: string }
  | { readonly kind: 'letters'; readonly first: string; readonly others: string };

/** The layout of the memory, as `scanner.wat` has it: names, what was found, the bytes. */
const NAMES = 1024;
const NAME_ROOM = 32;
const NAME_LETTERS = 16;
const DEMANDS = 2048;
const DEMAND_ROOM = 64;
const CLASS = 16;
const CLASS_ROOM = 16;
const INITIALS = 3328;
const INITIAL_BITS = 31;
const FOUND = 4096;
const BEGINNINGS = 491_520;
const BYTES = 65_536;
/** Bytes that are looked at in one go; as many as 80 more may be touched behind them. */
const ROOM = 384 * 1024;
const LINE_END = 10;

/** What `scanner.wat` exports. */
interface WasmScanner {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly wanted: Variable;
  readonly fold: Variable;
  readonly passes: Variable;
  readonly tells: Variable;
  readonly passed: Variable;
  readonly lead: Variable;
  readonly stopped: Variable;
  readonly line: Variable;
  readonly short: Variable;
  scan(at: number, to: number, line: number): number;
}

interface Variable {
  value: number;
}

/** As much of it as is used here; the types of the runtime leave it to those of browsers. */
declare const WebAssembly:
  | {
      validate(code: Uint8Array): boolean;
      readonly Module: new (code: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: object };
    }
  | undefined;

let compiled: object | undefined;
/** One is enough where files are read one after the other. */
let spare: WasmScanner | undefined;

/**
 * A scanner, until it is released. It looks at 64 bytes at a time, by code of WebAssembly: in JavaScript every byte
 * of a database was worth an instruction or two, and of a fleet there are gigabytes. A runtime without WebAssembly
 * gets one that finds nothing, so that every paragraph is odd.
 *
 * @param prefixes what the first wanted value begins with in paragraphs that are not dull; without them, none is
 * @param tells whether it finds the dull ones too
 *
 * @see https://webassembly.github.io/spec/core/
 */
export function takeScanner(shape: WantedFields, prefixes?: PrefixFilter, tells = false): ParagraphScanner {
  const machine = spare ?? newMachine();
  spare = undefined;
  if (!machine) return fallbackScanner();
  prepare(machine, shape, prefixes);
  machine.tells.value = tells ? 1 : 0;
  return scannerOf(machine, shape.wanted.length);
}

function newMachine(): WasmScanner | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const code = Buffer.from(WASM_BYTES, 'base64');
  if (!compiled && !WebAssembly.validate(code)) return undefined;
  compiled ??= new WebAssembly.Module(code);
  return new WebAssembly.Instance(compiled).exports as WasmScanner;
}

/** What a machine was made ready for, which it mostly is for the next file too. */
const prepared = new WeakMap<
  WasmScanner,
  { readonly shape: WantedFields; readonly beginnings?: PrefixFilter | undefined }
>();

function prepare(machine: WasmScanner, shape: WantedFields, prefixes: PrefixFilter | undefined): void {
  const before = prepared.get(machine);
  if (before?.shape === shape && before.beginnings === prefixes) return;
  prepared.set(machine, { shape, beginnings: prefixes });
  const memory = new Uint8Array(machine.memory.buffer);
  const { wanted, letters = false, dull } = shape;
  const names = letters ? wanted : wanted.map((name) => name.toLowerCase());
  machine.wanted.value = names.length;
  machine.fold.value = letters ? 0 : 32;
  memory.fill(0, INITIALS, INITIALS + INITIAL_BITS + 1);
  names.forEach((name, index) => {
    const at = NAMES + index * NAME_ROOM;
    const initial = INITIALS + (name.charCodeAt(0) & INITIAL_BITS);
    memory[at] = name.length;
    memory[at + 1] = memory[initial] ?? 0;
    memory[initial] = index + 1;
    memory.set(Buffer.from(name, 'latin1'), at + NAME_LETTERS);
  });
  machine.passes.value = dull && prefixes ? 1 : 0;
  machine.lead.value = letters ? 0 : 1;
  if (!dull || !prefixes) return;
  memory.set(prefixes, BEGINNINGS);
  dull.forEach((demand, place) => demandAt(memory, demand, place));
}

function demandAt(memory: Uint8Array, demand: ValuePattern, index: number): void {
  const at = DEMANDS + index * DEMAND_ROOM;
  memory[at] = KINDS.indexOf(demand.kind);
  if (demand.kind === 'exactly') {
    memory[at + 1] = demand.value.length;
    memory.set(Buffer.from(demand.value, 'latin1'), at + 4);
  } else if (demand.kind === 'letters') {
    memory.set(classOf(demand.first), at + CLASS);
    memory.set(classOf(demand.others), at + CLASS + CLASS_ROOM);
  }
}

/** For each lower half of a letter of ASCII the upper halves that it has, as bits. */
function classOf(letters: string): Uint8Array {
  const halves = new Uint8Array(CLASS_ROOM);
  for (const byte of Buffer.from(letters, 'latin1')) {
    const lower = byte & 15;
    halves[lower] = (halves[lower] ?? 0) | (1 << (byte >> 4));
  }
  return halves;
}

/** As the machine counts them. */
const KINDS: readonly ValuePattern['kind'][] = ['any', 'absent', 'exactly', 'letters'];

function scannerOf(machine: WasmScanner, wanted: number): ParagraphScanner {
  const memory = new Uint8Array(machine.memory.buffer);
  const numbers = new Int32Array(machine.memory.buffer);
  // Where what is in memory begins in the file, as the distance between the two, and where it ends there.
  let shift = 0;
  let from = 0;
  let to = 0;
  let source: Uint8Array | undefined;
  const load = (data: Uint8Array, at: number) => {
    source = data;
    from = at;
    to = Math.min(data.length, at + ROOM);
    shift = BYTES - from;
    memory.set(data.subarray(from, to), BYTES);
    memory[shift + to] = LINE_END;
  };
  const stopped = () => machine.stopped.value - shift;
  const line = () => machine.line.value;
  const first = FOUND / 4;
  const size = Math.ceil((4 + wanted * 2) / 4) * 4;
  const numberAt = (found: number, index: number) => numbers[first + found * size + index] ?? 0;
  // Zero stands for nothing, wherever the bytes in memory came from.
  const placeAt = (found: number, place: number) => {
    const at = numberAt(found, place);
    return at === 0 ? 0 : at - shift;
  };
  return {
    scan(data, at, atLine) {
      if (source !== data || at < from || at >= to) load(data, at);
      const found = machine.scan(shift + at, shift + to, atLine);
      const isCut = stopped() === at && machine.short.value !== 0 && to < data.length && at > from;
      if (!isCut) return found;
      load(data, at);
      return machine.scan(shift + at, shift + to, atLine);
    },
    get passed() {
      return machine.passed.value;
    },
    get stopped() {
      return stopped();
    },
    get line() {
      return line();
    },
    release() {
      spare = machine;
    },
    start: (found) => numberAt(found, 0) - shift,
    end: (found) => numberAt(found, 1) - shift,
    lineOf: (found) => numberAt(found, 2),
    isDull: (found) => numberAt(found, 3) === 1,
    valueStart: (found, place) => placeAt(found, 4 + place * 2),
    valueEnd: (found, place) => placeAt(found, 5 + place * 2),
  };
}

/** Knows nothing but empty lines. */
function fallbackScanner(): ParagraphScanner {
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
    passed: 0,
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
    isDull: () => false,
    valueStart: none,
    valueEnd: none,
  };
}
