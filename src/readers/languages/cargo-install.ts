import { field, isObject, json } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { belowHomes, oneOf } from '../home-globs.ts';

const LISTS = '/{.crates2.json,.crates.toml}';
const HOME_PREFIXES = [
  '.cargo',
  '.local',
  '.local/share/cargo',
  '.asdf/installs/rust/*',
  '.local/share/mise/installs/cargo-*/*',
  'scoop/persist/rustup/.cargo',
];

/**
 * Programs that `cargo install` built. Cargo keeps two lists of them side by side; the newer one counts.
 *
 * @see https://doc.rust-lang.org/cargo/commands/cargo-install.html
 */
export const cargoInstall: Reader = {
  id: 'cargo-install',
  title: 'Programs of cargo install',
  supplementary: true,
  paths: [
    ...belowHomes(HOME_PREFIXES, LISTS),
    oneOf(['usr/local', 'usr/local/cargo', 'opt/cargo', 'opt/rust']) + LISTS,
  ],
  recognises: (head, name) =>
    name === '.crates2.json' || (name === '.crates.toml' && V1.test(memoiseHead(head))),
  *read(bytes, resolver) {
    // Cargo makes both lists before it builds, and leaves them empty when that fails: then only the older one counts.
    if (resolver.path.endsWith('.json')) {
      if (bytes.length > 0 || !resolver.exists('.crates.toml')) yield* fromJson(bytes);
    } else if ((resolver.read('.crates2.json')?.length ?? 0) === 0) yield* fromToml(text(bytes));
  },
};

const V1 = /^\[v1\]/mu;

function* fromJson(bytes: Uint8Array): Generator<Program> {
  const installs = field(json(bytes), 'installs');
  if (!isObject(installs)) throw new SyntaxError('not a list of cargo install: no installs');
  for (const key of Object.keys(installs)) yield programOf(key);
}

/** `"ripgrep 14.1.0 (registry+https://…)" = ["rg"]`, a line each. */
function* fromToml(list: string): Generator<Program> {
  if (list.trim() === '') return;
  if (!V1.test(list)) throw new SyntaxError('not a list of cargo install: no [v1]');
  for (const [index, line] of list.split('\n').entries()) {
    if (/^\s*(?:\[v1\]|#.*|\]|"[^"]*",?)?\s*$/u.test(line)) continue;
    const key = /^"(?<key>[^"]+)"\s*=\s*\[/u.exec(line)?.groups?.['key'];
    if (key === undefined) throw new SyntaxError(`line ${index + 1}: no crate: ${quoted(line)}`);
    yield { ...programOf(key), line: index + 1 };
  }
}

function programOf(key: string): Program {
  const { name, version } = /^(?<name>[\w-]+) (?<version>\d\S*) \(/u.exec(key)?.groups ?? {};
  if (name === undefined || version === undefined) throw new SyntaxError(`no crate: ${quoted(key)}`);
  return { name, version, ids: [`cargo:${name}`] };
}
