/**
 * Edits of reports by those who know how reports are checked: keys that another parser takes, letters that look alike,
 * members that change places, words that only a call or a merge may say. Each goes through the whole command, which
 * reads the evidence anew by what the edited report says of itself, and each is refused with its place.
 */
import { afterAll, beforeAll, describe, test } from 'vitest';
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

let evidence: Evidence;
beforeAll(async () => {
  evidence = await evidenceIn('kinds');
});
afterAll(() => evidence.remove());

const kesl = (source: Loose): Loose[] => source.findings.filter((one: Loose) => one.program.name === 'kesl');

const ofOneSource: readonly (readonly [string, Edit, RegExp])[] = [
  ['a type, as only a line has one', (report) => (report.type = 'approved'), /\btype\b/u],
  ['a type of a source', (_, source) => (source.type = 'exempt'), /sources\[.*\]\.type/u],
  ['an escaped key twice', inText('"verdict":', '"\\u0076erdict":"clean","verdict":'), /verdict.*twice/u],
  ['a key twice in a program', inText('"name":"kesl"', '"name":"bash","name":"kesl"'), /name.*twice/u],
  ['a key twice in a count', inText('"banned":', '"banned":0,"banned":'), /banned.*twice/u],
  ['a prototype in a finding', inText('{"ban":', '{"__proto__":{"waiver":1},"ban":'), /__proto__/u],
  ['a constructor', (_, __, finding) => (finding.constructor = 'x'), /findings\[.*\]\.constructor/u],
  [
    'a name in letters that look alike',
    (_, source) => kesl(source).map((one) => (one.program.name = 'kеsl')),
    /kеsl/u,
  ],
  [
    'a name with an invisible letter',
    (_, source) => kesl(source).map((one) => (one.program.name = 'kesl\u200b')),
    /kesl\\u\{200b\}/u,
  ],
  ['a version with a blank', (_, __, finding) => (finding.program.version += ' '), /program\.version/u],
  ['no identifiers', (_, __, finding) => (finding.program.ids = []), /no longer stand/u],
  [
    'an identifier of another kind',
    (_, __, finding) => (finding.program.ids[0] = 'rpm:kesl'),
    /no longer stand/u,
  ],
  [
    'manifests that change digests',
    (_, source) => {
      const [one, other] = source.manifests;
      [one.sha256, other.sha256] = [other.sha256, one.sha256];
    },
    /Manifests\n.*was changed/u,
  ],
  [
    'programs that change their manifest',
    (_, source) => {
      source.manifests[0].programs++;
      source.manifests[1].programs--;
    },
    /Manifests\n.*was changed|\.programs/u,
  ],
  [
    'a finding in another manifest of the report',
    (_, source, finding) => {
      const other = source.manifests.find(({ path }: Loose) => path !== finding.program.path);
      Object.assign(finding.program, { path: other.path, reader: other.reader });
    },
    /os-release|no longer stand/u,
  ],
  ['a reason twice', (_, __, finding) => finding.reasons.push(finding.reasons[0]), /reasons\[\d\]/u],
  [
    'a reason of a merge',
    (_, __, finding) => finding.reasons.push('the waiver of the board ended on 2026-01-01'),
    /reasons|the waiver of the board/u,
  ],
  ['an authority more', (_, __, finding) => finding.authorities.push('uk-ncsc-2017'), /authorities\[\d\]/u],
  ['no remedy', (_, __, finding) => delete finding.remedy, /findings\[.*\]\.remedy/u],
  [
    'a status that does not follow',
    (_, __, finding) => (finding.status = 'waived'),
    /findings\[.*\]\.status/u,
  ],
  ['residue that counts', (_, __, finding) => (finding.recorded = true), /findings\[.*\]\.recorded/u],
  ['an advisory ban', (report) => (report.bans[0].advisory = true), /bans\[.*\]\.advisory/u],
  [
    'an authority at another address',
    (report) => (report.bans[0].authorities[0].url = 'https://example.org/'),
    /authorities\[.*\]\.url/u,
  ],
  [
    'a next phase',
    (report) => (report.bans[0].next = { from: '2026-07-01', severity: 'none' }),
    /bans\[.*\]\.next/u,
  ],
  ['what a ban requires', (report) => (report.bans[0].requires = 'nothing'), /bans\[.*\]\.requires/u],
  [
    'a ban of the prototype',
    (report) => report.bans.push({ ...report.bans[0], id: 'constructor' }),
    /constructor/u,
  ],
  ['a commit of the tool', (report) => (report.tool.commit = 'abc'), /tool\.commit/u],
  [
    'groups that no source has',
    (report) => (report.summary.byGroup = { Lab: { sources: 1, banned: 0, incomplete: 0, clean: 1 } }),
    /byGroup/u,
  ],
  ['unmet requirements', (report) => (report.summary.unmet = 1), /unmet/u],
  ['a part beyond the last', (report) => (report.shard = '9/5'), /shard/u],
  ['a part before the first', (report) => (report.shard = '0/5'), /shard/u],
  ['a plugin', (report) => (report.plugins = [{ file: 'x.mjs', readers: ['x'], reporters: [] }]), /plugins/u],
  ['an option that no call has', (report) => (report.options = { approved: true }), /options/u],
  ['an option that says no', (report) => (report.options = { deep: false }), /options/u],
  [
    'a tolerance that no configuration has',
    (report) => (report.tolerate = [{ approved: 'all' }]),
    /tolerate/u,
  ],
  ['a machine of another name', (_, source) => (source.hostname = 'web-01'), /sources\[.*\]\.hostname/u],
  ['another release of the system', (_, source) => (source.os.version = '99'), /os\.version/u],
  ['a key of the system', (_, source) => (source.os.approved = true), /os\.approved/u],
  ['a container for a folder', (_, source) => (source.kind = 'image'), /sources\[.*\]\.kind/u],
  [
    'a gap that is settled',
    (report, source) => {
      source.unread.push({ path: 'etc/x', reason: 'approved', kind: 'undecided', state: 'residue' });
      report.summary.unread++;
    },
    /etc\/x/u,
  ],
  ['an exit status in words', (report) => (report.exitCode = '0'), /exitCode/u],
  ['counts in words', (report) => (report.summary.banned = '0'), /summary\.banned/u],
  ['half a program', (report) => (report.summary.programs += 0.5), /summary\.programs/u],
  ['a verdict in capitals', (report) => (report.verdict = 'Clean'), /verdict/u],
  ['a day with a time', (report) => (report.asOf += 'T00:00:00Z'), /asOf/u],
  ['a digest in capitals', (_, source) => (source.manifests[0].sha256 = 'A'.repeat(64)), /sha256/u],
  ['sources by name', (report, source) => (report.sources = { birch: source }), /sources/u],
  [
    'a second report behind it',
    (report) => new Text(`${JSON.stringify(report)}\n${JSON.stringify(report)}`),
    /no report/u,
  ],
  ['a comment', (report) => new Text(`${JSON.stringify(report)} // approved`), /no report/u],
  ['lists in lists without end', endlessLists, /forged-birch\.json/u],
];

describe('verify refuses a report of one source with', () => {
  test.each(ofOneSource)('%s', async (_, edit, place) => {
    await refused(['verify', evidence.forged('birch.json', edit)], place);
  });
});

const ofWaivers: readonly (readonly [string, Edit, RegExp])[] = [
  ['a waiver that began earlier', (_, __, finding) => (finding.waiver.from = '2020-01-01'), /waiver\.from/u],
  [
    'a waiver that the auditor approved',
    (_, __, finding) => (finding.waiver.approvedBy = 'the auditor'),
    /waiver\.approvedBy/u,
  ],
  ['a waiver of another file', (_, __, finding) => (finding.waiver.file = 'board.yaml'), /waiver\.file/u],
  ['a waiver that begins tomorrow', (_, __, finding) => (finding.waiver.from = '2026-06-02'), /\.waiver/u],
  ['a waiver whose owner has a blank', (_, __, finding) => (finding.waiver.owner += ' '), /waiver\.owner/u],
];

describe('verify refuses a report of waivers with', () => {
  test.each(ofWaivers)('%s', async (_, edit, place) => {
    const call = ['verify', evidence.forged('waived.json', edit), '-w', evidence.at('waivers.yaml')];
    await refused(call, place);
  });
});
