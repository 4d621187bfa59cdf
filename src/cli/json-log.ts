import { Writable } from 'node:stream';
import type { Io } from '../types.ts';

/** A call whose standard error is written for log shippers: one JSON object a line. */
export interface Log {
  /** The arguments without `--log json`. */
  readonly argv: readonly string[];
  readonly io: Io;
  /** The last line: how it ended. */
  ended(status: number): void;
}

const LEVELS = ['info', 'error', 'error', 'warn'] as const;
const ENDINGS = ['clean', 'banned', 'failed', 'incomplete'] as const;

/**
 * Takes `--log <format>` out of a call, which every verb may have.
 *
 * @param now the clock
 * @throws Error for any other format than `text` and `json`
 */
export function logOf(argv: readonly string[], io: Io, now: () => Date = () => new Date()): Log {
  const end = argv.indexOf('--');
  const at = argv.findIndex((arg, index) => (end < 0 || index < end) && /^--log(?:=|$)/u.test(arg));
  if (at < 0) return { argv, io, ended() {} };
  const isOneWord = argv[at]?.includes('=') === true;
  const format = isOneWord ? argv[at]?.slice('--log='.length) : argv[at + 1];
  const rest = argv.toSpliced(at, isOneWord ? 1 : 2);
  if (format === 'text') return { argv: rest, io, ended() {} };
  if (format !== 'json') throw new Error(`--log ${format ?? ''}: give text or json`);
  const line = (level: string, message: string, more: object = {}) =>
    io.stderr.write(`${JSON.stringify({ time: now().toISOString(), level, message, ...more })}\n`);
  return {
    argv: rest,
    io: { ...pick(io), stderr: lines((text) => line(levelOf(text), text.replace(/^interdict: /u, ''))) },
    ended: (status) => line(LEVELS[status] ?? 'error', ENDINGS[status] ?? 'failed', { exitCode: status }),
  };
}

/** `process` keeps what we need behind getters. */
function pick({ stdin, stdout, stderr, env }: Io): Io {
  return { stdin, stdout, stderr, env };
}

function levelOf(text: string): string {
  return text.startsWith('error: ') ? 'error' : 'warn';
}

/** Gives each line of what is written; those who write here write whole lines. */
function lines(give: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      for (const text of String(chunk).split(/\r?\n/u)) if (text.trim() !== '') give(text);
      done();
    },
  });
}
