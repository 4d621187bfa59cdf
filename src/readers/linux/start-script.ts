import { errorCollector } from '../../formats/errors.ts';
import { text } from '../../formats/text/decode.ts';
import { numberedLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';
import { isHost, wordsOf } from '../program-host.ts';
import { withVariables } from './script-file.ts';
import { startedBy, startedProgram } from './shell-command.ts';

/**
 * What the machine starts beside its services: local start-up scripts, scripts for every day or week, the table of init,
 * programs of supervisord, and libraries that every program loads. They stay when a program is removed by hand.
 *
 * @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/sysinit.html
 */
export const startScript: Reader = {
  id: 'start-script',
  title: 'Start-up scripts, periodic scripts and inittab',
  paths: [
    'etc/rc.local',
    'etc/rc.d/rc.*',
    'etc/inittab',
    'etc/ld.so.preload',
    'etc/cron.{hourly,daily,weekly,monthly}/*',
    '{etc,private/etc}/periodic/*/*',
    'etc/supervisor/conf.d/*.conf',
    'etc/supervisord.d/*.{ini,conf}',
  ],
  supplementary: true,
  *read(bytes, resolver) {
    const command = commandIn(resolver.path);
    const script = Buffer.from(withVariables(text(bytes.subarray(0, MAX_LENGTH))));
    const seen = new Set<string>();
    const faults = errorCollector();
    for (const { text: line, number, ended } of numberedLines(script)) {
      if (/^\s*(?:[#;]|$)/u.test(line)) continue;
      const executable = startedBy(command(line) ?? '');
      if (executable === undefined || seen.has(executable)) continue;
      seen.add(executable);
      yield startedProgram(executable, number);
      if (!ended) faults.add(`line ${number}: truncated: a line has no end`);
    }
    faults.throwIfAny();
  },
};

/** Real scripts have a few thousand bytes. */
const MAX_LENGTH = 1 << 20;
const INIT = /^[^:]*:[^:]*:(?!off:)[^:]*:(?<command>.+)$/u;
const SUPERVISED = /^\s*command\s*=\s*(?<command>.+)$/u;
/** What stands before a command in a script. */
const BEFORE = /^\s*(?:(?:if|elif|then|else|while|until|do|exec|time|!|\{)\s+)*/u;

/** Hosts that start nothing. */
const PRINTS = /^(?:echo|false|test|true)$/u;

/** How the command of a line is found in a file of this path. */
function commandIn(path: string): (line: string) => string | undefined {
  if (path.endsWith('/inittab')) return (line) => INIT.exec(line)?.groups?.['command'];
  if (path.includes('/supervisor')) return (line) => SUPERVISED.exec(line)?.groups?.['command'];
  return scriptCommand;
}

/** A path among the words of any other command is no program that starts. */
function scriptCommand(line: string): string | undefined {
  const command = line.replace(BEFORE, '');
  const parts = command.split(/;|&&|\|\|?/u).filter((part) => {
    const [first = ''] = wordsOf(part.replace(BEFORE, ''));
    return first.startsWith('/') || (isHost(first) && !PRINTS.test(first));
  });
  return parts.join(';');
}
