import { Buffer } from 'node:buffer';
import { MACHINE_CODE } from './machine-code.ts';

/** Finds the faultless, closed paragraphs in the bytes of one file, some hundred at a time. */
export interface ParagraphScanner {
  /**
   * Looks from an offset on, which is on a line; gives how many paragraphs it found before it stopped. None means
   * that the next one is odd and has to be read by other means. The other answers are about what was found, until it
   * is asked again.
   */
  scan(data: Uint8Array, at: number, line: number): number;
  /** Where the next paragraph begins, and on which line. */
  readonly stopped: number;
  readonly line: number;
  /** Lets another have its room. */
  release(): void;
  /** Of a found paragraph: where it begins, where the empty line behind it does, its first line. */
  start(found: number): number;
  end(found: number): number;
  lineOf(found: number): number;
  /** Where the value of a wanted name begins and ends, by its place among these; zeros where there is none. */
  valueStart(found: number, place: number): number;
  valueEnd(found: number, place: number): number;
}

/** What a scanner looks for, as in `StanzaShape`. */
export interface Wanted {
  readonly wanted: readonly string[];
  readonly letters?: boolean;
}

/** The layout of the memory, as `scanner.wat` has it: names, what was found, the bytes. */
const NAMES = 1024;
const NAME_ROOM = 32;
const FOUND = 4096;
const BYTES = 65_536;
/** Bytes that are looked at in one go; sixteen more may be touched behind them. */
const ROOM = 384 * 1024;
const LINE_END = 10;

/** What `scanner.wat` exports. */
interface Machine {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly wanted: Variable;
  readonly fold: Variable;
  readonly lengths: Variable;
  readonly initials: Variable;
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
let spare: Machine | undefined;

/**
 * A scanner, until it is released. It looks sixteen bytes at a time, by code of WebAssembly: in JavaScript every byte
 * of a database was worth an instruction or two, and of a fleet there are gigabytes. A runtime without WebAssembly
 * gets one that finds nothing, so that every paragraph is odd.
 *
 * @see https://webassembly.github.io/spec/core/
 */
export function takeScanner(shape: Wanted): ParagraphScanner {
  const machine = spare ?? newMachine();
  spare = undefined;
  return machine ? scannerOf(machine, shape) : blindScanner();
}

function newMachine(): Machine | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const code = Buffer.from(MACHINE_CODE, 'base64');
  if (!compiled && !WebAssembly.validate(code)) return undefined;
  compiled ??= new WebAssembly.Module(code);
  return new WebAssembly.Instance(compiled).exports as Machine;
}

function scannerOf(machine: Machine, { wanted, letters = false }: Wanted): ParagraphScanner {
  const memory = new Uint8Array(machine.memory.buffer);
  const numbers = new Int32Array(machine.memory.buffer);
  const names = letters ? wanted : wanted.map((name) => name.toLowerCase());
  machine.wanted.value = names.length;
  machine.fold.value = letters ? 0 : 32;
  machine.lengths.value = bits(names.map((name) => name.length));
  machine.initials.value = bits(names.map((name) => name.charCodeAt(0)));
  names.forEach((name, place) => {
    const at = NAMES + place * NAME_ROOM;
    memory[at] = name.length;
    memory.set(Buffer.from(name, 'latin1'), at + 1);
  });
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
  const size = 3 + wanted.length * 2;
  const numberAt = (found: number, place: number) => numbers[first + found * size + place] ?? 0;
  return {
    scan(data, at, atLine) {
      if (source !== data || at < from || at >= to) load(data, at);
      const found = machine.scan(shift + at, shift + to, atLine);
      const isCut = found === 0 && machine.short.value !== 0 && to < data.length && stopped() > from;
      if (!isCut) return found;
      load(data, stopped());
      return machine.scan(BYTES, shift + to, line());
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
    valueStart: (found, place) => Math.max(0, numberAt(found, 3 + place * 2) - shift),
    valueEnd: (found, place) => Math.max(0, numberAt(found, 4 + place * 2) - shift),
  };
}

/** One bit for each number, by its lowest five bits. */
function bits(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum | (1 << (number & 31)), 0);
}

function blindScanner(): ParagraphScanner {
  let place = 0;
  let atLine = 1;
  const none = () => 0;
  return {
    scan(_data, at, line) {
      place = at;
      atLine = line;
      return 0;
    },
    get stopped() {
      return place;
    },
    get line() {
      return atLine;
    },
    release: () => undefined,
    start: none,
    end: none,
    lineOf: none,
    valueStart: none,
    valueEnd: none,
  };
}
