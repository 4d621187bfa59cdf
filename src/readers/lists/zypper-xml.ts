import { errorCollector } from '../../formats/errors.ts';
import { type XmlElement, xmlRecords } from '../../formats/markup/xml.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * What `zypper --xmlout search` and `zypper --xmlout packages` print: every solvable with its status, and messages.
 * A message of the type error says that the list may lack packages.
 *
 * @see https://github.com/openSUSE/zypper/tree/master/doc
 */
export const zypperXml: Reader = {
  id: 'zypper-xml',
  title: 'XML output of zypper',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    return /<stream>/u.test(start) && /<(?:solvable|search-result|message)\b/u.test(start);
  },
  telltales: [{ format: 'XML of zypper', keys: ['stream', 'search-result', 'solvable-list', 'solvable'] }],
  *read(bytes) {
    const faults = errorCollector();
    let lists = 0;
    for (const element of xmlRecords(bytes, isWanted)) {
      if (element.name === 'solvable') yield* programOf(element);
      else if (element.name === 'solvable-list' || element.name === 'search-result') lists++;
      else if (element.attributes.get('type') === 'error')
        faults.add(`zypper says: ${quoted(element.text.trim())}`);
    }
    faults.throwIfAny();
    if (lists === 0 && !/<solvable-list/u.test(memoiseHead(bytes.subarray(0, 1 << 16))))
      throw new SyntaxError('no list of packages');
  },
};

const NAMES = new Set(['solvable', 'message']);

function isWanted(path: readonly string[]): boolean {
  return NAMES.has(path.at(-1) ?? '');
}

/** Patches and patterns are no packages; `other-version` is what a repository offers. */
function* programOf({ attributes, line }: XmlElement): Generator<Program> {
  const name = attributes.get('name');
  const version = attributes.get('edition');
  const arch = attributes.get('arch');
  const kind = attributes.get('kind') ?? 'package';
  const isThere = /^(?:installed|i\+?|locked)$/u.test(attributes.get('status') ?? '');
  if (!name || !isThere || (kind !== 'package' && kind !== 'product' && kind !== 'application')) return;
  yield { name, ...(version ? { version } : {}), ...(arch ? { arch } : {}), ids: [`rpm:${name}`], line };
}
