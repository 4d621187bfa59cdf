import { jarMember } from '../../formats/executable/jar.ts';
import { rangesOf } from '../../formats/executable/window.ts';
import { childText, type XmlElement, xmlRoot } from '../../formats/markup/xml.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { belowHomes } from '../home-globs.ts';

/** Where each version of each IDE has a folder of plug-ins. */
const FOLDERS = [
  '.local/share/JetBrains/*',
  '.local/share/Google/*',
  '.*/config/plugins',
  'Library/Application Support/JetBrains/*/plugins',
  'Library/Application Support/Google/*/plugins',
  'AppData/Roaming/JetBrains/*/plugins',
  'AppData/Roaming/Google/*/plugins',
];
const JARS = belowHomes(FOLDERS, '/{*.jar,*/lib/*.jar}');

/**
 * Plug-ins of the IDEs of JetBrains and of Android Studio that an account installed, by the description in one of
 * their Java archives.
 *
 * @see https://plugins.jetbrains.com/docs/intellij/plugin-configuration-file.html
 */
export const jetbrainsPlugin: Reader = {
  id: 'jetbrains-plugin',
  title: 'Plug-ins of the JetBrains IDEs and Android Studio',
  supplementary: true,
  paths: JARS,
  siblings: JARS,
  // The archives are large and many, and all but one of a plug-in have no description.
  pathOnly: true,
  *read(_, resolver) {
    const description = descriptionIn(resolver);
    for (const root of description === undefined ? [] : xmlRoot(description)) yield pluginOf(root);
  },
};

function descriptionIn(resolver: FileResolver): Uint8Array | undefined {
  const { readRange, size } = resolver;
  const path = `/${resolver.path}`;
  const length = readRange && size?.call(resolver, path);
  if (readRange && length !== undefined) {
    const read = (offset: number, count: number) =>
      readRange.call(resolver, path, offset, count) ?? new Uint8Array();
    return jarMember(length, read, DESCRIPTION);
  }
  const bytes = resolver.read(path);
  if (bytes === undefined) throw new SyntaxError('the archive cannot be read');
  return jarMember(bytes.length, rangesOf(bytes), DESCRIPTION);
}

const DESCRIPTION = 'META-INF/plugin.xml';

function pluginOf(root: XmlElement): Program {
  const name = childText(root, 'name');
  const id = childText(root, 'id') ?? name;
  if (id === undefined) throw new SyntaxError(`no id and no name in <${root.name}>`);
  return present<Program>({
    name: name ?? id,
    version: childText(root, 'version'),
    publisher: childText(root, 'vendor'),
    ids: idsOf(['jetbrains-plugin', id]),
  });
}
