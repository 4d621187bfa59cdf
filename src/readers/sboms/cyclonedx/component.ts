import { present } from '../../../formats/omit-undefined.ts';
import type { Program } from '../../../types.ts';
import { idsOfNames } from '../purl.ts';

/** What a component says of itself, from either encoding. */
export interface Component {
  readonly group: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Who published, made and delivered it, in this order of weight. */
  readonly makers: readonly (string | undefined)[];
  readonly purl: string | undefined;
  readonly cpe: string | undefined;
  /** The place in the document: `components[3]`. */
  readonly entry: string;
  readonly line?: number;
}

/** The thing that the document describes, or a part of it. */
export type Role = 'subject' | 'part';

/** The program that a component claims; undefined when it has no name. */
export function claim(component: Component, role: Role): Program | undefined {
  const { group, name, version, makers, purl, cpe, entry, line } = component;
  if (name === undefined) return undefined;
  const ids = idsOfNames([purl, cpe].filter((text) => text !== undefined));
  return present<Program>({
    name: group ? `${group}/${name}` : name,
    version,
    publisher: makers.find((maker) => maker !== undefined),
    ids: ids.length > 0 ? ids : undefined,
    kind: role === 'subject' ? 'trace' : undefined,
    marks: ['claim'],
    entry: line === undefined ? entry : undefined,
    line,
  });
}
