import { Writable } from 'node:stream';
import type { main } from '../../src/cli/main.ts';

/** What a call writes to a terminal of 80 columns, colours and all. */
export async function onTerminal(call: typeof main, args: readonly string[]): Promise<string> {
  const stdout = new Screen();
  const io = { stdin: process.stdin, stdout, stderr: stdout, env: {} };
  await call(['node', 'interdict', ...args], io);
  return stdout.text;
}

class Screen extends Writable {
  readonly isTTY = true;
  readonly columns = COLUMNS;
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const COLUMNS = 80;
/** Of a letter at 14 px in the widest of the usual monospaced fonts. */
const LETTER = 8.5;
const LINE = 20;
const MARGIN = 20;

/** The colours of the picture by light and dark, each against the ground of its own. */
export const COLOURS = {
  light: {
    ground: '#f6f8fa',
    text: '#1f2328',
    faint: '#59636e',
    bad: '#c21f2c',
    good: '#116329',
    doubtful: '#7d4e00',
  },
  dark: {
    ground: '#151b23',
    text: '#f0f6fc',
    faint: '#9198a1',
    bad: '#ff7b72',
    good: '#56d364',
    doubtful: '#e3b341',
  },
} as const;

/** The parameters of SGR that the text report uses, as the classes of the picture. */
const LOOKS: Readonly<Record<string, string>> = {
  '1': 'strong',
  '2': 'faint',
  '31': 'bad',
  '32': 'good',
  '33': 'doubtful',
};
/** What ends a look: 22 both weights, 39 any colour. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  '22': ['strong', 'faint'],
  '39': ['bad', 'good', 'doubtful'],
};

/** A call and what it wrote to a terminal, as an SVG that loads nothing and follows the reader's light or dark. */
export function picture(call: string, output: string): string {
  const lines = [`\u001B[2m$\u001B[22m \u001B[1m${call}\u001B[22m`, '', ...output.trimEnd().split('\n')];
  const width = COLUMNS * LETTER + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  const looks = new Set<string>();
  const rows = lines.map((line, index) => {
    const text = spans(line, looks);
    return text === '' ? '' : `<text x="${MARGIN}" y="${MARGIN + 15 + index * LINE}">${text}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">What ${escaped(call)} prints</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
.strong { font-weight: 700 }
${styles(COLOURS.light)}
@media (prefers-color-scheme: dark) {
${styles(COLOURS.dark)}
}
</style>
<rect class="ground" width="100%" height="100%" rx="8"/>
${rows.join('')}</svg>
`;
}

function styles({ ground, text, ...looks }: Readonly<Record<string, string>>): string {
  return [
    `.ground { fill: ${ground} }`,
    `text { fill: ${text} }`,
    ...Object.entries(looks).map(([look, colour]) => `.${look} { fill: ${colour} }`),
  ].join('\n');
}

/** A line with its looks; those that are on at its end stay on for the next. */
function spans(line: string, looks: Set<string>): string {
  // biome-ignore lint: the escape character is what is looked for
  const parts = line.split(/\u001B\[([\d;]*)m/u);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) turn(part, looks);
      else if (part !== '') return span(part, looks);
      return '';
    })
    .join('');
}

function turn(parameters: string, looks: Set<string>): void {
  for (const parameter of parameters.split(';')) {
    const look = LOOKS[parameter];
    const ended = ENDS[parameter];
    if (look) looks.add(look);
    else if (ended) for (const one of ended) looks.delete(one);
    else throw new Error(`the picture knows no look ${JSON.stringify(parameter)}`);
  }
}

function span(text: string, looks: ReadonlySet<string>): string {
  return looks.size === 0 ? escaped(text) : `<tspan class="${[...looks].join(' ')}">${escaped(text)}</tspan>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
