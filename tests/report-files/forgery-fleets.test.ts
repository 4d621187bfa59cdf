/**
 * Edits of reports of a fleet, whose hosts stand in one piece or in lines, and edits that must be seen without any evidence:
 * by merge, by diff on either side, and by the trend of a page.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Edit,
  type Evidence,
  endlessLists,
  evidenceIn,
  inText,
  type Loose,
  refused,
  Text,
} from '../support/forging.ts';
import { interdict } from '../support/io.ts';

let evidence: Evidence;
beforeAll(async () => {
  evidence = await evidenceIn('fleets');
});
afterAll(() => evidence.remove());

const ofFleets: readonly (readonly [string, string, Edit, RegExp])[] = [
  [
    'a finding that changed its host',
    'fleet.json',
    (report) => {
      const [ash, elm] = report.sources;
      [ash.findings, elm.findings] = [elm.findings, ash.findings];
      [ash.verdict, elm.verdict] = [elm.verdict, ash.verdict];
    },
    /ash|elm/u,
  ],
  ['a host in capitals', 'fleet.json', (report) => (report.sources[1].name = 'ELM'), /ELM|elm/u],
  [
    'groups that change their counts',
    'fleet.json',
    (report) => {
      const { Lab, Sales } = report.summary.byGroup;
      report.summary.byGroup = { Lab: Sales, Sales: Lab };
    },
    /byGroup/u,
  ],
  [
    'a gap of another kind',
    'fleet.json',
    (report) => (report.sources[2].unread[0].kind = 'empty'),
    /unread\[.*\]\.kind/u,
  ],
  [
    'a gap that weighs nothing',
    'fleet.json',
    (report) => (report.sources[2].unread[0].severity = 'note'),
    /unread\[.*\]\.severity/u,
  ],
  [
    'a gap twice, in step',
    'fleet.json',
    (report) => {
      report.sources[2].unread.push(report.sources[2].unread[0]);
      report.summary.unread++;
    },
    /unread\[|Read now, and not then/u,
  ],
  ['half of its hosts, as one part of two', 'fleet.json', (report) => (report.shard = '3/2'), /shard/u],
  ['an empty line', 'fleet.ndjson', inText('\n', '\n\n'), /forged-fleet\.ndjson:2: a damaged line/u],
  ['a line that is no object', 'fleet.ndjson', inText('\n', '\n"approved"\n'), /forged-fleet\.ndjson:2/u],
  [
    'a line of another kind',
    'fleet.ndjson',
    inText('\n', '\n{"type":"notice"}\n'),
    /forged-fleet\.ndjson:2/u,
  ],
  ['a mark of the byte order', 'fleet.ndjson', (text) => new Text(`\uFEFF${text}`), /forged-fleet\.ndjson/u],
  [
    'a summary first',
    'fleet.ndjson',
    (text) => {
      const lines = String(text).trimEnd().split('\n');
      return new Text(`${[lines.at(-1), ...lines.slice(0, -1)].join('\n')}\n`);
    },
    /forged-fleet\.ndjson:2: .*after the summary/u,
  ],
  [
    'no end of its last line',
    'fleet.ndjson',
    (text) => new Text(String(text).trimEnd()),
    /forged-fleet\.ndjson: /u,
  ],
  [
    'a line with a key twice',
    'fleet.ndjson',
    inText('"kind":"', '"kind":"image","kind":"'),
    /forged-fleet\.ndjson:1: .*kind/u,
  ],
];

describe('verify refuses a report of a fleet with', () => {
  test.each(ofFleets)('%s', async (_, base, edit, place) => {
    await refused(['verify', evidence.forged(base, edit)], place);
  });
});

const withoutEvidence: readonly (readonly [string, Edit, RegExp])[] = [
  ['a status that does not follow', (_, __, finding) => (finding.status = 'noted'), /\.status/u],
  [
    'groups that no source has',
    (report) => (report.summary.byGroup = { Lab: { sources: 1, banned: 0, incomplete: 0, clean: 1 } }),
    /byGroup/u,
  ],
  ['unmet requirements', (report) => (report.summary.unmet = 1), /unmet/u],
  ['programs by status', (report) => report.summary.byProgram.waived++, /byProgram/u],
  ['a part beyond the last', (report) => (report.shard = '9/5'), /shard/u],
  ['an escaped key twice', inText('"verdict":', '"\\u0076erdict":"clean","verdict":'), /twice/u],
  [
    'a waiver that begins tomorrow',
    (_, source) => {
      for (const one of source.findings)
        Object.assign(one, {
          status: 'waived',
          waiver: { reason: 'x', owner: 'x', from: '2026-06-02', expires: '2027-01-01' },
        });
    },
    /\.waiver/u,
  ],
  [
    'a heavier finding',
    (report, _, finding) => {
      report.bans.find(({ id }: Loose) => id === finding.ban).severity = 'note';
    },
    /\.severity/u,
  ],
  ['a second report behind it', (report) => new Text(JSON.stringify(report).repeat(2)), /no report/u],
  ['lists in lists without end', endlessLists, /forged-birch\.json/u],
];

describe.each([
  ['merge', (file: string) => ['merge', file]],
  ['diff', (file: string) => ['diff', evidence.at('birch.json'), file]],
  ['diff, as the older one,', (file: string) => ['diff', file, evidence.at('birch.json')]],
  [
    'a trend',
    (file: string) => [
      'merge',
      evidence.at('birch.json'),
      '--history',
      file,
      '-o',
      `html=${evidence.at('x.html')}`,
    ],
  ],
])('%s refuses a report with', (_, args) => {
  test.each(withoutEvidence)('%s', async (__, edit, place) => {
    await refused(args(evidence.forged('birch.json', edit)), place, [2]);
  });
});

describe('what nobody edited', () => {
  test.each([
    ['birch.json', []],
    ['waived.json', ['-w', 'waivers.yaml']],
    ['fleet.json', []],
    ['fleet.ndjson', []],
  ])('holds: %s', async (name, more) => {
    const call = await interdict([
      'verify',
      evidence.at(name),
      ...more.map((one) => (one === '-w' ? one : evidence.at(one))),
    ]);
    expect(call.stdout).toMatch(/^HOLDS/u);
    expect(call.status).toBe(0);
  });

  test('says what only the report says', async () => {
    const { stdout } = await interdict(['verify', evidence.at('fleet.json')]);
    expect(stdout).toContain('owner, site, group and tags of 2 sources');
  });
});
