/** The drawings of the pages: docs/pictures, written by `npm run generate`. */
import { existsSync } from 'node:fs';
import { FOLDERS, importsByFolder } from './folders.ts';
import { COLOURS } from './screenshot.ts';

/** File name → drawing. */
export function diagrams(): Record<string, string> {
  return {
    'architecture.svg': architecture(),
    'exit-status.svg': exitStatus(),
    'fleet.svg': fleet(),
    'pipeline.svg': pipeline(),
    'states.svg': states(),
  };
}

/** What the data is → the file that makes it, in the order of a scan. */
const STEPS: readonly (readonly [string, string, string])[] = [
  ['arguments', 'src/cli/main.ts', 'selects the command and its options'],
  ['source', 'src/sources/index.ts', 'opens this host, a folder, an archive or an image'],
  ['bytes', 'src/readers/index.ts', 'one reader per kind of manifest'],
  ['programs', 'src/scan/index.ts', 'adds the location, collects coverage gaps'],
  ['sightings', 'src/catalogue/index.ts', 'finds vendor and product'],
  ['products', 'src/evaluate/index.ts', 'compares with bans, applies waivers'],
  ['findings', 'src/report/summarise.ts', 'sorts and counts'],
  ['run', 'src/reporters/index.ts', 'writes text, JSON, SARIF, HTML, …'],
];

function pipeline(): string {
  const gone = STEPS.filter(([, file]) => !existsSync(file));
  if (gone.length > 0)
    throw new Error(`scripts/docs/diagrams.ts names files that are not there: ${gone.join()}`);
  const parts = STEPS.flatMap(([data, file, what], index) => {
    const y = 46 + index * 66;
    return [
      arrow(180, y - 34, 180, y - 2),
      words(192, y - 12, data, 'faint'),
      box(20, y, 320, 34, file.replace('src/', ''), 'mono'),
      words(360, y + 22, what),
    ];
  });
  const end = 46 + STEPS.length * 66;
  return drawing('How data flows through the code', 720, end + 50, [
    ...parts,
    arrow(180, end - 34, 180, end - 2),
    words(192, end - 12, 'reports', 'faint'),
    box(20, end, 320, 34, 'exit status 0, 1, 2 or 3', 'strong'),
  ]);
}

function architecture(): string {
  const names = Object.keys(FOLDERS);
  const imports = importsByFolder();
  const rows = names.flatMap((name, row) => {
    const y = 50 + row * 24;
    const cells = names.slice(0, row + 1).map((target, column) => {
      const x = 150 + column * 24;
      if (target === name)
        return `<rect class="own" x="${x - 8}" y="${y - 8}" width="16" height="16" rx="3"/>\n`;
      return imports.get(name)?.has(target) ? `<circle class="dot" cx="${x}" cy="${y}" r="5"/>\n` : '';
    });
    return [
      words(20, y + 4, name, 'mono'),
      ...cells,
      words(150 + (row + 1) * 24, y + 4, FOLDERS[name] ?? '', 'small'),
    ];
  });
  return drawing(
    'Which folder of src imports which: a row imports the columns with a dot',
    1000,
    80 + names.length * 24,
    [words(20, 26, 'A row imports the folders above it that have a dot in their column.', 'faint'), ...rows],
  );
}

function exitStatus(): string {
  const questions = [
    ['Usage, rule or internal error?', '2', 'nothing checked', 'doubtful'],
    ['A finding at the --fail-on level?', '1', 'banned', 'bad'],
    ['A coverage gap?', '3', 'incomplete', 'doubtful'],
  ] as const;
  const parts = questions.flatMap(([question, status, what, look], index) => {
    const y = 20 + index * 84;
    return [
      box(20, y, 280, 44, question),
      arrow(300, y + 22, 388, y + 22),
      words(330, y + 14, 'yes', 'faint'),
      box(390, y, 190, 44, `${status}  ${what}`, look),
      arrow(160, y + 44, 160, y + 82),
      words(170, y + 68, 'no', 'faint'),
    ];
  });
  return drawing('Which exit status interdict returns', 600, 336, [
    ...parts,
    box(65, 272, 190, 44, '0  clean', 'good'),
  ]);
}

