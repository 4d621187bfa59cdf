import { createHash } from 'node:crypto';
import type { Message } from '../../report/message.ts';
import { xmlText } from '../../report/xml.ts';

const COLORS = { good: '#33587d', bad: '#a1160f', doubtful: '#7a4a00' } as const;
/** Octets of a line of base64, and of an encoded word's text. */
const LINE = 76;
const WORD = 42;

/**
 * A message for `sendmail -t` or `curl --upload-file`, without From and To, which stand in front: text first, then
 * HTML. All that is not ASCII is encoded, so that no line is long and no name begins a header.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2046#section-5.1.4
 */
export function emailBody(message: Message): string {
  const boundary = `interdict-${createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 24)}`;
  const part = (type: string, content: string) =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(content)}`;
  return [
    `Subject: ${header(`interdict: ${message.title}`)}\r\n`,
    `X-Interdict-Key: ${message.key}\r\n`,
    'Auto-Submitted: auto-generated\r\n',
    'MIME-Version: 1.0\r\n',
    `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`,
    part('text/plain', plainText(message)),
    part('text/html', html(message)),
    `--${boundary}--\r\n`,
  ].join('');
}

function plainText({ title, lines, items, footer }: Message): string {
  const list = items.map((item) => `  - ${item}`);
  return [title, '', ...lines, ...(list.length > 0 ? ['', ...list] : []), '', footer, ''].join('\r\n');
}

function html({ status, title, lines, items, footer }: Message): string {
  const list = items.map((item) => `<li>${xmlText(item)}</li>`).join('');
  return [
    '<!doctype html><html lang="en"><body style="font-family:sans-serif">',
    `<h1 style="font-size:20px;color:${COLORS[status]}">${xmlText(title)}</h1>`,
    ...lines.map((line) => `<p>${xmlText(line)}</p>`),
    ...(list === '' ? [] : [`<ul>${list}</ul>`]),
    `<p style="color:#556070">${xmlText(footer)}</p></body></html>`,
  ].join('\r\n');
}

function base64(content: string): string {
  const text = Buffer.from(content).toString('base64');
  return (text.match(new RegExp(`.{1,${LINE}}`, 'gu')) ?? []).map((line) => `${line}\r\n`).join('');
}

/** @see https://www.rfc-editor.org/rfc/rfc2047#section-2 */
function header(text: string): string {
  if (/^[ -~]{0,60}$/u.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((each) => `=?utf-8?B?${Buffer.from(each).toString('base64')}?=`).join('\r\n ');
}
