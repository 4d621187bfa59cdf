import { type Asked, askable, bannedOf, hiddenKinds } from './flat-ban.ts';
import type { ExportBan, ExportModel } from './model/index.ts';
import { guard, number, type OvalTest, packageTests, placeTests } from './oval/tests.ts';
import { element, text } from './oval/xml.ts';
import type { ExportTarget } from './target.ts';

const GAPS: readonly string[] = [
  'names and publishers are not compared: packages by name and places alone',
  'the dpkg probe of OpenSCAP knows only packages whose selection is install: one on hold or marked for removal is not seen, and settings that a removal left (install ok config-files) may be',
  'the dpkg probe matches whole names alone; marks with wildcards are left out for dpkg',
  'over the root of another machine (OSCAP_PROBE_ROOT, oscap-chroot) the dpkg probe finds nothing and says so nowhere: each definition therefore wants to see a package that must be there, and is false where it cannot',
  'oscap exits with 0 for a definition that is false: read its output or its results',
];

type Manager = 'dpkg' | 'rpm';
const MANAGERS: readonly Manager[] = ['dpkg', 'rpm'];

/**
 * OVAL 5.11 definitions of the class compliance for Linux, one a ban and package manager: true where the package
 * database shows itself and nothing banned is there.
 *
 * @see https://oval-community-guidelines.readthedocs.io/
 */
export const oval: ExportTarget = {
  id: 'oval',
  title: 'OVAL 5.11 definitions (XML)',
  systems: ['linux'],
  render(model) {
    const notices = new Set(GAPS);
    const tests = new Map<string, OvalTest>();
    const asked = askable(model, notices, (it) =>
      MANAGERS.some((manager) => own(it, manager, new Set()).length > 0),
    );
    const definitions = asked.flatMap((it) =>
      MANAGERS.flatMap((manager) => {
        const found = own(it, manager, notices);
        if (found.length > 0) return [definition(it.ban, manager, found, tests, model.day)];
        notices.add(`${it.ban.id}: no definition for ${manager}, since nothing of it can be asked there`);
        return [];
      }),
    );
    return { text: document(model, definitions, [...tests.values()]), notices: [...notices] };
  },
};

function own({ ban, plain }: Asked, manager: Manager, notices: Set<string>): OvalTest[] {
  for (const gap of [...plain.gaps, ...hiddenKinds(plain, ['linux'], ['deb', 'rpm', 'path'])])
    notices.add(`${ban.id}: ${gap}`);
  const { tests, left } = packageTests(manager, bannedOf(plain, manager === 'dpkg' ? 'deb' : 'rpm'));
  if (left.length > 0) notices.add(`${ban.id}: left out for dpkg: ${left.join(', ')}`);
  const alone = new Set(
    bannedOf(plain, 'path').flatMap((indicator) => (indicator.alone ? [indicator.pattern] : [])),
  );
  return [...tests, ...placeTests(ban.places, alone)];
}

function definition(
  ban: ExportBan,
  manager: Manager,
  own: readonly OvalTest[],
  all: Map<string, OvalTest>,
  day: string,
): string {
  const tests = [guard(manager), ...own];
  for (const test of tests) all.set(test.id, test);
  const criteria = tests.map(({ id, comment }) =>
    element('criterion', { test_ref: `oval:interdict:tst:${id}`, comment }),
  );
  return element(
    'definition',
    { id: `oval:interdict:def:${number(`${ban.id}/${manager}`)}`, version: '1', class: 'compliance' },
    [
      element('metadata', {}, [
        text('title', `${ban.title} (${manager})`),
        element('affected', { family: 'unix' }),
        ...ban.authorities.map((authority) =>
          element('reference', { source: 'interdict', ref_id: `${ban.id}: ${authority}` }),
        ),
        text(
          'description',
          `${ban.why} As of ${day}; ${ban.severity === 'ban' ? 'a ban' : 'only a warning'}.`,
        ),
      ]),
      element('criteria', { operator: 'AND' }, criteria),
    ],
  );
}

const NAMESPACE = 'http://oval.mitre.org/XMLSchema';

function document({ day }: ExportModel, definitions: readonly string[], tests: readonly OvalTest[]): string {
  const attributes = {
    xmlns: `${NAMESPACE}/oval-definitions-5`,
    'xmlns:oval': `${NAMESPACE}/oval-common-5`,
    'xmlns:linux': `${NAMESPACE}/oval-definitions-5#linux`,
    'xmlns:unix': `${NAMESPACE}/oval-definitions-5#unix`,
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  };
  const generator = element('generator', {}, [
    text('oval:product_name', 'interdict'),
    text('oval:schema_version', '5.11'),
    text('oval:timestamp', `${day}T00:00:00`),
  ]);
  const body = [
    generator,
    element('definitions', {}, definitions),
    element(
      'tests',
      {},
      tests.map((it) => it.test),
    ),
    element(
      'objects',
      {},
      tests.map((it) => it.object),
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('oval_definitions', attributes, body)}\n`;
}
