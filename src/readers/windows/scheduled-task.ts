import { childOf, childText, type XmlElement, xmlRoot } from '../../formats/markup/xml.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { anyPath, startedFile } from './command-file.ts';

/**
 * Scheduled tasks of Windows: what each starts. A task stays when its program was removed by hand.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-tsch/
 */
export const scheduledTask: Reader = {
  id: 'scheduled-task',
  title: 'Scheduled tasks of Windows',
  paths: ['Windows/System32/Tasks/**/*'],
  supplementary: true,
  record: true,
  recognises: (head) => TASK.test(memoiseHead(head).replaceAll('\0', '')),
  *read(bytes, resolver) {
    const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    for (const task of xmlRoot(bytes)) yield* programsOf(task, file);
  },
};

/** What a task starts; one without a name of its own has that of its file. */
function* programsOf(task: XmlElement, file: string): Generator<Program> {
  if (task.name !== 'Task') throw new SyntaxError(`not a scheduled task: its element is ${task.name}`);
  const info = childOf(task, 'RegistrationInfo');
  const isOff = childText(childOf(task, 'Settings'), 'Enabled')?.toLowerCase() === 'false';
  const name = childText(info, 'URI') ?? file;
  const actions = childOf(task, 'Actions')?.children ?? [];
  for (const action of actions.filter((element) => element.name === 'Exec')) {
    const command = childText(action, 'Command');
    if (command === undefined) continue;
    // The arguments show which library or script a host runs.
    const started = startedFile(`${quoted(command)} ${childText(action, 'Arguments') ?? ''}`) ?? command;
    yield traceOf(name, started, childText(info, 'Author'), isOff);
  }
}

const TASK = /<Task\s[^>]*xmlns="http:\/\/schemas\.microsoft\.com\/windows\/2004\/02\/mit\/task"/u;

/** A command stands there by itself, with or without quotes. */
function quoted(command: string): string {
  return `"${command.trim().replaceAll('"', '')}"`;
}

function traceOf(name: string, file: string, author: string | undefined, isOff: boolean): Program {
  const base = file.slice(file.lastIndexOf('\\') + 1);
  const executable = anyPath(file);
  return {
    name: name.replace(/^\\/u, ''),
    // An account is no company.
    ...(author !== undefined && !author.includes('\\') && !author.startsWith('$(')
      ? { publisher: author }
      : {}),
    ids: [`process:${base}`, ...(executable === undefined ? [] : [`path:${executable}`])],
    kind: 'trace',
    ...(executable === undefined ? {} : { executable }),
    marks: [isOff ? 'disabled' : 'enabled'],
  };
}
