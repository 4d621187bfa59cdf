import { childOf, childText, xml } from '../../formats/markup/xml.ts';

/** What the vendors of a desktop application say of it. */
export interface Component {
  readonly id: string;
  readonly name?: string;
  readonly developer?: string;
  /** Of the application, not of its description. */
  readonly licence?: string;
  /** Of the newest release. */
  readonly version?: string;
}

/**
 * The description of an application in AppStream's XML.
 *
 * @throws SyntaxError when it is not well-formed or has no id
 * @see https://www.freedesktop.org/software/appstream/docs/chap-Metadata.html
 */
export function appstream(bytes: Uint8Array): Component {
  const root = xml(bytes);
  const id = childText(root, 'id');
  if (id === undefined) throw new SyntaxError(`no id in <${root.name}>`);
  const plain = root.children.filter((child) => !child.attributes.has('xml:lang'));
  const own = { ...root, children: plain };
  const name = childText(own, 'name');
  const developer = childText(childOf(own, 'developer'), 'name') ?? childText(own, 'developer_name');
  const licence = childText(own, 'project_license');
  const version = childOf(childOf(own, 'releases'), 'release')?.attributes.get('version')?.trim();
  return {
    id,
    ...(name ? { name } : {}),
    ...(developer ? { developer } : {}),
    ...(licence ? { licence } : {}),
    ...(version ? { version } : {}),
  };
}
