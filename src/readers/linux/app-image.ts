import type { Reader } from '../../types.ts';

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
  namesOnly: true,
  corner: true,
  *read(_, tree) {
    const file = tree.path.slice(tree.path.lastIndexOf('/') + 1);
    const whole = file.replace(/\.AppImage$/iu, '');
    const { name = whole, version } = VERSIONED.exec(whole.replace(ARCH, ''))?.groups ?? {};
    const plain = name.replace(ARCH, '');
    yield {
      name: plain,
      ...(version ? { version } : {}),
      ids: [`appimage:${plain}`],
      marks: ['desktop-entry'],
      folder: `/${tree.path.slice(0, tree.path.lastIndexOf('/'))}`,
    };
  },
};

const ARCH =
  /[-_.](?:x86_64|x86-64|amd64|x64|i[36]86|x86|aarch64|arm64|armhf|armv7l|linux(?:64)?)(?=$|[-_.])/giu;
/** The version begins with the first figure behind a separator: `Example-Viewer-1.2.3`, `viewer_v2.0-beta`. */
const VERSIONED = /^(?<name>[^\d].*?)[-_ ]v?(?<version>\d+(?:\.\d+)+[A-Za-z0-9+._-]*|\d+)$/isu;

function folders(): readonly string[] {
  const own = ['', '/Applications', '/AppImages', '/apps', '/bin', '/.local/bin', '/Desktop', '/Downloads'];
  return [
    'opt',
    'opt/*',
    'usr/local/bin',
    ...['home/*', 'root'].flatMap((home) => own.map((name) => home + name)),
  ];
}
