import { present } from '../../../formats/omit-undefined.ts';
import type { Program } from '../../../types.ts';
import { licenceText } from '../../licence-text.ts';
import { idsOfNames } from '../purl.ts';

/** What a component says of itself, from either encoding. */
export interface Component {
  /** `application`, `firmware`, `container`, …: `CLASSIFICATION_APPLICATION` is written `application`. */
  readonly type: string | undefined;
  readonly group: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Who published, made and delivered it, in this order of weight. */
  readonly makers: readonly (string | undefined)[];
  /** Expressions, identifiers and names. */
  readonly licences: readonly (string | undefined)[];
  readonly purl: string | undefined;
  readonly cpe: string | undefined;
  /** The place in the document: `components[3]`. */
  readonly entry: string;
  readonly line?: number;
}

/** The thing that the document describes, or a part of it. */
export type Role = 'subject' | 'part';

/** What a tool was pointed at, and no program: its name is that of a folder, a file, an image, a machine. */
const NO_PROGRAM: ReadonlySet<string> = new Set([
  'container',
  'device',
  'file',
  'data',
  'cryptographic-asset',
]);

/** The program that a component claims; undefined when it has no name. */
export function claim(component: Component, role: Role): Program | undefined {
  const { type, group, name, version, makers, licences, purl, cpe, entry, line } = component;
  if (name === undefined) return undefined;
  const ids = idsOfNames([purl, cpe].filter((text) => text !== undefined));
  return present<Program>({
    name: group ? `${group}/${name}` : name,
    version,
    publisher: makers.find((maker) => maker !== undefined),
    licence: licenceText(...licences),
    ids: ids.length > 0 ? ids : undefined,
    // What a document is about is no entry of its list; that it says so shows that it is there, if it is a program.
    kind: role === 'subject' ? 'trace' : undefined,
    state: role === 'subject' && !NO_PROGRAM.has(type ?? '') ? 'installed' : undefined,
    marks: ['claim'],
    entry: line === undefined ? entry : undefined,
    line,
  });
}
