import { PLANTED } from '../plant/documents.ts';

/** A source of which parts are taken away. */
export interface Machine {
  readonly name: string;
  readonly kind: 'root' | 'handed' | 'archive';
  /** Path → content. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Files and folders that list programs: without one of them the source is not whole. */
  readonly lists: readonly string[];
  /** What shows that a list without an end mark was cut between two records. */
  readonly witnesses?: readonly string[];
  /** What an uninstallation of the banned program takes away as a whole. */
  readonly own: readonly string[];
  /** Places where an empty folder, or a link that leads nowhere, is what is left of it. */
  readonly leaves?: { readonly folder: readonly string[]; readonly link: readonly string[] };
  /** Places of which an uninstallation takes all of a group away, and never some. */
  readonly apart?: readonly (readonly string[])[];
}

/** What is installed on every machine, the banned program in the midst. */
export const NAMES = ['bash', PLANTED, 'zlib1g'];
