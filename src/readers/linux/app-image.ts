import type { Reader } from '../../types.ts';
import { appImageName } from '../app-image-name.ts';

/**
 * AppImages by their files, in the folders where people keep programs. The name of the file is all that
 * is known without opening it: mostly name, version and architecture.
 *
 * @see https://docs.appimage.org/reference/specification.html
 */
export const appImage: Reader = {
  id: 'app-image',
  title: 'AppImages',
  paths: folders().flatMap((folder) => [`${folder}/*.AppImage`, `${folder}/*.appimage`]),
  pathOnly: true,
  supplementary: true,
  *read(_, resolver) {
    const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const { name, version } = appImageName(file);
    yield {
      name,
      ...(version ? { version } : {}),
      ids: [`appimage:${name}`],
      marks: ['desktop-entry'],
      folder: `/${resolver.path.slice(0, resolver.path.lastIndexOf('/'))}`,
    };
  },
};

function folders(): readonly string[] {
  const own = ['', '/Applications', '/AppImages', '/apps', '/bin', '/.local/bin', '/Desktop', '/Downloads'];
  return [
    'opt',
    'opt/*',
    'usr/local/bin',
    ...['home/*', 'root'].flatMap((home) => own.map((name) => home + name)),
  ];
}
