/** Messages for channels, with names that try to be more than names, read back by others where there are any. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cleanRun, inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import { messageOf } from '../../src/report/message.ts';
import type { Run } from '../../src/report/run.ts';
import { reporters } from '../../src/reporters/index.ts';
import { messageBody } from '../../src/reporters/messages/index.ts';
import type { Finding, SourceResult } from '../../src/types.ts';

const STYLE = { color: false, width: 80 };
const CHANNELS = ['slack', 'teams', 'webhook-json', 'email'];
const HOSTILE = [
  '<!channel> pay',
  '<@U1>',
  '@everyone',
  '<at>all</at>',
  '[x](javascript:alert(1))',
  '```',
  '*bold* _it_',
  'a\r\nBcc: everyone@example.org',
  '\u202etxt.exe',
  '</li><script>alert(1)</script>',
  'x'.repeat(5000),
];

describe('names that try to be more', () => {
  test('are plain text in Slack, and no mention', async () => {
    const body = JSON.parse(await render('slack', hostileRun()));
    expect(body.text).not.toMatch(/[<>]/u);
    for (const block of body.blocks) {
      for (const text of block.elements ?? [block.text]) {
        expect(text.type).toBe('plain_text');
        expect(text.text.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000);
      }
    }
    expect(body.blocks.length).toBeLessThanOrEqual(50);
  });

  test('are runs of text in Teams, where nothing is Markdown', async () => {
    const text = await render('teams', hostileRun());
    expect(Buffer.byteLength(text)).toBeLessThan(21_000);
    const [{ content }] = JSON.parse(text).attachments;
    expect(content.body.map(({ type }: { type: string }) => type)).toEqual(
      content.body.map(() => 'RichTextBlock'),
    );
  });

  test('begin no header of a mail and no element of its HTML', async () => {
    const mail = await render('email', hostileRun());
    for (const line of mail.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76 + 10);
    const html = Buffer.from(
      mail
        .split(/\r\n\r\n/u)
        .at(-1)
        ?.split('--')[0] ?? '',
      'base64',
    ).toString();
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
  });

  test('stay short, however many there are', () => {
    const message = messageOf(hostileRun(1000), STYLE);
    for (const channel of CHANNELS)
      expect(messageBody(channel, message).length, channel).toBeLessThan(30_000);
  });
});

describe('a message', () => {
  test('says what could not be read before what was found', () => {
    const { title, lines, items, status } = messageOf(scanRun, STYLE);
    expect(title).toMatch(/have banned software; \d+ (?:was|were) not checked completely$/u);
    expect(lines[0]).toMatch(/^Not checked completely: /u);
    expect(items.length).toBeGreaterThan(0);
    expect(status).toBe('bad');
  });

  test('is never reassuring where something was not read', () => {
    const [result] = cleanRun.results as readonly SourceResult[];
    const gap = { path: 'var/lib/dpkg/status', reason: 'breaks off', kind: 'truncated' as const };
    const run: Run = {
      ...cleanRun,
      verdict: 'incomplete',
      results: [{ ...(result as SourceResult), gaps: [gap] }],
    };
    expect(messageOf(run, STYLE)).toMatchObject({
      status: 'doubtful',
      title: 'No banned software found, but the source was not checked completely',
    });
  });

  test('of an inventory is no verdict', () => {
    expect(messageOf(inventoryRun, STYLE).title).toMatch(/^Inventory: /u);
  });

  test('has the same key when only the answer changed', () => {
    const [result] = cleanRun.results as readonly SourceResult[];
    const later: Run = {
      ...cleanRun,
      verdict: 'banned',
      results: [{ ...(result as SourceResult), verdict: 'banned' }],
    };
    expect(messageOf(later, STYLE).key).toBe(messageOf(cleanRun, STYLE).key);
  });

  test('an event has the attributes that are required, and an id by what it says', async () => {
    const event = JSON.parse(await render('webhook-json', scanRun));
    expect(event).toMatchObject({ specversion: '1.0', source: 'urn:interdict', type: 'interdict.report' });
    expect(event.id).not.toBe(JSON.parse(await render('webhook-json', cleanRun)).id);
  });

  test('an unknown channel is an error', () => {
    expect(() => messageBody('pigeon', messageOf(scanRun, STYLE))).toThrow('no channel "pigeon": slack');
  });
});

const hasPython = spawnSync('python3', ['-c', 'import email']).status === 0;
if (!hasPython) console.log('skipped: there is no python3 to read a mail');

test.skipIf(!hasPython)('a mail is read back by an independent reader', async () => {
  const script = `import sys, email, email.policy, json
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({'defects': len(m.defects), 'keys': m.keys(), 'subject': m['subject'],
  'types': [p.get_content_type() for p in m.walk()], 'text': m.get_body(('plain',)).get_content()}))`;
  const { stdout } = spawnSync('python3', ['-c', script], {
    input: `From: a@example.org\r\nTo: b@example.org\r\n${await render('email', hostileRun())}`,
    encoding: 'utf8',
  });
  const mail = JSON.parse(stdout);
  expect(mail).toMatchObject({
    defects: 0,
    subject: 'interdict: Banned software found',
    types: ['multipart/alternative', 'text/plain', 'text/html'],
  });
  expect(mail.keys).not.toContain('Bcc');
  expect(mail.text).toContain('<!channel> pay');
});

async function render(id: string, run: Run): Promise<string> {
  const reporter = await reporters[id]?.();
  return [...(reporter?.render(run, STYLE) ?? [])].join('');
}

/** One host with programs of hostile names. */
function hostileRun(copies = 1): Run {
  const [result] = cleanRun.results as readonly SourceResult[];
  const names = Array.from({ length: copies }, (_, at) =>
    HOSTILE.map((name) => (at === 0 ? name : `${name}${at}`)),
  );
  const findings: Finding[] = names.flat().map((name) => ({
    ban: 'x',
    severity: 'ban',
    program: { name, reader: 'dpkg-status', path: 'var/lib/dpkg/status' },
    reasons: ['because'],
    authorities: [],
  }));
  return {
    ...cleanRun,
    verdict: 'banned',
    results: [{ ...(result as SourceResult), verdict: 'banned', findings }],
  };
}
