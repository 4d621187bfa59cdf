import type { NameForm } from './identifiers.ts';

/**
 * Names that controls of Windows take: packages of the Store, and folders below the program folders that no other
 * program and no part of the system shares.
 */
export const windowsNames: NameForm = {
  kinds: ['path', 'appx'],
  form: {
    path: /^(?:c:)?[\\/]program files(?: \(x86\))?[\\/](?!common files|microsoft|windows|internet explorer|dotnet|nodejs)[a-z0-9][a-z0-9 ._\\/-]*$/iu,
    appx: /^(?!microsoft|windows)[a-z0-9][a-z0-9.-]*(?:_[a-z0-9]{13})?$/iu,
  },
};

/** Folders below `Program Files`, each once, whichever of the two it lies in. */
export function programFolders(paths: readonly string[]): string[] {
  const folders = paths.map((path) =>
    path
      .replaceAll('/', '\\')
      .replace(/^(?:c:)?\\program files(?: \(x86\))?\\/iu, '')
      .replace(/\\+$/u, '')
      .toUpperCase(),
  );
  return [...new Set(folders)].sort();
}
