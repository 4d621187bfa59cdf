/** Reports with their evidence, and edits of them: for tests of what is believed and what is refused. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { interdict } from './io.ts';

/** A report is edited as whoever edits a file would: nothing holds the edits to its types. */
export type Loose = ReturnType<typeof JSON.parse>;
/** Changes a report in one piece, or gives its new {@link Text}. Of a report in lines it is given the text. */
export type Edit = (report: Loose, source: Loose, finding: Loose) => unknown;

/** What becomes of a report, where it is no change of its values. */
export class Text {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A machine and a fleet of three with a banned program and a gap, and their reports. */
export interface Evidence {
  /** A file by its name: `birch.json`, `waived.json` with `waivers.yaml`, `fleet.json`, `fleet.ndjson`. */
  at(name: string): string;
  /** The report of a name with an edit, as a file. */
  forged(base: string, edit: Edit): string;
  remove(): void;
}

const DAY = ['--as-of', '2026-06-01'];
const IDS = ['russia-based-av-vendor', 'us-bod-17-01', 'de-bsi-2022'];
const BANS = IDS.flatMap((id) => ['-b', id]);
const HOSTS = { ash: ['kesl'], elm: ['bash'], fir: ['bash', 'jq'] };

/** Makes the evidence and scans it. */
export async function evidenceIn(name: string): Promise<Evidence> {
  const folder = mkdtempSync(join(tmpdir(), `interdict-${name}-`));
  const at = (file: string) => join(folder, file);
  cpSync('fixtures/machines/birch', at('birch'), { recursive: true });
  for (const [host, names] of Object.entries(HOSTS)) {
    mkdirSync(at(`fleet/${host}`), { recursive: true });
    writeFileSync(at(`fleet/${host}/status`), names.map(stanza).join('\n'));
  }
  writeFileSync(at('fleet/fir/list.txt'), 'nothing known\n');
  writeFileSync(at('hosts.csv'), 'name,owner,unit\nash,a@example.org,Lab\nelm,b@example.org,Sales\n');
  writeFileSync(at('waivers.yaml'), IDS.map(waiverOf).join(''));
  const fleet = ['sweep', at('fleet'), '--hosts', at('hosts.csv'), '--no-progress'];
  const calls = [
    [at('birch'), '-o', `json=${at('birch.json')}`],
    [at('birch'), '-w', at('waivers.yaml'), '-o', `json=${at('waived.json')}`],
    [...fleet, '-o', `json=${at('fleet.json')}`, '-o', `ndjson=${at('fleet.ndjson')}`],
  ];
  for (const call of calls) await interdict([...call, ...DAY, ...BANS]);
  const forged = (base: string, edit: Edit): string => {
    const text = readFileSync(at(base), 'utf8');
    const report = base.endsWith('.ndjson') ? text : JSON.parse(text);
    const source = report.sources?.[0];
    const changed = edit(report, source, source?.findings[0]);
    const isText = changed instanceof Text;
    const written = isText ? changed.text : JSON.stringify(report);
    expect(written).not.toBe(isText ? text : JSON.stringify(JSON.parse(text)));
    const file = at(`forged-${base}`);
    writeFileSync(file, written);
    return file;
  };
  return { at, forged, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.2-1\n`;
}

function waiverOf(ban: string): string {
  return `- ban: ${ban}\n  program: { id: deb:kesl }\n  reason: Malware lab\n  owner: lab@example.org\n  expires: 2027-03-31\n`;
}

/** The text of a report, with the first of a part of it replaced. */
export function inText(from: string, to: string): Edit {
  return (report) =>
    new Text((typeof report === 'string' ? report : JSON.stringify(report)).replace(from, to));
}

/** More lists in lists than whoever walks over them by calls could walk over. */
export const endlessLists: Edit = inText('{', `{"x":${'['.repeat(200_000)}${']'.repeat(200_000)},`);

/** Expects a call to be refused with a place, and nothing of a report to act on the terminal. */
export async function refused(args: readonly string[], place: RegExp, statuses = [1, 2]): Promise<void> {
  const { status, stdout, stderr } = await interdict(args);
  const said = stdout + stderr;
  expect(statuses, said).toContain(status);
  expect(said).toMatch(place);
  expect(said).not.toMatch(/internal error|call stack/u);
  expect(said).not.toMatch(/[^\P{Cc}\n]|\u200b/u);
}
