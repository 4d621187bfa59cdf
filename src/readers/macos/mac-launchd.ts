import { idsOf, present } from '../../formats/omit-undefined.ts';
import { isPlistDict, type PlistDict, plist, plistList, plistString } from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Mark, Program, Reader } from '../../types.ts';
import { startedFile } from '../program-host.ts';

const FOLDERS = [
  'Library/LaunchDaemons',
  'Library/LaunchAgents',
  'Users/*/Library/LaunchAgents',
  'private/var/root/Library/LaunchAgents',
];
/** What only launchd is reported. */
const KEYS =
  /RunAtLoad|KeepAlive|ProgramArguments|StartInterval|MachServices|LimitLoadToSessionType|<key>Program</u;

/**
 * What launchd starts for the machine and for its users, by label and program.
 *
 * @see https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/
 */
export const macLaunchd: Reader = {
  id: 'mac-launchd',
  title: 'macOS launch daemons and agents',
  paths: FOLDERS.map((folder) => `${folder}/*.plist`),
  supplementary: true,
  recognises(head) {
    const start = memoiseHead(head);
    return /^(?:bplist|\S{0,3}\s*<)/u.test(start) && /\bLabel\b/u.test(start) && KEYS.test(start);
  },
  *read(bytes, resolver) {
    const job = plist(bytes);
    if (!isPlistDict(job)) throw new SyntaxError('not a launchd job: expected a dictionary');
    // launchd itself refuses a job without a label; its file still shows whose it was.
    const label = plistString(job, 'Label') ?? baseName(resolver.path);
    const program = programOf(job);
    yield present<Program>({
      name: label,
      ids: idsOf(['launchd', label], ['path', program?.startsWith('/') ? program : undefined]),
      kind: 'trace',
      marks: marksOf(job),
      user: plistString(job, 'UserName'),
      executable: program,
      folder: program?.startsWith('/') ? program.slice(0, program.lastIndexOf('/')) || '/' : undefined,
    });
  },
};

/** What lets launchd start a job without being asked. */
const STARTS = [
  'KeepAlive',
  'MachServices',
  'QueueDirectories',
  'Sockets',
  'StartCalendarInterval',
  'StartInterval',
  'WatchPaths',
];

function marksOf(job: PlistDict): Mark[] | undefined {
  if (job.get('Disabled') === true) return ['disabled'];
  const isStarted = job.get('RunAtLoad') === true || STARTS.some((key) => (job.get(key) ?? false) !== false);
  return isStarted ? ['enabled'] : undefined;
}

/** Shells and `open` are no programs of the job: what they are asked to start is. */
function programOf(job: PlistDict): string | undefined {
  const { length } = plistList(job, 'ProgramArguments');
  const words = Array.from({ length: Math.min(length, MAX_WORDS) }, (_, index) =>
    plistString(job, 'ProgramArguments', index),
  ).filter((word) => word !== undefined);
  const program = plistString(job, 'Program');
  return startedFile(program === undefined ? words : [program, ...words.slice(1)]);
}

const MAX_WORDS = 100;

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.plist$/iu, '');
}
