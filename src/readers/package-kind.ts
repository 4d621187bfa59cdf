/**
 * The kind of identifier behind the word with which inventories name a package format: `deb_packages` of
 * osquery and Fleet, `deb` of Wazuh and GLPI, `dpkg` of others. Undefined for words that name none.
 */
export function packageKind(word: string | undefined): string | undefined {
  const plain = (word ?? '')
    .trim()
    .toLowerCase()
    .replace(/_(?:packages?|extensions?|addons?)$/u, '');
  return KINDS.get(plain);
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['deb', 'deb'],
  ['dpkg', 'deb'],
  ['rpm', 'rpm'],
  ['apk', 'apk'],
  ['pacman', 'pacman'],
  ['arch', 'pacman'],
  ['portage', 'portage'],
  ['gentoo', 'portage'],
  ['slack', 'slackware'],
  ['slackware', 'slackware'],
  ['nix', 'nix'],
  ['snap', 'snap'],
  ['flatpak', 'flatpak'],
  ['homebrew', 'brew'],
  ['brew', 'brew'],
  ['cask', 'cask'],
  ['chocolatey', 'choco'],
  ['scoop', 'scoop'],
  ['xbps', 'xbps'],
  ['opkg', 'opkg'],
  ['vscode', 'vscode-extension'],
  ['npm', 'npm'],
  ['python', 'pip'],
  ['pypi', 'pip'],
  ['pip', 'pip'],
  ['chrome', 'chrome-extension'],
  ['firefox', 'firefox-addon'],
  ['safari', 'safari-extension'],
]);
