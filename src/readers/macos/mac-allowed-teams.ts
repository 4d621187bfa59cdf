import { idsOf, present } from '../../formats/omit-undefined.ts';
import { isPlistDict, type Plist, plistField, plistList, plistString } from '../../formats/plist/index.ts';
import { signedPlist } from '../../formats/signature/provisioning-profile.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const POLICIES = ['com.apple.system-extension-policy', 'com.apple.syspolicy.kernel-extension-policy'];
/** Dictionaries of extensions by team, the last one of the list that macOS makes of all profiles. */
const BY_TEAM = [
  'AllowedSystemExtensions',
  'AllowedKernelExtensions',
  'NonRemovableSystemExtensions',
  'allowedExtensions',
];
const HEADS =
  /AllowedTeamIdentifiers|AllowedSystemExtensions|AllowedKernelExtensions|com\.apple\.servicemanagement/u;

/**
 * Teams whose extensions a configuration profile allows in advance. That is no installation: it shows what
 * the administrator expects or has left behind, so these are residue whatever else is there.
 *
 * @see https://developer.apple.com/documentation/devicemanagement/systemextensions
 */
export const macAllowedTeams: Reader = {
  id: 'mac-allowed-teams',
  title: 'macOS configuration profiles: allowed teams',
  paths: [
    'Library/SystemExtensions/db.plist',
    ...POLICIES.flatMap((policy) =>
      ['', '*/'].map((user) => `Library/Managed Preferences/${user}${policy}.plist`),
    ),
  ],
  supplementary: true,
  recognises(head, name) {
    const start = memoiseHead(head);
    const isProfile = name.toLowerCase().endsWith('.mobileconfig') && start.includes('PayloadContent');
    return (
      isProfile ||
      (/^(?:bplist|\S{0,3}\s*<)/u.test(start) && HEADS.test(start) && !start.includes('CFBundleIdentifier'))
    );
  },
  *read(bytes) {
    const profile = signedPlist(bytes);
    if (!isPlistDict(profile)) throw new SyntaxError('not a profile: expected a dictionary');
    const parts = ['PayloadContent', 'extensionPolicies'].flatMap((key) => plistList(profile, key));
    for (const payload of [profile, ...parts]) yield* allowed(payload);
  },
};

function* allowed(payload: Plist): Generator<Program> {
  const listed = ['AllowedTeamIdentifiers', 'allowedTeamIDs'].flatMap((key) => plistList(payload, key));
  const teams = new Set(listed.filter((team) => typeof team === 'string'));
  for (const key of BY_TEAM) {
    const byTeam = plistField(payload, key);
    for (const [team, extensions] of isPlistDict(byTeam) ? byTeam : []) {
      teams.delete(team);
      yield trace(team, Array.isArray(extensions) ? extensions : []);
    }
  }
  for (const rule of plistList(payload, 'Rules')) {
    if (plistString(rule, 'RuleType') === 'TeamIdentifier') teams.add(plistString(rule, 'RuleValue') ?? '');
  }
  for (const team of teams) yield trace(team, []);
}

function trace(team: string, extensions: readonly Plist[]): Program {
  const names = extensions.filter((name): name is string => typeof name === 'string');
  return present<Program>({
    name: `extensions of team ${team} allowed`,
    ids: idsOf(['team-id', team], ...names.map((name) => ['bundle-id', name] as const)),
    kind: 'trace',
    state: 'residue',
  });
}
