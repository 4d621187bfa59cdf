import { Writable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import type { Io } from '../types.ts';
import { logOption } from './log-option.ts';

/** A call with `--log`. */
export interface Log {
  /** The words of the call without it, of which the first may name a command. */
  readonly words: readonly string[];
  /** Where its messages go: as JSON, one object per line, or as they are. */
  readonly io: Io;
  /** The last line: how it ended. */
  ended(status: number): void;
}

const LEVELS = ['info', 'error', 'error', 'warn'] as const;
const OUTCOMES = ['clean', 'banned', 'failed', 'incomplete'] as const;

/**
 * Looks for `--log <format>` in a call, which every command has, before it is parsed: what the parser reports is logged
 * too. A wrong format is left to the parser.
 *
 * @param argv as `process.argv`
 * @param now the clock
 */
export function logOf(argv: readonly string[], io: Io, now: () => Date = () => new Date()): Log {
  const { format, words } = parsed(argv.slice(2));
  if (format !== 'json') return { words, io, ended() {} };
  const line = (level: string, message: string, more: object = {}) =>
    io.stderr.write(`${JSON.stringify({ time: now().toISOString(), level, message, ...more })}\n`);
  return {
    words,
    io: { ...pick(io), stderr: lines((text) => line(levelOf(text), text.replace(/^interdict: /u, ''))) },
    ended: (status) => line(LEVELS[status] ?? 'error', OUTCOMES[status] ?? 'failed', { exitCode: status }),
  };
}

function parsed(args: readonly string[]): { format?: unknown; words: readonly string[] } {
  const parser = new Command()
    .addOption(logOption())
    .helpOption(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  try {
    const { operands, unknown } = parser.parseOptions([...args]);
    return { format: parser.opts()['log'], words: [...operands, ...unknown] };
  } catch (error) {
    if (error instanceof CommanderError) return { words: args };
    throw error;
  }
}

/** `process` has getters for these, which a spread would not copy. */
function pick({ stdin, stdout, stderr, env }: Io): Io {
  return { stdin, stdout, stderr, env };
}

function levelOf(text: string): string {
  return text.startsWith('error: ') ? 'error' : 'warn';
}

/** Calls back for each line. Each write has whole lines. */
function lines(give: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      for (const text of String(chunk).split(/\r?\n/u)) if (text.trim() !== '') give(text);
      done();
    },
  });
}
