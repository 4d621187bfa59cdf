import type { Argument, Command, Option } from 'commander';

/** The command line as data, for completions and the man page. */
export interface CommandTree {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CommandNode[];
  /** Options of every command, but for help and version. */
  readonly options: readonly OptionNode[];
}

/** One command. */
export interface CommandNode {
  readonly name: string;
  readonly description: string;
  readonly usage: string;
  readonly arguments: readonly { name: string; description: string }[];
  readonly options: readonly OptionNode[];
}

/** One option of a command. */
export interface OptionNode {
  /** `-o, --output <format[=file]>` */
  readonly flags: string;
  readonly short?: string;
  readonly long: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly description: string;
}

/** Everything that the commands declare, in their order. */
export function commandTree(root: Command): CommandTree {
  return {
    name: root.name(),
    description: root.description(),
    commands: root.commands.map(commandOf),
    options: root.options.filter(({ long }) => long !== '--version').map(optionOf),
  };
}

function commandOf(command: Command): CommandNode {
  return {
    name: command.name(),
    description: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map(argumentOf),
    options: command.options.map(optionOf),
  };
}

function argumentOf(argument: Argument): { name: string; description: string } {
  return { name: argument.name(), description: argument.description };
}

function optionOf({ flags, short, long, required, optional, argChoices, description }: Option): OptionNode {
  return {
    flags,
    ...(short === undefined ? {} : { short }),
    long: long ?? short ?? flags,
    takesValue: required || optional,
    choices: argChoices ?? [],
    description,
  };
}
