import { unknownWord } from '../../matching/names/nearest.ts';

const PURL = /^pkg:\/{0,2}(?<type>[a-z][a-z0-9.+-]*)\/(?:[^@?#]|@)/iu;

/**
 * Types of package URLs: those of the specification, and those that SBOM tools write besides.
 *
 * @see https://github.com/package-url/purl-spec/tree/main/types
 */
const TYPES = (
  'alpm apache apk android atom bazel bitbucket bitnami bower brew buildroot cargo carthage chef chocolatey ' +
  'chrome-extension clojars cocoapods composer conan conda coreos cpan cran crystal ctan deb docker dotnet drupal ' +
  'dtype dub ebuild eclipse elm erlang firefox-addon flatpak gem generic gitea github github-actions githubactions ' +
  'gitlab golang gradle graalvm-native-image guix hackage haxe helm hex homebrew huggingface java jenkins ' +
  'jetbrains-plugin julia k8s linux-kernel linux-kernel-module lua luarocks maven melpa meteor mlflow nim nix npm ' +
  'nuget oci ollama opam openwrt opkg osgi otp p2 pacman pear pecl perl6 platformio portage pub puppet pypi qpkg r ' +
  'rpm scoop shim sid snap sourceforge sublime swid swift terraform vagrant vcpkg vim vscode vscode-extension winget ' +
  'wordpress wordpress-plugin yocto'
).split(' ');

/** What people write for a type, which is the name of the language, the system or the registry. */
const MEANT: Readonly<Record<string, string>> = {
  aur: 'alpm',
  alpine: 'apk',
  arch: 'alpm',
  archlinux: 'alpm',
  crates: 'cargo',
  centos: 'rpm',
  debian: 'deb',
  dpkg: 'deb',
  fedora: 'rpm',
  go: 'golang',
  javascript: 'npm',
  node: 'npm',
  nodejs: 'npm',
  packagist: 'composer',
  php: 'composer',
  pip: 'pypi',
  python: 'pypi',
  redhat: 'rpm',
  ruby: 'gem',
  rubygems: 'gem',
  rust: 'cargo',
  suse: 'rpm',
  ubuntu: 'deb',
  yarn: 'npm',
};

/** Why no program can have a package URL like this one. */
export function purlFault(purl: string): string | undefined {
  const shown = JSON.stringify(purl);
  const type = PURL.exec(purl)?.groups?.['type']?.toLowerCase();
  if (type === undefined) return `${shown} names no package: write pkg:type/name`;
  const meant = Object.hasOwn(MEANT, type) ? MEANT[type] : undefined;
  if (meant !== undefined)
    return `unknown type of package URL ${JSON.stringify(type)}: did you mean ${JSON.stringify(meant)}?`;
  if (!TYPES.includes(type)) return unknownWord('type of package URL', type, TYPES);
  if (/%(?![0-9a-f]{2})/iu.test(purl)) return `${shown} has a % that escapes nothing: write %25`;
  const version = /(?<=[^/])@(?<version>[^?#]*)/u.exec(purl)?.groups?.['version'];
  if (version !== undefined && /^[\^~<>=([]|^$/u.test(version))
    return `${shown} has no version after @: a range belongs into version`;
  return undefined;
}
