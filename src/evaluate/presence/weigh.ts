import { isHost } from '../../readers/program-host.ts';
import { isLeftover } from '../../readers/programs/location.ts';
import type { Sighting, State } from '../../types.ts';

/** What a trace says by itself of whether its program is there. */
export interface Weight {
  /** `open`: it may be there or gone. `nothing`: the trace does not show, as most that a removal leaves do not. */
  readonly presence: State | 'open' | 'nothing';
  /** One sentence for the finding or the doubt. */
  readonly reason: string;
}

/**
 * Folders of settings, data and logs, which packages leave where they are. On Windows `ProgramData`, on Linux what
 * the file system hierarchy has for settings and changing data, on macOS the folders beside programs in `Library`.
 *
 * @see https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html
 */
const SETTINGS =
  /^\/(?:Files\/)?(?:etc|var|ProgramData)(?:\/|$)|^\/(?:home\/[^/]+|root|Users\/[^/]+)\/\.(?:config|cache)(?:\/|$)|(?:^|\/)Library\/(?:Preferences|Caches|Logs|Saved Application State)(?:\/|$)/iu;

/** Whether a place holds settings, data or logs, and no programs. */
function isSettingsPlace(path: string): boolean {
  return SETTINGS.test(path);
}

const NAMES_ALONE = 'its folder for programs is there, and none of its files was copied';

/**
 * Weighs what a trace shows: what runs, what a policy forces in and what starts a file that is there is installed; what
 * is switched off, lies among settings or starts a file that is gone was left behind; what starts by itself, and whose
 * file nobody could look at, is open.
 */
export function weigh(trace: Sighting): Weight {
  const { marks = [], state, executable } = trace;
  if (marks.includes('recorded')) return byRecord(trace);
  if (state !== undefined)
    return { presence: state, reason: state === 'partial' && trace.reader === 'path' ? NAMES_ALONE : '' };
  if (marks.includes('running')) return installed('it is on or running');
  if (marks.includes('forced') && !marks.includes('disabled')) return installed('a policy forces it in');
  if (trace.reader === 'path' && isSettingsPlace(`/${trace.path}`))
    return residue('it is a place of settings, data or logs');
  if (executable === undefined || !isHost(executable)) {
    const found = byFile(trace);
    if (found) return found;
  }
  if (trace.reader === 'path') return open('whether a program is in it could not be looked at');
  if (marks.includes('disabled')) return residue('it is switched off, and no program file of it was seen');
  if (marks.includes('enabled'))
    return open('it starts by itself, and nothing shows whether its program file is there');
  if (marks.includes('on-demand') && executable !== undefined)
    return open('it starts on demand, and nothing shows whether its program file is there');
  return { presence: 'nothing', reason: 'no program of it was seen' };
}

/** What a record names was there on a day. Another file may have taken its place since. */
function byRecord({ lastSeen, executable, executableFound }: Sighting): Weight {
  const day = lastSeen === undefined ? '' : ` of ${lastSeen}`;
  if (executableFound !== true || (executable !== undefined && isLeftover(executable))) {
    const isGone = executableFound === false ? `, and its program file ${executable} is not there` : '';
    return residue(`a record${day} shows it${isGone}`);
  }
  return open(`a record${day} shows it, and a program file is at ${executable}`);
}

function byFile({ executable, executableFound }: Sighting): Weight | undefined {
  if (executableFound === undefined) return undefined;
  if (executableFound) return installed(`its program file ${executable} is there`);
  return residue(
    executable === undefined ? 'no program file is in it' : `its program file ${executable} is not there`,
  );
}

function installed(reason: string): Weight {
  return { presence: 'installed', reason };
}

function residue(reason: string): Weight {
  return { presence: 'residue', reason };
}

function open(reason: string): Weight {
  return { presence: 'open', reason };
}
