import { field, isObject, type Json, jsonPart, listField } from '../../formats/markup/json.ts';
import { isNixSet, nixList } from '../../formats/markup/nix-values.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { packageName, storeName } from '../nix-store.ts';

const profiles = [
  'nix/var/nix/profiles/default',
  'nix/var/nix/profiles/per-user/*/profile',
  'home/*/.local/state/nix/profiles/profile',
  'root/.local/state/nix/profiles/profile',
  'Users/*/.local/state/nix/profiles/profile',
];

/**
 * Profiles of Nix: what `nix-env` (a Nix expression) and `nix profile` (JSON) have installed for all or for
 * one user.
 *
 * @see https://nix.dev/manual/nix/latest/command-ref/files/manifest.json
 */
export const nixProfile: Reader = {
  id: 'nix-profile',
  title: 'Nix profiles',
  supplementary: true,
  paths: profiles.flatMap((profile) => [`${profile}/manifest.json`, `${profile}/manifest.nix`]),
  recognises(head, name) {
    const start = headLines(head).join(' ').trimStart();
    if (name === 'manifest.nix') return start.startsWith('[');
    if (!start.startsWith('{') || !/"\/nix\/store\//u.test(start)) return false;
    return (
      name === 'manifest.json' || [/"elements"\s*:/u, /"storePaths"\s*:/u].every((key) => key.test(start))
    );
  },
  *read(bytes, resolver) {
    const programs = resolver.path.endsWith('.nix') ? expression(bytes) : document(bytes);
    const user = PER_USER.exec(resolver.path)?.groups?.['user'];
    for (const program of programs) yield user === undefined ? program : { ...program, user };
  },
};

const PER_USER = /(?:^|\/)per-user\/(?<user>[^/]+)\//u;

function* expression(bytes: Uint8Array): Generator<Program> {
  for (const element of nixList(bytes)) {
    const name = isNixSet(element) ? element.get('name') : undefined;
    if (typeof name !== 'string') throw new SyntaxError(`a package whose name is ${typeof name}`);
    yield programOf(packageName(name));
  }
}

/** The elements are a list until version 2 and have names from version 3 on. */
function* document(bytes: Uint8Array): Generator<Program> {
  const { value, fault } = jsonPart(bytes);
  const elements = field(value, 'elements');
  for (const element of isObject(elements) ? Object.values(elements) : listField(value, 'elements')) {
    yield elementOf(element);
  }
  if (fault !== undefined) throw fault;
  if (elements === undefined) throw new SyntaxError('not a Nix profile: no elements');
}

function elementOf(element: Json): Program {
  const [path] = listField(element, 'storePaths');
  const found = typeof path === 'string' ? storeName(path) : undefined;
  if (found === undefined)
    throw new SyntaxError(`no path in the store: ${quoted(JSON.stringify(path) ?? 'nothing')}`);
  const program = programOf(found);
  return field(element, 'active') === false ? { ...program, marks: ['disabled'] } : program;
}

function programOf({ name, version }: { readonly name: string; readonly version?: string }): Program {
  return { name, ...(version ? { version } : {}), ids: [`nix:${name}`] };
}
