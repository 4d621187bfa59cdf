import { element } from '../oval/xml.ts';
import type { ExportTarget } from '../target.ts';
import { type Blocklist, blocklist, namesOfKind } from './identifiers.ts';
import { headLines, xmlComment } from './remarks.ts';
import { uuidOf } from './uuid.ts';
import { programFolders, windowsNames } from './windows-names.ts';

/** What rules by folder and Store package cannot do. */
export const FOLDER_GAPS: readonly string[] = [
  'it does not stop a program in another folder: rules by folder keep out accidents, not attackers',
  'it does not stop programs whose folder and Store package the catalogue does not know',
  'it stops nothing while the service AppIDSvc does not run',
];

const EVERYONE = 'S-1-1-0';

/**
 * A policy for AppLocker. A collection denies what no rule of it allows, so each has a rule that allows everything
 * beside its denials, which win.
 *
 * @see https://learn.microsoft.com/en-us/windows/client-management/mdm/applocker-csp
 */
export const appLocker: ExportTarget = {
  id: 'applocker',
  title: 'AppLocker policy that denies programs (XML)',
  systems: ['windows'],
  audits: true,
  render(model, _, { enforce }) {
    const list = blocklist(model, windowsNames);
    const policy = element(
      'AppLockerPolicy',
      { Version: '1' },
      collectionsOf(list, enforce).map(({ xml }) => xml),
    );
    const notices = [...FOLDER_GAPS, ...list.notices];
    const undo =
      'Set-AppLockerPolicy with the policy of before, which it replaces as a whole unless you merge';
    const head = headLines(
      model,
      list,
      [
        ...notices,
        ...(enforce
          ? []
          : [
              'it stops nothing: this form only reports, in the log of AppLocker, until you export it to enforce',
            ]),
      ],
      undo,
    );
    return { text: `<?xml version="1.0" encoding="utf-8"?>\n${xmlComment(head)}${policy}\n`, notices };
  },
};

/** Collections of rules: programs, installers, scripts, packages of the Store. */
export type CollectionType = 'Exe' | 'Msi' | 'Script' | 'Appx';

/** The collections that deny what a list names. An empty one is left out: it would say nothing. */
export function collectionsOf(
  list: Blocklist,
  enforce: boolean,
): { readonly type: CollectionType; readonly xml: string }[] {
  const mode = enforce ? 'Enabled' : 'AuditOnly';
  const folders = programFolders(namesOfKind(list, 'path'));
  const packages = [
    ...new Set(namesOfKind(list, 'appx').map((name) => name.replace(/_.*$/u, '').toUpperCase())),
  ].sort();
  const collection = (type: CollectionType, allow: string, denials: readonly string[]) =>
    denials.length === 0
      ? []
      : [
          {
            type,
            xml: element('RuleCollection', { Type: type, EnforcementMode: mode }, [allow, ...denials]),
          },
        ];
  return [
    ...(['Exe', 'Msi', 'Script'] as const).flatMap((type) =>
      collection(
        type,
        pathRule(type, 'Allow', '*'),
        folders.map((folder) => pathRule(type, 'Deny', `%PROGRAMFILES%\\${folder}\\*`)),
      ),
    ),
    ...collection(
      'Appx',
      publisherRule('Allow', '*'),
      packages.map((name) => publisherRule('Deny', name)),
    ),
  ];
}

type Action = 'Allow' | 'Deny';

function rule(kind: string, id: string, action: Action, condition: string): string {
  const attributes = {
    Id: uuidOf(`applocker ${id}`),
    Name: action === 'Allow' ? 'Everything else' : id,
    Description: '',
    UserOrGroupSid: EVERYONE,
    Action: action,
  };
  return element(kind, attributes, [element('Conditions', {}, [condition])]);
}

function pathRule(type: string, action: Action, path: string): string {
  return rule('FilePathRule', `${type} ${path}`, action, element('FilePathCondition', { Path: path }));
}

function publisherRule(action: Action, name: string): string {
  const range = element('BinaryVersionRange', { LowSection: '0.0.0.0', HighSection: '*' });
  const condition = { PublisherName: '*', ProductName: name, BinaryName: '*' };
  return rule(
    'FilePublisherRule',
    `Appx ${name}`,
    action,
    element('FilePublisherCondition', condition, [range]),
  );
}
