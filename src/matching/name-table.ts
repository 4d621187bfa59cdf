/** Names by their places, each once, without a string for each of a million. */
export interface Names extends Iterable<string> {
  readonly length: number;
  at(place: number): string;
  /** The place of a name; undefined when it is none of these. */
  find(name: string): number | undefined;
}

/** Names that become more; the place of each is its number. */
export interface NameTable extends Names {
  /** The number of a name, which is added if it is new. */
  add(name: string): number;
  /** Numbers of all names in the order of their texts, as `order` has it. */
  sorted(): Uint32Array;
}

/** Bytes that a unit of a text takes at most. */
const MAX_BYTES = 3;
/** In place of a number: this slot is free. */
const FREE = -1;

/** No name yet. The names are one piece of UTF-8 with the end of each, and slots that find them by their hashes. */
export function nameTable(): NameTable {
  let bytes = Buffer.allocUnsafe(1024);
  let ends = new Uint32Array(64);
  let slots = new Int32Array(128).fill(FREE);
  let length = 0;
  const startOf = (number: number) => (number === 0 ? 0 : (ends[number - 1] ?? 0));
  const at = (number: number) => bytes.toString('utf8', startOf(number), ends[number]);
  const isSame = (number: number, start: number, end: number) => {
    let one = startOf(number);
    if ((ends[number] ?? 0) - one !== end - start) return false;
    for (let other = start; other < end; ) if (bytes[one++] !== bytes[other++]) return false;
    return true;
  };
  /** The slot of the name that these bytes are, or the free one that it would have. */
  const slotOf = (start: number, end: number) => {
    let slot = hash(bytes, start, end) & (slots.length - 1);
    for (let number = slots[slot] ?? FREE; number !== FREE; number = slots[slot] ?? FREE) {
      if (isSame(number, start, end)) break;
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  };
  /** Puts a name behind all others, where it stays if it is added. */
  const write = (name: string) => {
    const start = startOf(length);
    if (start + name.length * MAX_BYTES > bytes.length) bytes = grown(bytes, start + name.length * MAX_BYTES);
    return start + bytes.write(name, start);
  };
  const compare = (a: number, b: number) => {
    let [one, other] = [startOf(a), startOf(b)];
    const [endOfOne, endOfOther] = [ends[a] ?? 0, ends[b] ?? 0];
    for (; one < endOfOne && other < endOfOther; one++, other++) {
      const [left = 0, right = 0] = [bytes[one], bytes[other]];
      if (left !== right) return weight(left) - weight(right);
    }
    return endOfOne - one - (endOfOther - other);
  };
  return {
    get length() {
      return length;
    },
    at,
    find(name) {
      const number = slots[slotOf(startOf(length), write(name))];
      return number === FREE ? undefined : number;
    },
    add(name) {
      const end = write(name);
      const slot = slotOf(startOf(length), end);
      const known = slots[slot] ?? FREE;
      if (known !== FREE) return known;
      if (length === ends.length) ends = grownNumbers(ends);
      ends[length] = end;
      slots[slot] = length++;
      if (length * 2 > slots.length) {
        slots = new Int32Array(slots.length * 2).fill(FREE);
        for (let number = 0; number < length; number++)
          slots[slotOf(startOf(number), ends[number] ?? 0)] = number;
      }
      return length - 1;
    },
    sorted: () => Uint32Array.from({ length }, (_, number) => number).sort(compare),
    *[Symbol.iterator]() {
      for (let number = 0; number < length; number++) yield at(number);
    },
  };
}

/** Some names of a table, in an order of their own. */
export function namesAt(table: Names, numbers: Uint32Array): Names {
  let places: Int32Array | undefined;
  const at = (place: number) => table.at(numbers[place] ?? 0);
  return {
    length: numbers.length,
    at,
    find(name) {
      if (!places) {
        places = new Int32Array(table.length).fill(FREE);
        for (const [place, number] of numbers.entries()) places[number] = place;
      }
      const place = places[table.find(name) ?? places.length] ?? FREE;
      return place === FREE ? undefined : place;
    },
    *[Symbol.iterator]() {
      for (let place = 0; place < numbers.length; place++) yield at(place);
    },
  };
}

/** A list of numbers that grows, four or eight bytes each. */
export function grownNumbers<Numbers extends Uint32Array | Float64Array>(numbers: Numbers): Numbers {
  const more = new (numbers.constructor as new (length: number) => Numbers)((numbers.length * 3) / 2);
  more.set(numbers);
  return more;
}

function grown(bytes: Buffer, needed: number): Buffer<ArrayBuffer> {
  const more = Buffer.allocUnsafeSlow(Math.max(needed, (bytes.length * 3) / 2));
  bytes.copy(more);
  return more;
}

/**
 * FNV-1a over bytes, with its high bits mixed into the low ones that choose a slot.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0x811c9dc5;
  for (let at = start; at < end; at++) sum = Math.imul(sum ^ (bytes[at] ?? 0), 0x01000193);
  return sum ^ (sum >>> 15);
}

/**
 * In UTF-16 what is written as two units comes before U+E000 to U+FFFF, whose UTF-8 begins with the bytes EE and EF; by
 * their bytes it would come behind them.
 */
function weight(byte: number): number {
  return byte === 0xee || byte === 0xef ? byte + 0x10 : byte;
}