function fleet(): string {
  const hosts = ['web-01', 'win-07.reg', 'mac-03.tar'].flatMap((name, index) => [
    box(20, 50 + index * 52, 120, 36, name, 'mono'),
    arrow(140, 68 + index * 52, 198, 120),
  ]);
  const shards = ['1/2', '2/2'].flatMap((shard, index) => [
    arrow(300, 120, 358, 88 + index * 64),
    box(360, 70 + index * 64, 150, 36, `sweep --shard ${shard}`, 'mono'),
    arrow(510, 88 + index * 64, 568, 120),
  ]);
  const reports = ['text', 'html', 'prometheus'].flatMap((name, index) => [
    arrow(650, 120, 708, 68 + index * 52),
    box(710, 50 + index * 52, 110, 36, name, 'mono'),
  ]);
  const heads = [
    [20, '1 collect'],
    [360, '2 sweep'],
    [570, '3 merge'],
    [710, '4 report'],
  ] as const;
  return drawing('From hosts to one report: collect, sweep, merge, report', 840, 220, [
    ...heads.map(([x, head]) => words(x, 30, head, 'strong')),
    ...hosts,
    box(200, 102, 100, 36, 'hosts/', 'mono'),
    ...shards,
    box(570, 102, 80, 36, 'merge', 'mono'),
    ...reports,
  ]);
}

function states(): string {
  const rows = [
    ['install ok installed', 'installed', 'counts as installed', 'bad'],
    ['install ok half-configured', 'partial', 'counts as installed', 'bad'],
    ['deinstall ok config-files', 'residue', 'shown, fails only with --fail-on residue', 'doubtful'],
  ] as const;
  return drawing('The three states of a banned program, with the Status of dpkg for each', 800, 210, [
    words(20, 28, 'dpkg Status', 'strong'),
    words(300, 28, 'state', 'strong'),
    words(480, 28, 'verdict', 'strong'),
    ...rows.flatMap(([status, state, verdict, look], index) => {
      const y = 48 + index * 52;
      return [
        box(20, y, 220, 36, status, 'mono'),
        arrow(240, y + 18, 298, y + 18),
        box(300, y, 130, 36, state, look),
        words(480, y + 23, verdict),
      ];
    }),
  ]);
}

function box(x: number, y: number, width: number, height: number, text: string, look = ''): string {
  return `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>
<text class="${look}" x="${x + width / 2}" y="${y + height / 2 + 5}" text-anchor="middle">${escaped(text)}</text>
`;
}

function words(x: number, y: number, text: string, look = ''): string {
  return `<text class="${look}" x="${x}" y="${y}">${escaped(text)}</text>\n`;
}

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="arrow" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" marker-end="url(#head)"/>\n`;
}

/** An SVG that loads nothing and follows the reader's light or dark. */
function drawing(title: string, width: number, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(title)}</title>
<style>
text { font: 14px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif }
.mono { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
.strong { font-weight: 700 }
.small { font-size: 12px }
${styles(COLOURS.light)}
@media (prefers-color-scheme: dark) {
${styles(COLOURS.dark)}
}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="dot" d="M0 0L8 4L0 8z"/></marker></defs>
<rect class="ground" width="100%" height="100%" rx="8"/>
${parts.join('')}</svg>
`;
}

function styles({ ground, text, faint, bad, good, doubtful }: Readonly<Record<string, string>>): string {
  return [
    `.ground { fill: ${ground} }`,
    `text { fill: ${text} }`,
    `.box { fill: none; stroke: ${faint} }`,
    `.arrow { stroke: ${faint} }`,
    `.dot, .own, .faint, .small { fill: ${faint} }`,
    `.bad { fill: ${bad} }`,
    `.good { fill: ${good} }`,
    `.doubtful { fill: ${doubtful} }`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
