import { isObject, json } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import { attempt } from '../../formats/try.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { caskIds, rubyCaskIds } from '../cask.ts';

const CASKROOMS = [
  'opt/homebrew/Caskroom',
  'usr/local/Caskroom',
  'home/linuxbrew/.linuxbrew/Caskroom',
  'Users/*/homebrew/Caskroom',
];
const PLACE = /(?:^|\/)Caskroom\/(?<token>[^/]+)\/\.metadata\/(?<version>[^/]+)\/[^/]+\/Casks\/[^/]+$/u;
/** What a cask has put into the folder of its version, where somebody passed it by itself. */
const ARTIFACT = /(?:^|\/)Caskroom\/(?<token>[^/]+)\/(?<version>[^./][^/]*)\/(?:[^/]+\/)?[^/]+$/u;
/** Files that may be manifests of other kinds. */
const OTHER = /\.(?:plist|json|xml|txt|csv|tsv|list|log|reg|db|sqlite|spdx|ya?ml)$/iu;

/**
 * The casks that Homebrew keeps of what it installed, in Ruby or JSON, with the identifiers of the
 * applications and packages that they name.
 *
 * @see https://docs.brew.sh/Cask-Cookbook
 */
export const homebrewCaskroom: Reader = {
  id: 'homebrew-caskroom',
  title: 'Homebrew casks',
  paths: CASKROOMS.map((room) => `${room}/*/.metadata/*/*/Casks/*`),
  supplementary: true,
  recognises: (_head, _name, path = '') => PLACE.test(path) || (ARTIFACT.test(path) && !OTHER.test(path)),
  *read(bytes, resolver) {
    const { token, version } = PLACE.exec(resolver.path)?.groups ?? {};
    const artifact = token === undefined ? ARTIFACT.exec(resolver.path)?.groups : undefined;
    if (artifact) {
      yield present<Program>({
        name: artifact['token'] ?? '',
        version: artifact['version'],
        ids: idsOf(['cask', artifact['token']]),
      });
      return;
    }
    if (token === undefined)
      throw new SyntaxError('a cask outside its Caskroom does not show what is installed');
    const { value: ids = [], fault } = attempt(() => removalIds(bytes, resolver));
    yield present<Program>({ name: token, version, ids: [...idsOf(['cask', token]), ...ids] });
    if (fault !== undefined) throw fault;
  },
};

function removalIds(bytes: Uint8Array, resolver: FileResolver): string[] {
  if (!resolver.path.endsWith('.json')) return rubyIds(text(bytes));
  const cask = json(bytes);
  if (!isObject(cask)) throw new SyntaxError('not a cask: expected a JSON object');
  return caskIds(cask);
}

function rubyIds(source: string): string[] {
  if (!/\nend\s*$/u.test(source))
    throw new SyntaxError(`the cask is truncated: ${quoted(source.slice(-40))}`);
  return rubyCaskIds(source);
}
