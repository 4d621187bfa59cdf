import {
  field,
  isList,
  isObject,
  type Json,
  json,
  listField,
  stringField,
} from '../../formats/markup/json.ts';
import { idsOf } from '../../formats/omit-undefined.ts';
import {
  isPlistDict,
  type Plist,
  type PlistDict,
  plist,
  plistField,
  plistList,
  plistString,
} from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const LINUX = [
  'etc/opt/chrome',
  'etc/chromium',
  'etc/chromium-browser',
  'etc/opt/edge',
  'etc/brave',
  'etc/opt/vivaldi',
  'etc/opt/opera',
  'etc/opt/yandex/browser',
  'etc/opt/chrome_for_testing',
];
const MAC = [
  'com.google.Chrome',
  'org.chromium.Chromium',
  'com.microsoft.Edge',
  'com.brave.Browser',
  'com.vivaldi.Vivaldi',
  'com.operasoftware.Opera',
  'ru.yandex.desktop.yandex-browser',
];

/**
 * Extensions that a policy installs in every profile, from the policy files of Linux and the managed
 * preferences of macOS; those of Windows stand in the registry.
 *
 * @see https://chromeenterprise.google/policies/#ExtensionInstallForcelist
 */
export const chromiumPolicy: Reader = {
  id: 'chromium-policy',
  title: 'Policies of Chromium browsers: forced extensions',
  paths: [
    ...LINUX.flatMap((folder) =>
      ['managed', 'recommended'].map((kind) => `${folder}/policies/${kind}/*.json`),
    ),
    ...MAC.flatMap((id) => ['', '*/'].map((user) => `Library/Managed Preferences/${user}${id}.plist`)),
  ],
  supplementary: true,
  recognises(head) {
    const start = memoiseHead(head);
    return (
      /^\S{0,3}\s*(?:\{|<|bplist)/u.test(start) &&
      /ExtensionInstallForcelist|ExtensionInstallAllowlist/u.test(start)
    );
  },
  *read(bytes) {
    if (!/^\S{0,3}\s*\{/u.test(memoiseHead(bytes.subarray(0, 4096)))) yield* fromPlist(plist(bytes));
    else yield* fromJson(json(bytes));
  },
};

/** `id` or `id;address` */
const ENTRY = /^(?<id>[a-p]{32})(?:;|$)/u;
const FORCED = new Set(['force_installed', 'normal_installed']);

function* fromJson(policy: Json): Generator<Program> {
  if (!isObject(policy)) throw new SyntaxError('not a policy: expected a JSON object');
  const forced = field(policy, 'ExtensionInstallForcelist');
  if (forced !== undefined && !isList(forced))
    throw new SyntaxError('"ExtensionInstallForcelist" is not a list');
  for (const entry of listField(forced)) yield* listed(entry);
  const settings = field(policy, 'ExtensionSettings');
  for (const [id, setting] of isObject(settings) ? Object.entries(settings) : []) {
    if (FORCED.has(stringField(setting, 'installation_mode') ?? '')) yield* listed(id);
  }
}

function* fromPlist(policy: Plist): Generator<Program> {
  if (!isPlistDict(policy)) throw new SyntaxError('not a policy: expected a dictionary');
  for (const entry of plistList(policy, 'ExtensionInstallForcelist')) yield* listed(entry);
  const settings = plistField(policy, 'ExtensionSettings');
  const none: PlistDict = new Map();
  for (const [id, setting] of isPlistDict(settings) ? settings : none) {
    if (FORCED.has(plistString(setting, 'installation_mode') ?? '')) yield* listed(id);
  }
}

function* listed(entry: unknown): Generator<Program> {
  const id = typeof entry === 'string' ? ENTRY.exec(entry)?.groups?.['id'] : undefined;
  if (id !== undefined)
    yield { name: id, kind: 'trace', marks: ['forced'], ids: idsOf(['chrome-extension', id]) };
}
