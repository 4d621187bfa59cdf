import { CommanderError } from 'commander';
import type { Io } from '../types.ts';
import { program } from './commands/index.ts';
import { standardIo, writeFatal } from './io.ts';

/** Runs the command for this process, with its arguments and what it is connected to. */
export async function run(): Promise<void> {
  // What nobody caught ends a process with 1, which would say that something is banned.
  process.on('uncaughtException', (error) => {
    try {
      writeFatal(`interdict: ${error.stack ?? error.message}\n`);
    } finally {
      process.exit(2);
    }
  });
  process.exitCode = await main(process.argv, standardIo());
}

/**
 * Runs one call of the command and gives its exit status: 0 clean, 1 banned, 2 wrong call or a failure of
 * our own, 3 incomplete. The last catch of the house.
 *
 * @param argv as `process.argv`: the runtime, the script, then the arguments
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  io.stdout.on('error', ignoreClosedPipe);
  return argv.some((arg) => arg.startsWith('--log')) ? logged(argv, io) : call(argv, io);
}

async function logged(argv: readonly string[], io: Io): Promise<number> {
  const { logOf } = await import('./json-log.ts');
  try {
    const log = logOf(argv, io);
    const status = await call(log.argv, log.io);
    log.ended(status);
    return status;
  } catch (error) {
    return await tell(error, io);
  }
}

async function call(argv: readonly string[], io: Io): Promise<number> {
  let status = 0;
  try {
    const root = await program(argv, io, (code) => {
      status = code;
    });
    await root.parseAsync([...argv]);
  } catch (error) {
    status = await tell(error, io);
    if (error instanceof CommanderError && error.code === 'commander.unknownOption')
      await hint(error.message, argv, io);
  }
  return status;
}

/** What is said of an option that a command does not have, below the parser's own line. */
async function hint(message: string, [, , verb = '']: readonly string[], io: Io): Promise<void> {
  const { optionHint } = await import('./commands/unknown-option.ts');
  const { visibleLines } = await import('../report/sanitise.ts');
  const text = await optionHint(message, verb, io);
  if (text !== undefined) io.stderr.write(`${visibleLines(text)}\n`);
}

/** A reader that has seen enough (`| head`) closes the pipe: nothing is wrong with us or with it. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Names of files, and what stands in them, are quoted here: they act on a terminal no more than in a report. */
async function tell(error: unknown, io: Io): Promise<number> {
  // Commander has told the user already; help and version are no errors.
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

/** `EACCES: permission denied, open 'a'`, as Node says it: `a: permission denied`; what stands before it says where. */
function describeError(message: string): string {
  const { index = 0, groups } = FAULT.exec(message) ?? {};
  if (!groups) return message;
  const { what = '', path, verb } = groups;
  if (index > 0) return message.slice(0, index) + what;
  return path === undefined ? `cannot ${verb}: ${what}` : `${path}: ${what}`;
}

const FAULT = /E[A-Z0-9]+: (?<what>[^,]+), (?<verb>[a-z]+)(?: '(?<path>[^']*)'(?: -> '[^']*')?)?$/u;
