/** Name and version of a package in the Nix store. */
export interface StoreName {
  readonly name: string;
  readonly version?: string;
}

/**
 * Takes apart the path of a package in the store: `/nix/store/<hash>-hello-2.12.1-man`. The version begins
 * behind the first hyphen that no letter follows; the last part may be one output of several.
 *
 * @see https://nix.dev/manual/nix/latest/language/builtins#builtins-parseDrvName
 */
export function storeName(path: string): StoreName | undefined {
  const whole = STORE_PATH.exec(path)?.groups?.['whole'];
  return whole === undefined ? undefined : packageName(whole);
}

/** The same for a name without its folder and hash. */
export function packageName(whole: string): StoreName {
  const { name, version } = VERSIONED.exec(whole)?.groups ?? {};
  if (name === undefined || version === undefined) return { name: whole };
  return { name, version: version.replace(OUTPUT, '') };
}

const STORE_PATH = /^\/nix\/store\/[0-9a-z]{32}-(?<whole>[A-Za-z0-9+._?=-]+)$/u;
const VERSIONED = /^(?<name>.+?)-(?<version>[^A-Za-z].*)$/su;
const OUTPUT = /-(?:bin|dev|out|lib|man|doc|info|devdoc|debug|static|terminfo|data|dist|py|tools)$/u;
