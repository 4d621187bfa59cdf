import { isPlistDict, plist, plistField, plistString } from '../../../formats/plist/index.ts';
import type { FileResolver } from '../../../types.ts';
import { type Bundle, localName } from '../app-bundle.ts';

/**
 * The name of an application in its own language, else in English, else in any: newer ones keep all
 * languages in `InfoPlist.loctable`, older ones one file for each.
 *
 * @see https://developer.apple.com/documentation/bundleresources/localized-property-lists
 */
export function localisedName({ info }: Bundle, resolver: FileResolver): string | undefined {
  const own = plistString(info, 'CFBundleDevelopmentRegion');
  const languages = [...(own ? [own] : []), 'en', 'English', 'Base'];
  return nameInTable(resolver, languages) ?? nameInFolders(resolver, languages);
}

function nameInTable(resolver: FileResolver, languages: readonly string[]): string | undefined {
  const bytes = resolver.read('Resources/InfoPlist.loctable');
  if (bytes === undefined) return undefined;
  const table = plist(bytes);
  const others = isPlistDict(table) ? [...table.keys()].sort() : [];
  return firstName([...languages, ...others], (language) => localName(plistField(table, language)));
}

function nameInFolders(resolver: FileResolver, languages: readonly string[]): string | undefined {
  const folders = resolver.list('Resources').filter((name) => name.endsWith('.lproj'));
  const present = new Set(folders);
  const known = languages.map((language) => `${language}.lproj`).filter((folder) => present.has(folder));
  return firstName([...known, ...folders], (folder) => {
    const bytes = resolver.read(`Resources/${folder}/InfoPlist.strings`);
    return bytes && localName(plist(bytes));
  });
}

function firstName(
  from: readonly string[],
  nameOf: (entry: string) => string | undefined,
): string | undefined {
  for (const entry of from) {
    const name = nameOf(entry);
    if (name !== undefined) return name;
  }
  return undefined;
}
