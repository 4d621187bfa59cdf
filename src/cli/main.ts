import { CommanderError } from 'commander';
import { claimEngine } from '../own-process/optimising.ts';
import { claimSignals } from '../own-process/signals.ts';
import { SCAN_PROCESS } from '../sweep/isolation/messages.ts';
import type { Io } from '../types.ts';
import { program } from './commands/index.ts';
import { standardIo, writeFatal } from './io.ts';

/** Runs the command for this process, with its arguments and what it is connected to. */
export async function run(): Promise<void> {
  // An uncaught error ends a process with 1, which would mean that something is banned.
  process.on('uncaughtException', (error) => {
    try {
      writeFatal(`interdict: ${error.stack ?? error.message}\n`);
    } finally {
      process.exit(2);
    }
  });
  if (process.argv[2] === SCAN_PROCESS && process.send) {
    (await import('../sweep/isolation/scan-process.ts')).serve();
    return;
  }
  claimEngine();
  claimSignals();
  process.exitCode = await main(process.argv, standardIo());
}

/**
 * Runs one call and returns its exit status: 0 clean, 1 banned, 2 usage error or internal error, 3 incomplete. It
 * catches every error.
 *
 * @param argv as `process.argv`: the runtime, the script, then the arguments
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  io.stdout.on('error', ignoreClosedPipe);
  return argv.some((arg) => arg.startsWith('--log')) ? logged(argv, io) : call(argv, io);
}

async function logged(argv: readonly string[], io: Io): Promise<number> {
  const { logOf } = await import('./json-log.ts');
  const log = logOf(argv, io);
  const status = await call(argv, log.io, log.words);
  log.ended(status);
  return status;
}

/** @param words the arguments without global options, of which the first may name a command */
async function call(
  argv: readonly string[],
  io: Io,
  words: readonly string[] = argv.slice(2),
): Promise<number> {
  let status = 0;
  try {
    const root = await program(words, io, (code) => {
      status = code;
    });
    await root.parseAsync([...argv]);
  } catch (error) {
    status = await printError(error, io);
    if (error instanceof CommanderError && error.code === 'commander.unknownOption')
      await hint(error.message, words, io);
  }
  return status;
}

/** Writes a hint about an unknown option, after the parser's own line. */
async function hint(message: string, [command = '']: readonly string[], io: Io): Promise<void> {
  const { optionHint } = await import('./commands/unknown-option.ts');
  const { visibleLines } = await import('../report/sanitise.ts');
  const text = await optionHint(message, command, io);
  if (text !== undefined) io.stderr.write(`${visibleLines(text)}\n`);
}

/** A program that has read enough (`| head`) closes the pipe, which is not an error. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Escapes control characters, because errors quote names and contents of files. */
async function printError(error: unknown, io: Io): Promise<number> {
  // Commander has printed it already. Help and version are not errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { visibleLines } = await import('../report/sanitise.ts');
  io.stderr.write(`interdict: ${visibleLines(errorText(error, io))}\n`);
  return 2;
}

function errorText(error: unknown, io: Io): string {
  if (!(error instanceof Error)) return String(error);
  const isOurs = error.name === 'TypeError' || error.name === 'ReferenceError' || error.name === 'RangeError';
  return (isOurs || io.env['INTERDICT_DEBUG']) && error.stack ? error.stack : describeError(error.message);
}

/** `EACCES: permission denied, open 'a'` from Node.js becomes `a: permission denied`. Text before it stays. */
function describeError(message: string): string {
  const { index = 0, groups } = FAULT.exec(message) ?? {};
  if (!groups) return message;
  const { what = '', path, call } = groups;
  if (index > 0) return message.slice(0, index) + what;
  return path === undefined ? `cannot ${call}: ${what}` : `${path}: ${what}`;
}

const FAULT = /E[A-Z0-9]+: (?<what>[^,]+), (?<call>[a-z]+)(?: '(?<path>[^']*)'(?: -> '[^']*')?)?$/u;
