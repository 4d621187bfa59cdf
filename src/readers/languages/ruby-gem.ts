import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Reader } from '../../types.ts';
import { belowHomes, oneOf } from '../home-globs.ts';
import { licenceText } from '../licence-text.ts';

const HOME_FOLDERS = [
  '.gem/ruby/*',
  '.local/share/gem/ruby/*',
  '.rbenv/versions/*/lib/ruby/gems/*',
  '.rvm/gems/*',
  '.asdf/installs/ruby/*/lib/ruby/gems/*',
  '.local/share/mise/installs/ruby/*/lib/ruby/gems/*',
  '.rubies/*/lib/ruby/gems/*',
  'scoop/apps/ruby/current/gems',
];
const FOLDERS = [
  'var/lib/gems/*',
  'usr/local/lib/ruby/gems/*',
  'usr/local/share/gems',
  'usr/local/share/ruby/gems/*',
  'usr/local/bundle',
  'usr/local/rvm/gems/*',
  'opt/rubies/*/lib/ruby/gems/*',
  'opt/homebrew/lib/ruby/gems/*',
  'home/linuxbrew/.linuxbrew/lib/ruby/gems/*',
  'Library/Ruby/Gems/*',
  'Ruby*/lib/ruby/gems/*',
  'Program Files/Ruby*/lib/ruby/gems/*',
];
const SPECIFICATIONS = '/specifications/*.gemspec';

/**
 * Gems of Ruby that were installed for a machine or an account. Those that come with Ruby lie elsewhere.
 *
 * @see https://guides.rubygems.org/specification-reference/
 */
export const rubyGem: Reader = {
  id: 'ruby-gem',
  title: 'Gems of Ruby',
  supplementary: true,
  paths: [...belowHomes(HOME_FOLDERS, SPECIFICATIONS), oneOf(FOLDERS) + SPECIFICATIONS],
  recognises: (head, name) => name.endsWith('.gemspec') && STUB.test(memoiseHead(head)),
  *read(bytes) {
    const specification = text(bytes);
    const { name, version } = STUB.exec(specification)?.groups ?? {
      name: NAME.exec(specification)?.groups?.['name'],
      version: VERSION.exec(specification)?.groups?.['version'],
    };
    if (name === undefined || version === undefined)
      throw new SyntaxError(`no name and version of a gem: ${quoted(specification)}`);
    const licences = LICENCES.exec(specification)?.groups?.['list'] ?? '';
    const licence = licenceText(...[...licences.matchAll(QUOTED)].map(({ groups }) => groups?.['text']));
    yield { name, version, ...(licence ? { licence } : {}), ids: [`gem:${name}`] };
  },
};

/** RubyGems writes what it needs to know most into a line of its own. */
const STUB = /^# stub: (?<name>[\w.-]+) (?<version>\d[\w.-]*) /mu;
const LICENCES = /^\s*\w+\.licenses?\s*=\s*(?<list>[^\n]+)/mu;
const QUOTED = /"(?<text>[^"\n]+)"/gu;
const NAME = /^\s*\w+\.name\s*=\s*(?:%q)?["'{](?<name>[\w.-]+)["'}]/mu;
const VERSION = /^\s*\w+\.version\s*=\s*(?:Gem::Version\.new\s*\(?\s*)?["'](?<version>\d[\w.-]*)["']/mu;
