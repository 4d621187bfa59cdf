import { Buffer } from 'node:buffer';
import { quoted } from '../formats/source-position.ts';
import { contentLength, dechunked, type HttpAnswer, httpAnswers } from '../formats/text/http-answers.ts';
import { newlinesIn } from '../formats/text/newlines.ts';
import type { SourceFile } from '../types.ts';
import { withKind } from './gap-kind.ts';
import { plainTextOf } from './plain-text.ts';
import { type ReadAny, readBehind } from './read-behind.ts';
import type { ScanState } from './state.ts';

/** Statuses of answers that ask for another request: its answer follows. */
const ON_THE_WAY: ReadonlySet<number> = new Set([300, 301, 302, 303, 307, 308, 401, 407]);
const PARTIAL = 206;

/**
 * Reads what stands behind the heads of HTTP answers as if it stood alone, and reports what the heads say against it.
 *
 * @param read reads a file of any format
 * @returns false for a file that does not begin with such a head
 */
export async function readHttp(state: ScanState, file: SourceFile, read: ReadAny): Promise<boolean> {
  const { bytes, isTail } = plainTextOf(await file.bytes());
  const all = isTail ? [] : httpAnswers(bytes);
  const answers = all.filter((answer, index) => index === all.length - 1 || !isOnTheWay(answer, bytes));
  const [first] = answers;
  if (first === undefined) return false;
  const bodies = answers.map((answer) => bodyOf(answer, bytes));
  const content = joined(bytes, answers, bodies);
  await readBehind(state, file, { content, lines: newlinesIn(bytes, 0, first.start) }, read);
  for (const [index, answer] of answers.entries()) {
    const fault = faultOf(answer, bodies[index] ?? NO_BODY, index === answers.length - 1);
    const line = newlinesIn(bytes, 0, answer.start);
    if (fault !== undefined) state.gaps.push(withKind({ path: file.path, reason: `line ${line}: ${fault}` }));
  }
  return true;
}

/** Whether another answer stands in the place of this one. */
function isOnTheWay({ status, start, end }: HttpAnswer, bytes: Uint8Array): boolean {
  return status < 200 || ON_THE_WAY.has(status) || bytes.subarray(start, end).every((byte) => byte <= BLANK);
}

const BLANK = 0x20;

interface Body {
  readonly content: Uint8Array;
  readonly fault?: string;
}

const NO_BODY: Body = { content: new Uint8Array() };

function bodyOf({ fields, start, end }: HttpAnswer, bytes: Uint8Array): Body {
  const body = bytes.subarray(start, end);
  if (/\bchunked\b/iu.test(fields.get('transfer-encoding') ?? '')) {
    const sent = dechunked(body);
    if (sent !== undefined)
      return { content: sent.content, ...(sent.isWhole ? {} : { fault: 'truncated before its last chunk' }) };
  }
  const length = fields.has('content-encoding') ? undefined : contentLength(fields);
  if (length === undefined) return { content: body };
  if (body.length < length)
    return {
      content: body,
      fault: `truncated: ${body.length} of ${length} bytes are in it (Content-Length)`,
    };
  const isLonger = hasTextBehind(body, length) && hasTextBehind(withPlainEnds(body), length);
  const fault = `${body.length} bytes are in it, and it should have ${length} (Content-Length)`;
  return { content: body, ...(isLonger ? { fault } : {}) };
}

/** Shells add an end of the last line. */
function hasTextBehind(body: Uint8Array, length: number): boolean {
  return body.subarray(length).some((byte) => byte > BLANK);
}

/** Shells of Windows write each line with their own end. */
function withPlainEnds(body: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(body).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** The bodies, with an empty line for each line of the heads between them: so lines keep their numbers. */
function joined(bytes: Uint8Array, answers: readonly HttpAnswer[], bodies: readonly Body[]): Uint8Array {
  const [only, ...others] = bodies;
  if (only !== undefined && others.length === 0) return only.content;
  return Buffer.concat(
    bodies.flatMap(({ content }, index) => {
      const [before, answer] = [answers[index - 1], answers[index]];
      const lines = before && answer ? newlinesIn(bytes, before.end, answer.start) : 0;
      return [Buffer.alloc(lines, '\n'), content];
    }),
  );
}

function faultOf(
  { status, statusLine, fields }: HttpAnswer,
  { content, fault }: Body,
  isLast: boolean,
): string | undefined {
  if (status < 200 || status >= 300) return `the server answered ${quoted(statusLine)}`;
  if (status === PARTIAL && !isWhole(fields.get('content-range') ?? ''))
    return `the server sent a part only: ${quoted(statusLine)}`;
  if (content.every((byte) => byte <= BLANK)) return `the server sent nothing: ${quoted(statusLine)}`;
  return fault ?? (isLast ? nextPage(fields) : undefined);
}

/** `bytes 0-99/100` */
function isWhole(range: string): boolean {
  const { first, last, size } = /^bytes (?<first>\d+)-(?<last>\d+)\/(?<size>\d+)$/u.exec(range)?.groups ?? {};
  return first === '0' && Number(last) + 1 === Number(size);
}

/**
 * What leads to the next page.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8288
 */
function nextPage(fields: ReadonlyMap<string, string>): string | undefined {
  const link = fields.get('link') ?? '';
  const number = fields.get('x-next-page') ?? '';
  if (/;\s*rel="?(?:[^"]*\s)?next\b/iu.test(link)) return `a next page exists (link: ${quoted(link)})`;
  return number === '' ? undefined : `a next page exists (x-next-page: ${quoted(number)})`;
}
