import { childOf, childText, type XmlElement, xmlRoot } from '../../formats/markup/xml.ts';
import { present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * A package of Chocolatey as it stays beside what it installed. Its authors made the program, its owners the
 * package. Packages that failed or were truncated lie in `lib-bad`.
 *
 * @see https://docs.chocolatey.org/en-us/create/create-packages#nuspec
 */
export const chocolatey: Reader = {
  id: 'chocolatey',
  title: 'Chocolatey packages',
  paths: ['ProgramData/chocolatey/lib/*/*.nuspec', 'ProgramData/chocolatey/lib-bad/*/*.nuspec'],
  supplementary: true,
  recognises: (head, name) => /\.nuspec$/iu.test(name) && /<package\b/u.test(memoiseHead(head)),
  *read(bytes, resolver) {
    for (const document of xmlRoot(bytes)) {
      const metadata = childOf(document, 'metadata');
      const id = childText(metadata, 'id');
      if (document.name !== 'package' || id === undefined) {
        throw new SyntaxError(`no package: ${JSON.stringify(document.name.slice(0, 40))}`);
      }
      yield present<Program>({
        name: childText(metadata, 'title') ?? id,
        version: childText(metadata, 'version'),
        publisher: childText(metadata, 'authors'),
        maintainer: childText(metadata, 'owners'),
        licence: licenceIn(metadata),
        ids: [`choco:${id}`],
        state: /(?:^|\/)lib-bad\//iu.test(resolver.path) ? 'partial' : undefined,
      });
    }
  },
};

/** Another type names a file. */
function licenceIn(metadata: XmlElement | undefined): string | undefined {
  const isExpression = childOf(metadata, 'license')?.attributes.get('type') === 'expression';
  return isExpression ? childText(metadata, 'license') : undefined;
}
