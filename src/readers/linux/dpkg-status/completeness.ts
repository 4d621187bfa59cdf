import { type Stanza, stanzas } from '../../../formats/deb822/stanzas.ts';
import type { ErrorCollector } from '../../../formats/errors.ts';
import type { FileResolver } from '../../../types.ts';
import { isInPlace, shape } from './paragraph.ts';

/** Looks on while paragraphs are read, and shows at the end whether some are missing. */
export interface Completeness {
  saw(stanza: Stanza): void;
  /** Called with the name in a closed stanza that is passed over, where names matter. */
  readonly sawName?: (name: string) => void;
  /** `journal` names packages whose paragraphs stand elsewhere. */
  end(journal: Iterable<Stanza>): void;
}

/**
 * The format has no end mark, so that three things stand in for one.
 *
 * - dpkg leaves an empty line after every paragraph. On a machine that dpkg keeps (it has `info` beside the
 *   status) a last paragraph without one is a cut. Files written by hand and excerpts may lack it.
 * - A last paragraph without an empty line that lacks its version, or a field which the first ones all have,
 *   is a cut everywhere.
 * - dpkg and opkg keep a list of files for each package in `info`: a package with such a list and without a
 *   paragraph was lost.
 */
export function completeness(
  bytes: Uint8Array,
  resolver: FileResolver,
  faults: ErrorCollector,
): Completeness {
  const lists = isInPlace(resolver.path)
    ? resolver.list('info').filter((file) => file.endsWith('.list'))
    : [];
  const names = new Set<string>();
  let last: Stanza | undefined;
  const sawName = lists.length > 0 ? (name: string) => void names.add(name) : undefined;
  return {
    ...(sawName && { sawName }),
    saw(stanza) {
      last = stanza;
      sawName?.(stanza.fields.get('Package') ?? '');
    },
    end(journal) {
      if (last && !last.closed && last.problem === undefined)
        noteOpenEnd(last, firstBefore(last, bytes), resolver, faults);
      for (const { fields } of journal) names.add(fields.get('Package') ?? '');
      noteLost(names, lists, faults);
    },
  };
}

/** What paragraphs of this file look like. */
function firstBefore(last: Stanza, bytes: Uint8Array): Stanza[] {
  const first: Stanza[] = [];
  for (const stanza of stanzas(bytes, shape)) {
    if (stanza.line >= last.line || first.length === EXAMPLES) break;
    first.push(stanza);
  }
  return first;
}

function noteOpenEnd(
  last: Stanza,
  first: readonly Stanza[],
  resolver: FileResolver,
  faults: ErrorCollector,
): void {
  const usual = FIELDS.filter(
    (field) => first.length > 0 && first.every((stanza) => hasField(stanza, field)),
  );
  const missing = ['Version', ...usual].find((field) => !hasField(last, field));
  if (missing !== undefined)
    faults.add(`line ${last.line}: the last paragraph is truncated before its ${missing}`);
  else if (isInPlace(resolver.path) && resolver.exists('info')) {
    faults.add(
      `line ${last.line}: the last paragraph is not closed by an empty line, so something is cut off`,
    );
  }
}

function hasField(stanza: Stanza, field: string): boolean {
  return stanza.fields.has(field) || stanza.find(field) !== undefined;
}

const EXAMPLES = 8;
const FIELDS = ['Status', 'Version', 'Architecture', 'Maintainer', 'Description', 'Installed-Time'];

function noteLost(names: ReadonlySet<string>, lists: readonly string[], faults: ErrorCollector): void {
  for (const file of lists) {
    const name = file.slice(0, -'.list'.length).split(':')[0] ?? '';
    if (!names.has(name)) faults.add(`info/${file} belongs to a package that is not in the status`);
  }
}
