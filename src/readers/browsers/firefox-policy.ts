import { field, isObject, type Json, json, listField, stringField } from '../../formats/markup/json.ts';
import { idsOf } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const FOLDERS = [
  'etc/firefox/policies',
  'etc/thunderbird/policies',
  'usr/lib/firefox/distribution',
  'usr/lib64/firefox/distribution',
  'usr/lib/firefox-esr/distribution',
  'usr/lib/thunderbird/distribution',
  'opt/firefox/distribution',
  'Applications/Firefox.app/Contents/Resources/distribution',
  'Applications/Thunderbird.app/Contents/Resources/distribution',
  'Program Files/Mozilla Firefox/distribution',
  'Program Files (x86)/Mozilla Firefox/distribution',
  'Program Files/Mozilla Thunderbird/distribution',
];

/**
 * Add-ons that a policy installs in every profile.
 *
 * @see https://mozilla.github.io/policy-templates/#extensionsettings
 */
export const firefoxPolicy: Reader = {
  id: 'firefox-policy',
  title: 'Policies of Firefox: forced add-ons',
  paths: FOLDERS.map((folder) => `${folder}/policies.json`),
  supplementary: true,
  recognises(head, name) {
    return name === 'policies.json' && /"policies"\s*:/u.test(memoiseHead(head));
  },
  *read(bytes) {
    const policies = field(json(bytes), 'policies');
    if (!isObject(policies)) throw new SyntaxError('no policies: there is no object of that name');
    const settings = field(policies, 'ExtensionSettings');
    for (const [id, setting] of isObject(settings) ? Object.entries(settings) : []) {
      if (FORCED.has(stringField(setting, 'installation_mode') ?? '')) yield forced(id);
    }
    for (const id of listField(policies, 'Extensions', 'Locked')) yield* locked(id);
  },
};

const FORCED = new Set(['force_installed', 'normal_installed']);

function* locked(id: Json): Generator<Program> {
  if (typeof id === 'string') yield forced(id);
}

function forced(id: string): Program {
  return { name: id, kind: 'trace', marks: ['forced'], ids: idsOf(['firefox-addon', id]) };
}
