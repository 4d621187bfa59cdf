/** Name and version in the name of an AppImage's file. */
export function appImageName(file: string): { name: string; version: string | undefined } {
  const whole = file.replace(/\.AppImage$/iu, '');
  const { name = whole, version } = VERSIONED.exec(whole.replace(ARCH, ''))?.groups ?? {};
  return { name: name.replace(ARCH, ''), version };
}

const ARCH =
  /[-_.](?:x86_64|x86-64|amd64|x64|i[36]86|x86|aarch64|arm64|armhf|armv7l|linux(?:64)?)(?=$|[-_.])/giu;
/** The version begins with the first figure behind a separator: `Example-Viewer-1.2.3`, `viewer_v2.0-beta`. */
const VERSIONED = /^(?<name>[^\d].*?)[-_ ]v?(?<version>\d+(?:\.\d+)+[A-Za-z0-9+._-]*|\d+)$/isu;
