import { Buffer } from 'node:buffer';

/** An answer of a server with its head, as `curl -i` and `wget --save-headers` write it. */
export interface HttpAnswer {
  readonly status: number;
  /** `404 Not Found` */
  readonly statusLine: string;
  /** Values by names in small letters; several of one name are joined with commas. */
  readonly fields: ReadonlyMap<string, string>;
  /** Where the body begins and ends, in bytes. */
  readonly start: number;
  readonly end: number;
}

/** A status line, the lines of fields and an empty line; the lines may have lost their returns. */
const HEAD =
  /HTTP\/\d(?:\.\d)? (?<status>\d{3}(?: [^\r\n]*)?)\r?\n(?<fields>(?:[\w!#$%&'*+.^`|~-]+:[^\n]*\n|[ \t][^\n]*\n)*)(?:\r?\n|$)/gu;

/**
 * The answers in a file that begins with the head of one, in order. One that has no length ends where the next head
 * begins.
 *
 * @returns nothing for a file that begins otherwise
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-message-format
 */
export function httpAnswers(bytes: Uint8Array): readonly HttpAnswer[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const first = /\S/u.exec(text)?.index ?? text.length;
  const answers: HttpAnswer[] = [];
  let wanted = first;
  for (let head = headFrom(text, first); head !== undefined; head = headFrom(text, wanted)) {
    if (answers.length === 0 && head.index !== first) return [];
    const { status: statusLine = '', fields: lines = '' } = head.groups ?? {};
    const fields = fieldsOf(lines);
    const start = head.index + head[0].length;
    const last = answers.at(-1);
    if (last !== undefined) answers[answers.length - 1] = { ...last, end: head.index };
    const status = Number(statusLine.slice(0, 3));
    answers.push({ status, statusLine: statusLine.trim(), fields, start, end: text.length });
    wanted = Math.min(text.length, start + bodyLength(status, fields));
  }
  return answers;
}

function headFrom(text: string, from: number): RegExpExecArray | undefined {
  HEAD.lastIndex = from;
  return HEAD.exec(text) ?? undefined;
}

function fieldsOf(lines: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines.replaceAll(/\r?\n[ \t]+/gu, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const known = fields.get(name);
    fields.set(name, known === undefined ? value : `${known}, ${value}`);
  }
  return fields;
}

/** Bytes that cannot hold the next head. The length of a body that was unpacked is that of the packed one. */
function bodyLength(status: number, fields: ReadonlyMap<string, string>): number {
  return status < 200 || fields.has('content-encoding') ? 0 : (contentLength(fields) ?? 0);
}

/** What the head says of the length of the body. */
export function contentLength(fields: ReadonlyMap<string, string>): number | undefined {
  const length = fields.get('content-length') ?? '';
  return /^\d{1,15}$/u.test(length) ? Number(length) : undefined;
}

/**
 * The content of a body that was written down chunk by chunk, as it was sent; undefined of one that was put together, as
 * most programs do.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-chunked-transfer-coding
 */
export function dechunked(body: Uint8Array): { content: Uint8Array; isWhole: boolean } | undefined {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < body.length) {
    const line = Buffer.from(body.subarray(at, at + MAX_SIZE_LINE)).toString('latin1');
    const { size = '', whole = '' } = SIZE.exec(line)?.groups ?? {};
    if (whole === '')
      return parts.length === 0 ? undefined : { content: Buffer.concat(parts), isWhole: false };
    const length = Number.parseInt(size, 16);
    at += whole.length;
    if (length === 0) return { content: Buffer.concat(parts), isWhole: true };
    if (at + length > body.length) break;
    parts.push(body.subarray(at, at + length));
    at += length + LINE_END;
  }
  return parts.length === 0 ? undefined : { content: Buffer.concat(parts), isWhole: false };
}

const MAX_SIZE_LINE = 256;
const LINE_END = 2;
const SIZE = /^(?<whole>(?<size>[\da-f]{1,8})(?:[ \t]*;[^\r\n]*)?\r\n)/iu;
