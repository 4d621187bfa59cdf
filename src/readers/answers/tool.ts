import type { Json } from '../../formats/markup/json.ts';
import type { Program } from '../../types.ts';
import type { Members } from './keys.ts';
import type { ShapeObject } from './shape.ts';

/** What fields of a row show; each names plain keys in the order of their weight, a dot leads into an object. */
export interface AnswerFields {
  readonly name: string;
  /** A second name, which people see: it may say more. */
  readonly title?: string;
  readonly version?: string;
  readonly publisher?: string;
  readonly maintainer?: string;
  /** Of the row, or of an object around it. */
  readonly host?: string;
  readonly arch?: string;
  readonly folder?: string;
  readonly date?: string;
  readonly user?: string;
  /** Parts of a version of rpm. */
  readonly epoch?: string;
  readonly release?: string;
  /** Says that something is not installed: an offer, a removed package, settings that were left. */
  readonly state?: string;
  /** The word for the package manager: its package's name is an id. */
  readonly format?: string;
  /** Words that make a row an update of another program. */
  readonly type?: string;
}

/** An interface of a management tool: how its answers are recognised, and where in them programs are. */
export interface AnswerTool {
  readonly title: string;
  /** Page of the documentation. */
  readonly see: string;
  /**
   * Plain keys of one object that only this tool writes together, several sets of them. `a/b` is the key `b` of an
   * object below `a`; `a=b` is a key with a text.
   */
  readonly known: readonly string[];
  /** Keys that one object has, and no others: words of so many tools that only all of them show this one. */
  readonly exactly?: readonly string[];
  /** Keys whose lists or objects lead to rows, beside the usual wrappers. */
  readonly lists?: string;
  /** Keys whose objects are maps from a name or number to a row; `*` for the document itself. */
  readonly maps?: string;
  readonly fields: AnswerFields;
  /** Kinds of id with the fields that hold them: `{'bundle-id': 'bundleid'}`. */
  readonly ids?: Readonly<Record<string, string>>;
  /** Names are words of CPE: with publisher and version they make a CPE name. */
  readonly cpe?: true;
  /** Rows are evidence (services, extensions), no programs. */
  readonly trace?: true;
  /** What is known of a computer by this key must have that one, or its programs were not asked for: `osinfo items`. */
  readonly needs?: string;
  /** Numbers of rows at which an answer may have been cut, where nothing in it says so. */
  readonly fullPages?: readonly number[];
  /** Whether a row is of another kind and not to be read. */
  isOther?(row: Members): boolean;
  /** The computer, where no single field shows. */
  host?(row: Members): string | undefined;
  /** The row as it is read, where it is wrapped in a way of its own. */
  unwrap?(row: Members): Members;
  /** The program of a text that stands where a row would. */
  text?(text: string): Program | undefined;
  /** Changes what was read of a row. */
  odd?(program: Program, row: Members): Program;
  /** Why an answer is not complete, by a sign of its own. */
  gap?(frame: Members): string | undefined;
}

/** Whether an object of a document shows one of these sets of keys. */
export function isKnown({ known, exactly = [] }: AnswerTool, objects: readonly ShapeObject[]): boolean {
  return (
    known.some((set) => objects.some((object) => hasKeys(object, knownKeys(set)))) ||
    exactly.some((set) => objects.some((object) => hasOnly(object, knownKeys(set))))
  );
}

function hasKeys(object: ShapeObject, keys: readonly KnownKey[]): boolean {
  return keys.every((key) => hasKey(object, key));
}

function hasOnly(object: ShapeObject, keys: readonly KnownKey[]): boolean {
  return object.keys.size === keys.length && hasKeys(object, keys);
}

/** One key of a set in {@link AnswerTool.known}. */
interface KnownKey {
  readonly name: string;
  /** What the path of its object ends with. */
  readonly above?: string;
  /** What its text holds. */
  readonly text?: string;
}

/** Sets that were taken apart: each document is compared with all of them. */
const sets = new Map<string, readonly KnownKey[]>();

function knownKeys(set: string): readonly KnownKey[] {
  const known = sets.get(set) ?? set.split(' ').map(knownKey);
  sets.set(set, known);
  return known;
}

function knownKey(key: string): KnownKey {
  const [name = '', text] = key.split('=');
  const slash = name.lastIndexOf('/');
  if (text !== undefined) return { name, text };
  return slash < 0 ? { name } : { name: name.slice(slash + 1), above: name.slice(0, slash) };
}

function hasKey({ path, keys, texts }: ShapeObject, { name, above, text }: KnownKey): boolean {
  if (text !== undefined) return texts.get(name)?.toLowerCase().includes(text) === true;
  return keys.has(name) && (above === undefined || path.join('/').endsWith(above));
}

/** A value of a document with what is known from around it. */
export interface Place {
  readonly value: Json;
  readonly host: string | undefined;
  /** Whether it is an element of a list or map of rows. */
  readonly isElement: boolean;
  /** The key in a map. */
  readonly key?: string;
}
