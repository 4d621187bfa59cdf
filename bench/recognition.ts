/**
 * How fast a large document is recognised, with the reading of its file, next to `wc -l` and `rg -c` over the same file.
 * What shows the kind of the JSON documents stands at their end, so that all of each has to be looked at.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recogniseFile } from '../src/scan/recognise-file.ts';
import { fileSource } from '../src/sources/file.ts';
import type { SourceFile } from '../src/types.ts';
import { report } from './measure.ts';

const SIZE = 100e6;
const ROUNDS = 9;

const row = (at: number) =>
  `{"name":"Program number ${at}","version":"1.${at}.0","publisher":"Example Soft \\"Ltd\\"","from":"registry","path":"C:\\\\Program Files\\\\Example ${at}","arch":"x86_64"}`;
const stanza = (at: number) =>
  `Package: program-${at}\nStatus: install ok installed\nVersion: 1.${at}.0-1\nArchitecture: amd64\nDescription: a program\n\n`;

interface Document {
  readonly name: string;
  readonly reader: string;
  readonly begin: string;
  readonly end: string;
  part(at: number): string;
}

const DOCUMENTS: readonly Document[] = [
  {
    name: 'JSON of many rows',
    reader: 'glpi',
    begin: '{"action":"inventory","content":{"softwares":[{"name":"Alder"}',
    part: (at) => `,${row(at)}`,
    end: ']},"deviceid":"x","itemtype":"Computer"}',
  },
  {
    name: 'the same, one member per line',
    reader: 'glpi',
    begin: '{\n  "content": {\n    "softwares": [\n{"name": "Alder"}',
    part: (at) =>
      `,\n${row(at)
        .replaceAll(/([{,])"/gu, '$1\n        "')
        .replaceAll('":', '": ')}`,
    end: ']\n  },\n  "deviceid": "x",\n  "itemtype": "Computer"\n}\n',
  },
  {
    name: 'JSON after one long text',
    reader: 'glpi',
    begin: '{"note":"',
    part: (at) => JSON.stringify(row(at)).slice(1, -1),
    end: '","content":{"softwares":[{"name":"Alder"}]},"deviceid":"x","itemtype":"Computer"}',
  },
  {
    name: 'NDJSON',
    reader: 'osquery',
    begin: '',
    part: (at) =>
      `{"name":"program-${at}","version":"1.${at}","status":"install ok installed","maintainer":"x"}\n`,
    end: '',
  },
  {
    name: 'XML',
    reader: 'cyclonedx',
    begin:
      '<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">\n<components>\n',
    part: (at) =>
      `<component type="library"><name>program-${at}</name><version>1.${at}</version></component>\n`,
    end: '</components>\n</bom>\n',
  },
  {
    name: 'CSV',
    reader: 'software-csv',
    begin: 'Name,Version,Publisher\n',
    part: (at) => `Program number ${at},1.${at}.0,Example Soft Ltd\n`,
    end: '',
  },
  { name: 'text', reader: 'dpkg-status', begin: '', part: stanza, end: '' },
];

const folder = mkdtempSync(join(tmpdir(), 'interdict-recognition-'));
try {
  for (const document of DOCUMENTS) {
    const path = join(folder, 'document.txt');
    write(path, document);
    await measure(document, path);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function write(path: string, { begin, part, end }: Document): void {
  const file = openSync(path, 'w');
  writeSync(file, begin);
  for (let at = 0, size = 0; size < SIZE; ) {
    let parts = '';
    while (parts.length < 1e6) parts += part(at++);
    size += writeSync(file, parts);
  }
  writeSync(file, end);
  closeSync(file);
}

async function measure({ name, reader }: Document, path: string): Promise<void> {
  const { size } = statSync(path);
  const before = process.resourceUsage().maxRSS;
  const wall: number[] = [];
  const own: number[] = [];
  const others: Readonly<Record<string, number[]>> = { 'wc -l': [], 'rg -c content': [] };
  for (let round = -1; round < ROUNDS; round++) {
    const began = performance.now();
    const used = process.cpuUsage();
    for await (const file of fileSource(path).files(['**/*'])) await expectReader(file, reader);
    const { user, system } = process.cpuUsage(used);
    if (round >= 0) wall.push(performance.now() - began);
    if (round >= 0) own.push((user + system) / 1000);
    for (const [command, times] of Object.entries(others))
      times.push(processorTimeOf([...command.split(' '), path]));
  }
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  report(`${name}, ${(size / 1e6).toFixed(0)} MB`, `${Math.min(...wall).toFixed(1)} ms`);
  report('  memory above that before it', `${grown.toFixed(0)} MB`);
  // Of a document that its first bytes show, no more is read.
  if (Math.min(...own) < 10) return;
  report('  in processor time', rateOf(size, own));
  for (const [command, times] of Object.entries(others)) report(`  ${command}`, rateOf(size, times));
}

function rateOf(size: number, milliseconds: readonly number[]): string {
  return `${(size / 1e3 / Math.min(...milliseconds)).toFixed(0)} MB/s`;
}

/** Milliseconds of processor time that a command takes, which a busy machine changes least. */
function processorTimeOf(command: readonly string[]): number {
  const script = '"$@" >/dev/null; times';
  const { stdout } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' });
  const [user = 0, system = 0] = Array.from((stdout.split('\n')[1] ?? '').matchAll(/m([\d.]+)s/gu), (time) =>
    Number(time[1]),
  );
  return Math.max(1, (user + system) * 1000);
}

async function expectReader(file: SourceFile, id: string): Promise<void> {
  const { reader } = (await recogniseFile(file, 'document.txt')) ?? {};
  if (reader?.id !== id) throw new Error(`recognised as ${reader?.id}, and not as ${id}`);
}
