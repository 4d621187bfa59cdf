import { errorCollector } from '../../formats/errors.ts';
import { type Line, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { startedBy, startedProgram } from './shell-command.ts';

/**
 * What cron starts, when the machine starts or at its times: the tables of the machine, of packages and of accounts. A
 * table stays when its program is removed by hand.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html
 */
export const crontab: Reader = {
  id: 'crontab',
  title: 'Commands that cron starts',
  paths: [
    'etc/crontab',
    'etc/anacrontab',
    'etc/cron.d/*',
    'var/spool/cron/*',
    'var/spool/cron/{crontabs,tabs}/*',
    'private/var/at/tabs/*',
  ],
  supplementary: true,
  *read(bytes, resolver) {
    const faults = errorCollector();
    const form = formOf(resolver.path);
    for (const line of numberedLines(bytes)) {
      const program = programOf(line, form, resolver.path);
      if (program !== undefined) yield program;
      if (!line.ended && !isEmpty(line.text)) faults.add(`line ${line.number}: truncated: a line has no end`);
    }
    faults.throwIfAny();
  },
};

/** What stands before a command: the times, and an account in the tables of the machine. */
type Form = 'machine' | 'account' | 'anacron';

const TIMES = String.raw`(?:@[a-z]+|(?:[\d*][\w*,/~-]*\s+[\d*][\w*,/~-]*\s+[\d*][\w*,/~-]*\s+[\w*][\w*,/~-]*\s+[\w*][\w*,/~-]*))`;
const FORMS: Readonly<Record<Form, RegExp>> = {
  machine: new RegExp(String.raw`^\s*-?${TIMES}\s+(?<user>\S+)\s+(?<command>.+)$`, 'u'),
  account: new RegExp(String.raw`^\s*-?${TIMES}\s+(?<command>.+)$`, 'u'),
  anacron: /^\s*(?:@[a-z]+|\d+)\s+\d+\s+\S+\s+(?<command>.+)$/u,
};

function formOf(path: string): Form {
  if (path.endsWith('/anacrontab')) return 'anacron';
  return path.startsWith('etc/') ? 'machine' : 'account';
}

function isEmpty(text: string): boolean {
  return /^\s*(?:#|$)/u.test(text);
}

/** A line that cron does not take starts nothing. */
function programOf({ text, number }: Line, form: Form, path: string): Program | undefined {
  const { user = accountOf(path, form), command = '' } =
    (isEmpty(text) ? undefined : FORMS[form].exec(text)?.groups) ?? {};
  const executable = startedBy(command);
  if (executable === undefined) return undefined;
  return startedProgram(executable, number, user);
}

/** The table of an account has its name. */
function accountOf(path: string, form: Form): string | undefined {
  return form === 'account' ? path.slice(path.lastIndexOf('/') + 1) : undefined;
}
