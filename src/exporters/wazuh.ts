import { type Asked, askable, bannedOf, type FlatBan, hiddenKinds } from './flat-ban.ts';
import type { ExportBan } from './model/index.ts';
import { type System, systemNames } from './system.ts';
import type { ExportTarget } from './target.ts';
import { yamlText } from './yaml-text.ts';

const GAPS: readonly string[] = [
  'names and publishers are not compared: rules look for packages, paths, services and registry keys alone',
  'a rule whose command is not there (dpkg-query on Red Hat, rpm on Debian) is not applicable, which is not a pass: watch the number of such checks',
  'traces are not weighed: a path or service counts if the product can come without an entry, and its program file is not looked for',
  'bans that only warn are checks like others, and say so in their titles',
];
/** Custom policies count from here. */
const FIRST_ID = 980_000;
/** What a command or a path may hold without any quoting: all else is left out and reported. */
const BARE_PACKAGE = /^[a-z0-9][a-z0-9.+_-]*\*?$/u;
const BARE_PATH = /^[^"'`$;|&<>\\!\u0000-\u001f*?#]+$/u;
const BARE_KEY = /^[\w .{}-]+$/u;

/**
 * A policy for the configuration assessment of Wazuh agents.
 *
 * @see https://documentation.wazuh.com/current/user-manual/capabilities/sec-config-assessment/creating-custom-policies.html
 */
export const wazuh: ExportTarget = {
  id: 'wazuh',
  title: 'Wazuh SCA policy (YAML)',
  systems: ['linux', 'windows', 'macos'],
  render(model, systems) {
    const notices = new Set(GAPS);
    const can = (it: Asked) => systems.some((system) => checksOf(it, system, new Set()).length > 0);
    const checks = askable(model, notices, can).flatMap((it) =>
      systems.flatMap((system) => checksOf(it, system, notices)),
    );
    const text = [
      'policy:',
      '  id: interdict',
      '  file: interdict.yml',
      '  name: Banned software',
      `  description: ${yamlText(`Written by interdict for ${model.day}. ${[...notices].map((it) => `Not checked: ${it}.`).join(' ')}`)}`,
      'checks:',
      ...checks.flatMap((check, i) => checkLines(check, FIRST_ID + i)),
      '',
    ].join('\n');
    return { text, notices: [...notices] };
  },
};

interface Check {
  readonly title: string;
  readonly ban: ExportBan;
  readonly rules: readonly string[];
}

function checksOf({ ban, plain }: Asked, system: System, notices: Set<string>): Check[] {
  const left = new Set<string>();
  const parts = PARTS[system].map(([what, rulesOf]) => ({ what, rules: rulesOf(plain, ban, left) }));
  for (const gap of [...plain.gaps, ...hiddenKinds(plain, [system], SHOWN)]) notices.add(`${ban.id}: ${gap}`);
  if (parts.every(({ rules }) => rules.length === 0))
    notices.add(`${ban.id}: no check for ${systemNames[system]}, since nothing of it can be asked there`);
  if (left.size > 0) notices.add(`${ban.id}: no rule can be written for ${[...left].sort().join(', ')}`);
  return parts
    .filter(({ rules }) => rules.length > 0)
    .map(({ what, rules }) => ({
      title: `${ban.title}: ${what} (${systemNames[system]}${ban.severity === 'ban' ? '' : ', a warning'})`,
      ban,
      rules,
    }));
}

const SHOWN = ['deb', 'rpm', 'path', 'service', 'driver', 'product-code', 'uninstall-key', 'receipt'];

type RulesOf = (plain: FlatBan, ban: ExportBan, left: Set<string>) => string[];

/** Each tool has a check of its own, since a check in which one command is missing is not applicable as a whole. */
const PARTS: Readonly<Record<System, readonly (readonly [what: string, rules: RulesOf])[]>> = {
  linux: [
    ['packages of dpkg', (plain, _, left) => bare(plain, 'deb', BARE_PACKAGE, left).map(debRule)],
    ['packages of rpm', (plain, _, left) => bare(plain, 'rpm', BARE_PACKAGE, left).map(rpmRule)],
    [
      'folders',
      (plain, ban, left) => placeRules(plain, ban, /^\/(?!Applications|Library|Users|Program|Files)/u, left),
    ],
  ],
  macos: [
    [
      'receipts',
      (plain, _, left) =>
        bare(plain, 'receipt', /^[\w.-]+$/u, left).map(
          (id) => `c:pkgutil --pkg-info ${id} -> r:^package-id:`,
        ),
    ],
    ['folders', (plain, ban, left) => placeRules(plain, ban, /^\/(?:Applications|Library)\//u, left)],
  ],
  windows: [
    [
      'programs',
      (plain, _, left) =>
        ['product-code', 'uninstall-key']
          .flatMap((kind) => bare(plain, kind, BARE_KEY, left))
          .flatMap(uninstallRules),
    ],
    [
      'services',
      (plain, _, left) =>
        ['service', 'driver'].flatMap((kind) => bare(plain, kind, BARE_KEY, left, true)).map(serviceRule),
    ],
  ],
};

function bare(plain: FlatBan, kind: string, allowed: RegExp, left: Set<string>, alone = false): string[] {
  return bannedOf(plain, kind)
    .filter((indicator) => !alone || indicator.alone)
    .flatMap(({ pattern }) => {
      if (allowed.test(pattern)) return [pattern];
      left.add(`${kind}:${pattern}`);
      return [];
    });
}

/**
 * The second letter of what dpkg lists is the state: what is only half there is there. Its expressions know no classes
 * of letters, and a dollar would be a variable of the policy.
 */
function debRule(name: string): string {
  const states = ['i', 'h', 'r', 'p', 'u'].flatMap((wish) =>
    ['i', 'U', 'F', 'H', 'W', 't'].map((state) => `^${wish}${state} `),
  );
  return `c:dpkg-query -l ${name} -> r:${states.join('|')}`;
}

function rpmRule(name: string): string {
  return name.endsWith('*')
    ? `c:rpm -qa ${name} -> r:^${name.slice(0, -1)}`
    : `c:rpm -q ${name} -> r:^${name}-`;
}

/** Marks of paths are kept without case; how they are written the places show. */
function placeRules(plain: FlatBan, ban: ExportBan, system: RegExp, left: Set<string>): string[] {
  const alone = bannedOf(plain, 'path')
    .filter((indicator) => indicator.alone)
    .map(({ pattern }) => pattern);
  return ban.places
    .map((place) => `/${place}`)
    .filter((place) => system.test(place) && alone.includes(place.toLowerCase()))
    .flatMap((place) => {
      if (BARE_PATH.test(place)) return [`d:${place}`, `f:${place}`];
      left.add(`path:${place}`);
      return [];
    });
}

function uninstallRules(key: string): string[] {
  const below = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
  return ['SOFTWARE', 'SOFTWARE\\WOW6432Node'].map(
    (view) => `r:HKEY_LOCAL_MACHINE\\${view}\\${below}\\${key}`,
  );
}

function serviceRule(name: string): string {
  return `r:HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\${name}`;
}

function checkLines({ title, ban, rules }: Check, id: number): string[] {
  return [
    `  - id: ${id}`,
    `    title: ${yamlText(title)}`,
    `    description: ${yamlText(ban.why)}`,
    `    rationale: ${yamlText(ban.authorities.join('; ') || ban.why)}`,
    `    remediation: ${yamlText(ban.remedy ?? 'Remove the program.')}`,
    '    condition: none',
    '    rules:',
    ...[...new Set(rules)].map((rule) => `      - ${yamlText(rule)}`),
  ];
}
