/** Documents behind the heads of HTTP answers, as `curl -i` writes them. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const FILES = [
  'cyclonedx/normal/sbom/web.cdx.json',
  'dpkg-status/normal/var/lib/dpkg/status',
  'glpi/normal/alder.xml',
  'rpm-list/normal/rpm-qa.txt',
  'software-csv/normal/AppInvByDevice.csv',
  'interface-answer/datto/answer.json',
];

async function seenIn(content: string | Buffer, name = 'answer.txt') {
  const { sightings, gaps } = await scan(memorySource(Buffer.from(content), name));
  const programs = sightings.map(({ name: program, version, reader }) => `${reader} ${program} ${version}`);
  return { programs, lines: sightings.map(({ line }) => line), reasons: gaps.map(({ reason }) => reason) };
}

const crlf = (head: string): string => head.replaceAll('\n', '\r\n');
const OK = crlf('HTTP/1.1 200 OK\nServer: nginx\nContent-Type: text/plain\n\n');
const HEADS: Readonly<Record<string, (body: Buffer) => string>> = {
  'one head': () => OK,
  'of HTTP 2': () => crlf('HTTP/2 200 \ncontent-type: application/json\nx-long: a\n b\n\n'),
  'without returns': () => 'HTTP/1.1 200 OK\nContent-Type: text/plain\n\n',
  'without fields': () => crlf('HTTP/1.0 200 OK\n\n'),
  'with its length': ({ length }) => crlf(`HTTP/1.1 200 OK\nContent-Length: ${length}\n\n`),
  'with the length of what was packed': () =>
    crlf('HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 7\n\n'),
  'behind the answer of a proxy': () => crlf('HTTP/1.1 200 Connection established\n\n') + OK,
  'behind a redirection': () => crlf('HTTP/1.1 301 Moved Permanently\nContent-Length: 0\n\n') + OK,
  'behind a redirection with a page': () =>
    `${crlf('HTTP/1.1 302 Found\nContent-Type: text/html\n\n')}<html><title>302 Found</title></html>\n${OK}`,
  'behind a request for a password': () =>
    `${crlf('HTTP/1.1 401 Unauthorized\nContent-Length: 23\n\n')}{"error":"unauthorized"}${OK}`,
  'behind an interim answer': () => crlf('HTTP/1.1 100 Continue\n\n') + OK,
  'all of a range': ({ length }) =>
    crlf(`HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-${length - 1}/${length}\n\n`),
};

describe.each(FILES)('%s', (path) => {
  const body = readFileSync(`fixtures/readers/${path}`);
  test.each(Object.keys(HEADS))('behind a head: %s', async (form) => {
    const head = HEADS[form]?.(body) ?? '';
    const bare = await seenIn(body, basename(path));
    const whole = await seenIn(Buffer.concat([Buffer.from(head), body]), basename(path));
    expect(bare.programs).not.toEqual([]);
    expect(whole.programs).toEqual(bare.programs);
    const by = head.split('\n').length - 1;
    expect(whole.lines).toEqual(bare.lines.map((line) => line && line + by));
    expect(whole.reasons).toEqual(bare.reasons);
  });
});

const BODY = 'alder-1.0-1.x86_64\nbirch-2.0-1.x86_64\n';

describe('what a head says against its document is reported', () => {
  test.each([
    ['HTTP/1.1 404 Not Found\n\n', /^line 2: the server answered "404 Not Found"$/u],
    ['HTTP/1.1 500 Internal Server Error\n\n', /the server answered "500 /u],
    ['HTTP/1.1 302 Found\nLocation: x\n\n', /the server answered "302 Found"/u],
    ['HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-37/90\n\n', /a part only/u],
    ['HTTP/1.1 206 Partial Content\n\n', /a part only/u],
    ['HTTP/1.1 200 OK\nContent-Length: 90\n\n', /truncated: 38 of 90 bytes are in it \(Content-Length\)/u],
    ['HTTP/1.1 200 OK\nContent-Length: 20\n\n', /38 bytes are in it, and it should have 20/u],
    ['HTTP/1.1 200 OK\nLink: <https://example.org/?page=2>; rel="next"\n\n', /a next page exists \(link: /u],
    ['HTTP/1.1 200 OK\nX-Next-Page: 2\n\n', /a next page exists \(x-next-page: "2"\)/u],
  ])('%j', async (head, reason) => {
    const { programs, reasons } = await seenIn(crlf(head) + BODY, 'rpm-qa.txt');
    expect(programs).toHaveLength(2);
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });

  test('an answer without a document', async () => {
    const { reasons } = await seenIn(OK);
    expect(reasons).toContain('line 4: the server sent nothing: "200 OK"');
  });

  test('chunks that were not put together', async () => {
    const head = crlf('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n');
    const chunks = `13\r\n${BODY.slice(0, 19)}\r\n13;x=1\r\n${BODY.slice(19)}\r\n`;
    expect((await seenIn(`${head}${chunks}0\r\n\r\n`)).reasons).toEqual([]);
    const cut = await seenIn(head + chunks);
    expect(cut.programs).toHaveLength(2);
    expect(cut.reasons).toEqual(['line 3: truncated before its last chunk']);
    expect((await seenIn(head + BODY)).programs).toHaveLength(2);
  });
});

test('pages one behind the other are read as one document', async () => {
  const page = (next: string, at: number) =>
    `${crlf(`HTTP/1.1 200 OK\n${next}\n`)}[{"DisplayName": "Alder ${at}", "DisplayVersion": "1", "Publisher": "Birch"}]\n`;
  const link = 'Link: <https://example.org/?page=2>; rel="next"\n';
  const { programs, reasons } = await seenIn(page(link, 1) + page('', 2), 'programs.json');
  expect(programs).toEqual(['powershell-output Alder 1 1', 'powershell-output Alder 2 1']);
  expect(reasons).toEqual([]);
});

test('a shell of Windows that ends each line makes a body no longer', async () => {
  const head = crlf('HTTP/1.1 200 OK\nContent-Length: 38\n\n');
  const { programs, reasons } = await seenIn(`${head}${crlf(BODY)}\r\n`, 'rpm-qa.txt');
  expect([programs.length, reasons]).toEqual([2, []]);
});
