import type { Reporter, Run } from '../src/report/run.ts';
import { createRun } from '../src/report/summarise.ts';
import { reporters } from '../src/reporters/index.ts';
import { purlOf } from '../src/reporters/sbom/names.ts';
import type { CitedBan, Sighting, SourceResult } from '../src/types.ts';
import { type Answer, expectedError, type Seed, type Target } from './target.ts';
import { shapeOf, unsafeIn } from './unsafe.ts';

/**
 * One target for each report: what a machine says of itself, mutated, in every place of a run that it decides. A
 * report is unsafe when it holds what acts on whoever opens it, or when its shape is another than with plain words.
 */
export async function reportTargets(): Promise<Target[]> {
  return Promise.all(
    Object.entries(reporters).map(async ([id, load]) => {
      const report = await load();
      return { id: `reports: ${id}`, seeds: SEEDS, run: (bytes: Uint8Array) => answer(report, bytes) };
    }),
  );
}

/** What has broken reports of others. */
const ATTACKS = [
  'Example AV',
  '\u001b[31mred\u001b[0m\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007\u009b2J',
  'gpj.\u202eexe\u2066\u200b\u00ad\ufeff\u2028\u2029',
  '=HYPERLINK("https://example.org";"x")',
  '\t@SUM(1;1)\r\n+1',
  '-1\'\uff1d1,"",;',
  '</script><script>window.x=1</script><img src=x onerror=alert(1)>',
  '" onmouseover="x" \' &lt;&#60; <!-- --> ]]>',
  '`` ` ```|\\|\\\\| [a](javascript:x) ![b](x) @everyone <b> # x',
  '\n::error file=a::b\n::set-output name=a::b%0A%25,:',
  '{"a":1}\n__proto__ ${x} $(x) %s',
  'a\u0000b\ud7ff\ufffe\uffff\u{1f6e1}\ufe0f',
];

/** Between two words of an input. */
const BETWEEN = '\u001e';

const SEEDS: readonly Seed[] = ATTACKS.map((attack, at) => ({
  name: `attack ${at}`,
  bytes: Buffer.from(
    Array.from({ length: 12 }, (_, word) => `${attack}${word === at ? '' : word}`).join(BETWEEN),
  ),
}));

function answer(report: Reporter, bytes: Uint8Array): Answer {
  // Half a character is half a pair: names of Windows may be so.
  const words = Buffer.from(bytes).toString().replaceAll('\ufffd', '\ud800').split(BETWEEN);
  try {
    for (const command of ['scan', 'inventory'] as const) {
      const spoiled = runWith(command, words);
      const text = rendered(report, spoiled);
      const plain = rendered(report, runWith(command, nameable(spoiled) ? [] : UNNAMEABLE));
      const unsafe =
        unsafeIn(report.id, text) ?? changed(shapeOf(report.id, plain), shapeOf(report.id, text));
      if (unsafe !== undefined) return { programs: [], unsafe };
    }
    return { programs: [] };
  } catch (error) {
    return { programs: [], reported: expectedError(error) };
  }
}

function rendered(report: Reporter, run: Run): string {
  return [...report.render(run, { color: false, width: 80 })].join('');
}

/** Plain words of which no package URL is made, as of half a pair of surrogates: what has none has another shape. */
const UNNAMEABLE = Array.from({ length: 12 }, (_, at) => (at === 6 ? '\ud800' : 'plain'));

function nameable({ results: [outcome] }: Run): boolean {
  const [program] = outcome?.sightings ?? [];
  return outcome !== undefined && program !== undefined && purlOf(program, outcome) !== undefined;
}

function changed(plain: string, shape: string): string | undefined {
  if (plain === shape) return undefined;
  const at = [...shape].findIndex((letter, place) => letter !== plain[place]);
  const near = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 120));
  return `its shape is ${near(shape)}\n  and of plain words ${near(plain)}`;
}

const BAN: CitedBan = {
  id: 'example-av-vendor',
  title: 'Antivirus of the Example AV vendor',
  severity: 'ban',
  digest: `sha256:${'0'.repeat(64)}`,
  authorities: [{ id: 'example-policy-17', title: 'House policy 17', url: 'https://example.org/17' }],
};

/** A run in which words of a machine stand wherever a machine decides; a word that is not there is a plain one. */
function runWith(command: Run['command'], words: readonly string[]): Run {
  const word = (at: number) => words[at % Math.max(1, words.length)] || 'plain';
  const program: Sighting = {
    name: word(0),
    version: word(1),
    publisher: word(2),
    user: word(3),
    folder: word(4),
    entry: word(5),
    ids: [`deb:${word(6)}`],
    reader: 'dpkg-status',
    path: word(7),
  };
  const outcome: SourceResult = {
    name: word(8),
    kind: 'folder',
    os: { id: word(9), version: word(1) },
    sightings: [program],
    manifests: [{ path: word(7), reader: 'dpkg-status', programs: 1, sha256: '0'.repeat(64) }],
    findings: [
      {
        ban: BAN.id,
        severity: 'ban',
        program,
        vendor: 'example-av',
        reasons: [`${JSON.stringify(word(0))} is a name of Example AV`, word(10)],
        authorities: ['example-policy-17'],
        evidence: [{ ...program, kind: 'trace', name: word(11) }],
      },
    ],
    gaps: [{ path: word(7), reader: 'dpkg-status', reason: `line 1: no field: ${word(10)}` }],
  };
  return createRun(
    { command, asOf: '2026-11-26', bans: [BAN], outcomes: [outcome], notices: [word(10)] },
    {},
  );
}
