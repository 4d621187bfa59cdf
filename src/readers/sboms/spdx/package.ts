import { present } from '../../../formats/omit-undefined.ts';
import type { Program } from '../../../types.ts';
import { licenceText } from '../../licence-text.ts';
import { idsOfNames } from '../purl.ts';

/** What a package says of itself, from any encoding. */
export interface SpdxPackage {
  readonly name: string;
  readonly version: string | undefined;
  readonly supplier: string | undefined;
  readonly originator: string | undefined;
  /** What its analyst concluded and what its author declared. */
  readonly licences: readonly (string | undefined)[];
  /** The locators of its external references: package URLs, CPE names and others. */
  readonly locators: readonly string[];
  readonly entry?: string;
  readonly line?: number;
}

/** The program that a package claims. */
export function claim(spdx: SpdxPackage): Program {
  const { name, version, supplier, originator, licences, locators, entry, line } = spdx;
  const ids = idsOfNames(locators);
  return present<Program>({
    name,
    version: version || undefined,
    publisher: makerOf([supplier, originator]),
    licence: licences.map((one) => licenceText(one)).find((one) => one !== undefined),
    ids: ids.length > 0 ? ids : undefined,
    marks: ['claim'],
    entry,
    line,
  });
}

const ACTOR = /^(?<kind>Organization|Person|Tool):\s*(?<name>.*)$/su;
/** `Example AV GmbH (security@example.org)`; names of companies may end in brackets too. */
const ADDRESS = /\s*\((?:[^()]*@[^()]*)?\)$/u;

/** An organisation says more than a person, and who supplies more than who made it first. */
function makerOf(actors: readonly (string | undefined)[]): string | undefined {
  const known = actors.flatMap((actor) => {
    const { kind, name } = ACTOR.exec(actor?.trim() ?? '')?.groups ?? {};
    const clean = name?.replace(ADDRESS, '').trim();
    return kind && clean && !isNothing(clean) ? [{ kind, name: clean }] : [];
  });
  return (known.find(({ kind }) => kind === 'Organization') ?? known[0])?.name;
}

/** Words for a value that is not reported. */
function isNothing(value: string): boolean {
  return value === 'NOASSERTION' || value === 'NONE';
}
