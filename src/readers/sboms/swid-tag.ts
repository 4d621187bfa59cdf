import { childOf, childText, type XmlElement, xmlRoot } from '../../formats/markup/xml.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Mark, Program, Reader } from '../../types.ts';

/**
 * A software identification tag: of 2015 with attributes, of 2009 with elements. A corpus tag belongs to installation
 * media, and nothing is installed by it; a patch tag names an update.
 *
 * @see https://csrc.nist.gov/projects/software-identification-swid
 */
export const swidTag: Reader = {
  id: 'swid-tag',
  title: 'Software identification tag (ISO/IEC 19770-2)',
  paths: [],
  recognises: (head) =>
    /<(?:[\w.-]+:)?(?:SoftwareIdentity|software_identification_tag)\b/u.test(memoiseHead(head)),
  telltales: [{ format: 'a SWID tag', keys: ['SoftwareIdentity', 'tagId', 'Entity', 'regid'] }],
  *read(bytes) {
    for (const root of xmlRoot(bytes)) {
      if (root.attributes.get('corpus') === 'true') continue;
      const program = root.name === 'SoftwareIdentity' ? ofAttributes(root) : ofElements(root);
      if (program.name === '') throw new SyntaxError(`line ${root.line}: a tag without a name`);
      yield program;
    }
  },
};

function ofAttributes(root: XmlElement): Program {
  const version = root.attributes.get('version');
  const creator = creatorOf(root);
  const marks: Mark[] = root.attributes.get('patch') === 'true' ? ['update'] : [];
  return {
    name: root.attributes.get('name')?.trim() ?? '',
    ...(version ? { version } : {}),
    ...(creator ? { publisher: creator } : {}),
    ...(marks.length > 0 ? { marks } : {}),
    line: root.line,
  };
}

function creatorOf(root: XmlElement): string | undefined {
  const entities = root.children.filter(({ name }) => name === 'Entity');
  const roles = (entity: XmlElement): string => entity.attributes.get('role') ?? '';
  const creator = entities.find((entity) => /\bsoftwareCreator\b/u.test(roles(entity))) ?? entities[0];
  return creator?.attributes.get('name');
}

function ofElements(root: XmlElement): Program {
  const version = childText(childOf(root, 'product_version'), 'name');
  const publisher = childText(childOf(root, 'software_creator'), 'name');
  return {
    name: childText(root, 'product_title') ?? '',
    ...(version ? { version } : {}),
    ...(publisher ? { publisher } : {}),
    line: root.line,
  };
}
