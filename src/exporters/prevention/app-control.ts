import type { ExportModel } from '../model/index.ts';
import { element, text } from '../oval/xml.ts';
import type { ExportTarget } from '../target.ts';
import { blocklist, namesOfKind } from './identifiers.ts';
import { headLines, xmlComment } from './remarks.ts';
import { uuidOf } from './uuid.ts';
import { programFolders, windowsNames } from './windows-names.ts';

const GAPS = [
  'it does not stop a program in another folder: rules by folder keep out accidents, not attackers',
  'it does not stop drivers, which no rule here names, since a machine without one may not start',
  'it does not stop programs whose folder and Store package the catalogue does not know',
];

const OPTIONS = [
  'Enabled:Unsigned System Integrity Policy',
  'Enabled:Advanced Boot Options Menu',
  'Enabled:Boot Audit On Failure',
  'Enabled:UMCI',
  'Enabled:Update Policy No Reboot',
];

/** The two scenarios of every policy, by their numbers: the kernel and programs. */
const SCENARIOS = { KERNEL: '131', PROGRAMS: '12' } as const;

/**
 * A base policy for App Control for Business that allows everything but what it denies. It can lie beside others, and
 * it is never signed: a signed one cannot be taken off.
 *
 * @see https://learn.microsoft.com/en-us/windows/security/application-security/application-control/app-control-for-business/
 */
export const appControl: ExportTarget = {
  id: 'appcontrol',
  title: 'App Control policy that denies programs (XML)',
  systems: ['windows'],
  audits: true,
  render(model, _, { enforce }) {
    const list = blocklist(model, windowsNames);
    const denials = [
      ...programFolders(namesOfKind(list, 'path')).flatMap((folder) =>
        ['Program Files', 'Program Files (x86)'].map((root) => ({
          FilePath: `%OSDRIVE%\\${root}\\${folder}\\*`,
        })),
      ),
      ...namesOfKind(list, 'appx')
        .filter((name) => name.includes('_'))
        .map((name) => ({ PackageFamilyName: name })),
    ];
    if (denials.length === 0) throw new Error('nothing of these bans can be stopped here');
    const notices = [...GAPS, ...list.notices];
    const reported = enforce
      ? notices
      : [
          ...notices,
          'it stops nothing: this form only reports, as event 3076, until you export it to enforce',
        ];
    const head = headLines(model, list, reported, 'remove the policy by its PolicyID with CiTool');
    const policy = policyOf(model, list.digest, denials, enforce);
    return { text: `<?xml version="1.0" encoding="utf-8"?>\n${xmlComment(head)}${policy}\n`, notices };
  },
};

type Denial = Readonly<Record<string, string>>;

function policyOf(
  { day }: ExportModel,
  digest: string,
  denials: readonly Denial[],
  enforce: boolean,
): string {
  const id = `{${uuidOf('appcontrol').toUpperCase()}}`;
  const options = enforce ? OPTIONS : ['Enabled:Audit Mode', ...OPTIONS];
  const allow = Object.keys(SCENARIOS).map((name) => `ID_ALLOW_${name}`);
  const deny = denials.map((denial, index) => ({ id: `ID_DENY_PROGRAM_${index + 1}`, denial }));
  return element('SiPolicy', { xmlns: 'urn:schemas-microsoft-com:sipolicy', PolicyType: 'Base Policy' }, [
    text('VersionEx', `${day.split('-').map(Number).join('.')}.0`),
    text('PlatformID', '{2E07F7E4-194C-4D20-B7C9-6F44A6C5A234}'),
    element(
      'Rules',
      {},
      options.map((option) => element('Rule', {}, [text('Option', option)])),
    ),
    element('EKUs'),
    element('FileRules', {}, [
      ...allow.map((it) => element('Allow', { ID: it, FriendlyName: 'Everything else', FileName: '*' })),
      ...deny.map(({ id: it, denial }) =>
        element('Deny', { ID: it, FriendlyName: 'Not allowed here', ...denial }),
      ),
    ]),
    element('Signers'),
    element('SigningScenarios', {}, [
      scenario('KERNEL', ['ID_ALLOW_KERNEL']),
      scenario('PROGRAMS', ['ID_ALLOW_PROGRAMS', ...deny.map((it) => it.id)]),
    ]),
    element('UpdatePolicySigners'),
    element('CiSigners'),
    text('HvciOptions', '0'),
    element('Settings', {}, [
      element('Setting', { Provider: 'PolicyInfo', Key: 'Information', ValueName: 'Name' }, [
        element('Value', {}, [text('String', `interdict ${day} ${digest.slice(0, 23)}`)]),
      ]),
    ]),
    text('BasePolicyID', id),
    text('PolicyID', id),
  ]);
}

function scenario(name: keyof typeof SCENARIOS, rules: readonly string[]): string {
  const refs = rules.map((RuleID) => element('FileRuleRef', { RuleID }));
  return element(
    'SigningScenario',
    { Value: SCENARIOS[name], ID: `ID_SIGNINGSCENARIO_${name}`, FriendlyName: name.toLowerCase() },
    [element('ProductSigners', {}, [element('FileRulesRef', {}, refs)])],
  );
}
