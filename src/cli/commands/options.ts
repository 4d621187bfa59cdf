import { type Command, InvalidArgumentError, Option } from 'commander';
import { warn } from '../../report/warn.ts';
import { reporters } from '../../reporters/index.ts';
import type { Config } from '../../schema/index.ts';
import type { ExitCode, Io } from '../../types.ts';

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

/** A number from 1 to 9999. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/u.test(text)) throw new InvalidArgumentError('Give a number from 1 to 9999.');
  return Number(text);
}

/** The options that say by which rules is checked. */
export function withRules(command: Command): Command {
  return command
    .option(
      '-b, --bans <selector>',
      "ID, glob, jurisdiction:GB, file, folder or 'all', repeatable",
      collect,
      [],
    )
    .option(
      '-w, --waivers <file>',
      'accepted exceptions in place of configured ones, repeatable',
      collect,
      [],
    )
    .option('-c, --config <file>', 'configuration (default: interdict.yaml here, if present)')
    .option('--no-config', 'read no configuration')
    .option('--policy-sha256 <digest>', 'stop unless bans, waivers and configuration have this digest');
}

/** `--source-name`, once for each source. */
export function sourceNameOption(): Option {
  const option = new Option('--source-name <name>', 'what a source is called in reports, for each in order');
  return option.argParser(collect).default([]);
}

/** `--name`, which is shorter and says of a machine what it is. */
export function nameOption(): Option {
  const option = new Option('--name <name>', 'the same as --source-name, for a machine');
  return option.argParser(collect).default([]);
}

/** `--hosts`, for what is known of hosts. */
export function hostsOption(): Option {
  const option = new Option(
    '--hosts <file>',
    'owner, site, group, tags, device class and OS of hosts: CSV or Ansible inventory (repeatable)',
  );
  return option.argParser(collect).default([]);
}

/** The option that says which reports are written, with the names of all. */
export function outputOption(): Option {
  const formats = Object.keys(reporters).join(', ');
  const option = new Option(
    '-o, --output <format[=file]>',
    `reports, repeatable (default: text): ${formats}`,
  );
  return option.argParser(collect).default([]);
}

/** When colours are used; false is what `--no-color` leaves. */
export type ColorChoice = 'auto' | 'always' | 'never' | false;

/** The options of every command that judges and reports. */
export interface VerdictFlags {
  readonly output: readonly string[];
  readonly allowUnread?: boolean;
  readonly allowIncomplete?: boolean;
  readonly store?: string;
  readonly verbose?: boolean;
  readonly sign?: string;
  readonly color?: ColorChoice;
}

/** The option that signs the reports of a call. */
export function signOption(): Option {
  return new Option('--sign <key>', 'sign the files of -o with this private key (Ed25519 or ECDSA P-256)');
}

/** The option that says when colours are used. */
export function colorOption(): Option {
  const option = new Option('--color <when>', 'colours in the text on standard output (default: auto)');
  return option.choices(['auto', 'always', 'never']);
}

/** The option that says what makes a run fail. */
export function failOn(): Option {
  const option = new Option('--fail-on <what>', 'exit 1 from this level up (default: ban)');
  return option.choices(['ban', 'warn', 'residue']);
}

/** The option that gives a trend its past. */
export function history(): Option {
  const option = new Option('--history <report>', 'an earlier report for the HTML trend, repeatable');
  return option.argParser(collect).default([]);
}

/** The option that keeps results over weeks. */
export function storeOption(): Option {
  return new Option(
    '--store <folder>',
    "keep the results in this folder, for 'interdict history' and DuckDB",
  );
}

/**
 * Waivers that are of no use any more are an error of the configuration, where the call or the configuration says so.
 *
 * What is banned is said first: a wrapper takes 2 for a failed call.
 *
 * @param useless what is to be said of such waivers
 * @returns the exit status, when it is one
 */
export function strictWaiverStatus(
  useless: readonly string[],
  { strictWaivers }: { readonly strictWaivers?: boolean },
  config: Config,
  io: Io,
  exitCode: ExitCode,
): ExitCode {
  const isStrict = strictWaivers ?? config['strict-waivers'] ?? false;
  if (!isStrict || useless.length === 0) return exitCode;
  for (const notice of useless) warn(io, `--strict-waivers: ${notice}`);
  return exitCode === 1 ? 1 : 2;
}

/** The reports of a checked run: those of the call, else those of the configuration. */
export function outputsOf(
  { output }: { readonly output: readonly string[] },
  config: Config,
): readonly string[] {
  return output.length > 0 ? output : (config.output ?? []);
}
