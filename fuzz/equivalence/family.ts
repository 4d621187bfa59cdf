import { readerOf, recognise } from '../../src/readers/load.ts';
import type { FileResolver, Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { expectedError } from '../target.ts';

/** Formats that can carry the same inventory. */
export interface Family<Entry> {
  /** `debian`: the target is `pairs: debian`. */
  readonly id: string;
  /** Without the first entry, which is a program, the list would be incomplete. */
  readonly needsFirst?: true;
  /** One program, drawn. */
  entry(random: Random, at: number): Entry;
  /** Most programs of an inventory; default 24. */
  readonly most?: number;
  /** What a perfect reading of a perfect format gives; undefined when it is not a program. */
  truth(entry: Entry): Program | undefined;
  readonly forms: readonly Form<Entry>[];
}

/** One of the formats, with a writer that knows nothing of our readers. */
export interface Form<Entry> {
  /** `apk list -I` */
  readonly id: string;
  readonly reader: string;
  /** What of a program the format can show; everything else is left out of the comparison. */
  readonly fields: readonly (keyof Program)[];
  /** Whether the format can hold this entry at all; default: it can. */
  carries?(entry: Entry): boolean;
  /** Where the format shows something other than the truth of the family, and why it must. */
  truth?(entry: Entry): Program | undefined;
  write(entries: readonly Entry[], random: Random): readonly Written[];
  /** Whether the bytes alone say what they are; default: they do. */
  readonly bare?: true;
}

/** A file that a form consists of. */
export interface Written {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Lies beside the manifest and is none itself. */
  readonly beside?: true;
}

/**
 * Writes one inventory in every format of a family, reads each, and says where a reading differs from what was
 * written, so that any two formats agree in what both can show.
 *
 * @returns the first difference, or undefined
 */
export async function disagreement<Entry>(
  family: Family<Entry>,
  random: Random,
): Promise<Disagreement | undefined> {
  const count = 1 + random(random(4) === 0 ? (family.most ?? 24) : 4);
  const entries = Array.from({ length: count }, (_, at) => family.entry(random, at));
  for (const form of family.forms) {
    const carried = entries.filter((entry) => form.carries?.(entry) ?? true);
    if (carried.length === 0 || (family.needsFirst && carried[0] !== entries[0])) continue;
    const written = form.write(carried, random);
    const found = await readings(form, written);
    const wanted = carried.flatMap((entry) => (form.truth ?? family.truth)(entry) ?? []);
    const difference = found.reported ?? between(keys(wanted, form), keys(found.programs, form));
    if (difference !== undefined) {
      return { text: `${family.id}, ${form.id}: ${difference}`, bytes: found.bytes };
    }
  }
  return undefined;
}

/** What two formats do not agree in, and the bytes of the one that was read otherwise than written. */
export interface Disagreement {
  readonly text: string;
  readonly bytes: Uint8Array;
}

async function readings<Entry>(
  form: Form<Entry>,
  written: readonly Written[],
): Promise<{ programs: readonly Program[]; reported?: string; bytes: Uint8Array }> {
  const reader = await readerOf(form.reader);
  const programs: Program[] = [];
  for (const file of written.filter(({ beside }) => !beside)) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    if (!form.bare) {
      const known = await recognised(file.bytes.subarray(0, 65_536), name, file.path);
      if (known !== form.reader)
        return { programs, reported: `${file.path} is taken for ${known ?? 'nothing'}`, bytes: file.bytes };
    }
    try {
      for (const program of reader.read(file.bytes, treeOf(file, written))) programs.push(program);
    } catch (error) {
      return {
        programs,
        reported: `${file.path} is told as unread: ${expectedError(error)}`,
        bytes: file.bytes,
      };
    }
  }
  return { programs, bytes: written[0]?.bytes ?? new Uint8Array() };
}

async function recognised(head: Uint8Array, name: string, path: string): Promise<string | undefined> {
  try {
    return (await recognise(head, name, path))?.id;
  } catch (error) {
    return expectedError(error);
  }
}

function treeOf({ path }: Written, all: readonly Written[]): FileResolver {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const whole = (other: string) => (other.startsWith('/') ? other.slice(1) : folder + other);
  const named = (other: string) => all.find((file) => file.path === whole(other));
  return {
    path,
    read: (other) => named(other)?.bytes,
    exists: (other) => named(other) !== undefined,
    list: (other) => {
      const inside = whole(other === '' ? '' : `${other}/`);
      return all.flatMap((file) => {
        const rest = file.path.startsWith(inside) ? file.path.slice(inside.length) : '/';
        return rest.includes('/') ? [] : [rest];
      });
    },
  };
}

/** One key a program, sorted: the order of a format says nothing. */
function keys<Entry>(programs: readonly Program[], { fields }: Form<Entry>): string[] {
  return programs
    .map((program) => JSON.stringify(Object.fromEntries(fields.map((field) => [field, program[field]]))))
    .sort();
}

function between(wanted: readonly string[], found: readonly string[]): string | undefined {
  const at = wanted.findIndex((key, place) => key !== found[place]);
  if (at < 0 && wanted.length === found.length) return undefined;
  const place = at < 0 ? wanted.length : at;
  return `written ${shown(wanted[place])}\n  but read ${shown(found[place])}`;
}

function shown(key: string | undefined): string {
  return key === undefined ? 'nothing' : key.length > 600 ? `${key.slice(0, 600)}…` : key;
}
