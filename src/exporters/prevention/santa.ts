import type { ExportModel } from '../model/index.ts';
import { element, text } from '../oval/xml.ts';
import type { ExportTarget } from '../target.ts';
import { type Blocked, blocklist, type NameForm } from './identifiers.ts';
import { plist } from './plist.ts';
import { headLines } from './remarks.ts';
import { uuidOf } from './uuid.ts';

const FORM: NameForm = {
  kinds: ['team-id', 'bundle-id', 'signer-certificate', 'sha256'],
  form: {
    'team-id': /^[A-Za-z0-9]{10}$/u,
    'bundle-id': /^[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9_-]+)+$/u,
    'signer-certificate': /^[0-9a-f]{64}$/u,
    sha256: /^[0-9a-f]{64}$/u,
  },
};

const GAPS = [
  'it does not stop extensions of the system and of the kernel that run already, and scripts, and it leaves what does not run',
  'an allow rule of a narrower type wins over these',
];

interface Rule {
  readonly rule_type: 'TEAMID' | 'SIGNINGID' | 'CERTIFICATE' | 'BINARY';
  readonly policy: 'BLOCKLIST';
  readonly identifier: string;
  readonly custom_msg: string;
}

const MESSAGE = 'This program is not allowed here.';

/**
 * Rules for `santactl rule --import`, or for a sync server. Santa blocks what they name in its monitor mode, and they
 * change no mode.
 *
 * @see https://northpole.dev/features/binary-authorization/
 */
export const santa: ExportTarget = {
  id: 'santa',
  title: 'Santa rules that block programs (JSON)',
  systems: ['macos'],
  render(model) {
    const { rules, notices, digest } = rulesOf(model);
    const undo = 'undo: the same rules with the policy REMOVE';
    const stamped = [`as of ${model.day}, rules ${digest}`, ...GAPS, undo, ...notices];
    return { text: `${JSON.stringify({ rules }, null, 2)}\n`, notices: stamped };
  },
};

/**
 * A profile with the same rules as `StaticRules`, which Santa takes in place of local ones.
 *
 * @see https://northpole.dev/configuration/keys/
 */
export const santaProfile: ExportTarget = {
  id: 'santa-profile',
  title: 'Santa profile that blocks programs (mobileconfig)',
  systems: ['macos'],
  render(model) {
    const { rules, notices, digest } = rulesOf(model);
    const all = [...GAPS, 'it switches off rules of santactl', ...notices];
    const head = headLines(model, { digest }, all, 'remove the profile');
    return { text: profile(rules, digest, head), notices: all };
  },
};

function profile(rules: readonly Rule[], digest: string, head: readonly string[]): string {
  const common = (id: string, type: string) => [
    ...entry('PayloadIdentifier', id),
    ...entry('PayloadType', type),
    ...entry('PayloadUUID', uuidOf(`${id} ${digest}`).toUpperCase()),
    text('key', 'PayloadVersion'),
    text('integer', '1'),
  ];
  const list = rules.map((rule) =>
    element(
      'dict',
      {},
      Object.entries(rule).flatMap(([key, value]) => entry(key, value)),
    ),
  );
  const payload = element('dict', {}, [
    ...common('interdict.santa.rules', 'com.northpolesec.santa'),
    text('key', 'StaticRules'),
    element('array', {}, list),
  ]);
  const root = element('dict', {}, [
    text('key', 'PayloadContent'),
    element('array', {}, [payload]),
    ...entry('PayloadDisplayName', 'Programs that are not allowed'),
    ...common('interdict.santa', 'Configuration'),
    ...entry('PayloadScope', 'System'),
  ]);
  return plist(root, head);
}

function entry(key: string, value: string): string[] {
  return [text('key', key), text('string', value)];
}

function rulesOf(model: ExportModel): { rules: Rule[]; notices: string[]; digest: string } {
  const { entries, notices, digest } = blocklist(model, FORM);
  const teams = teamsOf(model);
  const whole = new Set(entries.flatMap(({ kind, vendor }) => (kind === 'team-id' ? (vendor ?? []) : [])));
  const lost = entries.filter((it) => it.kind === 'bundle-id' && !teams.has(it.vendor ?? ''));
  const rules = entries.flatMap((it) => rulesFor(it, teams, whole));
  if (rules.length === 0) throw new Error('nothing of these bans can be stopped here: no team is known');
  const more = lost.length === 0 ? [] : [`applications whose team is not known: ${lost.length}`];
  return { rules, notices: [...more, ...notices], digest };
}

/** An application is named with its team, so a team that is blocked needs no rule for each. */
function rulesFor(
  { kind, name, vendor = '' }: Blocked,
  teams: ReadonlyMap<string, readonly string[]>,
  whole: ReadonlySet<string>,
): Rule[] {
  if (kind === 'team-id') return [rule('TEAMID', name.toUpperCase())];
  if (kind === 'signer-certificate') return [rule('CERTIFICATE', name)];
  if (kind === 'sha256') return [rule('BINARY', name)];
  if (whole.has(vendor)) return [];
  return (teams.get(vendor) ?? []).map((team) => rule('SIGNINGID', `${team}:${name}`));
}

function rule(rule_type: Rule['rule_type'], identifier: string): Rule {
  return { rule_type, policy: 'BLOCKLIST', identifier, custom_msg: MESSAGE };
}

/** The teams of vendors, whether or not all that they sign is banned. */
function teamsOf({ bans }: ExportModel): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, pattern, vendor, competing } of bans.flatMap(({ marks }) => marks)) {
    if (kind !== 'team-id' || competing) continue;
    const teams = found.get(vendor) ?? [];
    if (!teams.includes(pattern.toUpperCase())) found.set(vendor, [...teams, pattern.toUpperCase()]);
  }
  return found;
}
