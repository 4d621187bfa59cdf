import { xmlRecords } from '../../formats/markup/xml.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Reader } from '../../types.ts';

/**
 * The packages that `choco export` writes into a `packages.config`. A file of this name with target frameworks lists
 * the parts of a program that is built, and is no list of what is installed.
 *
 * @see https://docs.chocolatey.org/en-us/choco/commands/export/
 */
export const chocoExport: Reader = {
  id: 'choco-export',
  title: 'choco export (packages.config)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    const isList = /<packages>\s*(?:<!--[^]*?-->\s*)?(?:<package\s[^>]*\bid="|<\/packages>)/u.test(start);
    return isList && !start.includes('targetFramework');
  },
  *read(bytes) {
    for (const { attributes, line } of xmlRecords(bytes, (path) => path.join('/') === 'packages/package')) {
      const name = attributes.get('id');
      if (!name) throw new SyntaxError(`line ${line}: a package without an id`);
      const version = attributes.get('version');
      yield { name, ...(version ? { version } : {}), ids: [`choco:${name}`], line };
    }
  },
};
