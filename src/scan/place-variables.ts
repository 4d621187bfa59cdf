import { HOMES, type NamedPlace, pathOf } from './place-paths.ts';

/** What a variable of the environment moves. */
interface Variable {
  readonly usual: string;
  /** Many scripts set it where nothing was ever put, or by way of others. */
  readonly casual?: true;
}

const VARIABLES: Readonly<Record<string, Variable>> = {
  FLATPAK_USER_DIR: { usual: `${HOMES}/.local/share/flatpak` },
  FLATPAK_SYSTEM_DIR: { usual: 'var/lib/flatpak' },
  DPKG_ADMINDIR: { usual: 'var/lib/dpkg' },
  XDG_DATA_HOME: { usual: `${HOMES}/.local/share`, casual: true },
  XDG_CONFIG_HOME: { usual: `${HOMES}/.config`, casual: true },
  XDG_CACHE_HOME: { usual: `${HOMES}/.cache`, casual: true },
  OLLAMA_MODELS: { usual: `${HOMES}/.ollama/models` },
  HF_HOME: { usual: `${HOMES}/.cache/huggingface` },
  HF_HUB_CACHE: { usual: `${HOMES}/.cache/huggingface/hub` },
  HUGGINGFACE_HUB_CACHE: { usual: `${HOMES}/.cache/huggingface/hub` },
  NPM_CONFIG_PREFIX: { usual: `${HOMES}/.npm-global`, casual: true },
  CARGO_HOME: { usual: `${HOMES}/.cargo`, casual: true },
  PIPX_HOME: { usual: `${HOMES}/.local/share/pipx`, casual: true },
  UV_TOOL_DIR: { usual: `${HOMES}/.local/share/uv/tools`, casual: true },
  GOPATH: { usual: `${HOMES}/go`, casual: true },
};
/** Models may be on a disk that is mounted when it is needed, and nothing was fetched where the folder is missing. */
const OPTIONAL = /^(?:OLLAMA|HF|HUGGINGFACE)_/u;

const NAMES = Object.keys(VARIABLES).join('|');
const ASSIGNMENT = new RegExp(
  String.raw`^\s*(?:export\s+|setenv\s+)?(?<name>${NAMES})(?:\s*=\s*|\s+(?:DEFAULT|OVERRIDE)=|\s+)(?<value>"[^"]*"|'[^']*'|[^\s;#]+)`,
  'gmu',
);
const UNIT = new RegExp(String.raw`^Environment=.*?(?<=[\s"'=])(?<name>${NAMES})=(?<value>[^\s"']+)`, 'gmu');

/**
 * Variables of the environment that move what a program keeps, in scripts of shells and files of settings.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function* variables(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(ASSIGNMENT))
    yield* placeOf(groups?.['name'] ?? '', (groups?.['value'] ?? '').replace(/^["']|["']$/gu, ''));
}

/**
 * The same in units of systemd.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment=
 */
export function* units(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(UNIT))
    yield* placeOf(groups?.['name'] ?? '', groups?.['value'] ?? '');
}

/** @see https://docs.npmjs.com/cli/using-npm/config#prefix */
export function* npmPrefix(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(/^\s*prefix\s*=\s*["']?(?<value>[^"'\s]+)/gmu))
    yield* placeOf('NPM_CONFIG_PREFIX', groups?.['value'] ?? '');
}

function* placeOf(name: string, value: string): Generator<NamedPlace> {
  const path = withHome(value);
  const variable = VARIABLES[name];
  if (variable === undefined || value === '') return;
  const { usual, casual } = variable;
  const optional = casual === true || OPTIONAL.test(name);
  if (path.startsWith('/') && !path.includes('$'))
    yield { usual, place: pathOf(path, true), ...(optional ? { optional } : {}) };
  else if (!casual) yield { usual, place: value, problem: `${name} is not a plain path` };
}

/** The home of whoever runs the script, as a glob; a default value stands for what it is the default of. */
function withHome(value: string): string {
  return value
    .replace(/\$\{\w+:?-(?<default>[^{}]*)\}/gu, '$<default>')
    .replace(/\$\{?XDG_DATA_HOME\}?/gu, '~/.local/share')
    .replace(/\$\{?XDG_CONFIG_HOME\}?/gu, '~/.config')
    .replace(/\$\{?XDG_CACHE_HOME\}?/gu, '~/.cache')
    .replace(/^~(?=\/)|\$\{?HOME\}?|@\{HOME\}/gu, `/${HOMES}`)
    .replace(/\$\{?USER\}?/gu, '*');
}
