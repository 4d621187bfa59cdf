import type { FileSystem } from '../../file-system.ts';
import { viewOf } from '../../little-endian.ts';
import { ATTRIBUTE } from './attribute.ts';
import type { Mft } from './mft.ts';
import { streamOf } from './stream.ts';
import { fixed } from './volume.ts';

const RECORD = { log: 2, volume: 3 };
const DIRTY = 1;
/** No program has the journal open. */
const NO_CLIENT = 0xffff;
const LOG_IS_CLEAN = 2;
const LOG_PAGE = 4096;

/** Why what is on the volume may not be what Windows would show. */
export function stateGaps(mft: Mft, fileSystem: FileSystem): string[] {
  const gaps: string[] = [];
  const ask = (what: string, question: () => string | undefined): void => {
    try {
      const gap = question();
      if (gap !== undefined) gaps.push(gap);
    } catch (error) {
      gaps.push(`${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  ask('the state of the volume', () => volumeGap(mft));
  ask('the journal ($LogFile)', () => journalGap(mft));
  ask('hiberfil.sys', () => hibernationGap(fileSystem));
  return gaps;
}

function volumeGap(mft: Mft): string | undefined {
  const { attributes } = mft.record(RECORD.volume);
  const information = attributes.find(({ type }) => type === ATTRIBUTE.volumeInformation)?.resident;
  if (information === undefined || information.length < 12) return 'the volume has no readable state';
  const isDirty = (viewOf(information).getUint16(10, true) & DIRTY) !== 0;
  return isDirty ? 'the volume is marked dirty: it was not checked since an error' : undefined;
}

/** The journal begins with two pages that say whether all of it was carried out. The newer one counts. */
function journalGap(mft: Mft): string | undefined {
  const { attributes } = mft.record(RECORD.log);
  const parts = attributes.filter(({ type, name }) => type === ATTRIBUTE.data && name === '');
  const log = streamOf(parts, mft.clusters, 'the journal ($LogFile)');
  if (log.size < 2 * LOG_PAGE) return 'the journal ($LogFile) is truncated';
  const pages = [0, LOG_PAGE].map((at) => restartPage(log.read(at, LOG_PAGE)));
  const newest = pages
    .filter((page) => page !== undefined)
    .sort((one, other) => (one.sequence < other.sequence ? 1 : -1))[0];
  if (newest === undefined || newest.isClean) return undefined;
  return 'the journal ($LogFile) is not clean: changes that Windows had begun are not carried out';
}

interface RestartPage {
  readonly sequence: bigint;
  readonly isClean: boolean;
}

/** @returns undefined for a page that was never written, or emptied. Throws SyntaxError for any other. */
function restartPage(page: Uint8Array): RestartPage | undefined {
  if (page.subarray(0, 4).every((byte) => byte === 0xff)) return undefined;
  const magic = page[0] === 0x43 ? 'CHKD' : 'RSTR';
  const bytes = fixed(page, magic, 'a page of the journal');
  const view = viewOf(bytes);
  const area = view.getUint16(24, true);
  if (area + 16 > bytes.length) throw new SyntaxError('a page of the journal is damaged');
  const isOpen = view.getUint16(area + 12, true) !== NO_CLIENT;
  return {
    sequence: view.getBigUint64(area, true),
    isClean: !isOpen || (view.getUint16(area + 14, true) & LOG_IS_CLEAN) !== 0,
  };
}

/** A machine that sleeps has changes in memory; a fast start leaves the same file. */
function hibernationGap(fileSystem: FileSystem): string | undefined {
  const file = fileSystem.lookup(fileSystem.root, 'hiberfil.sys');
  if (file?.kind !== 'file' || file.size < 4) return undefined;
  const magic = Buffer.from(fileSystem.read(file, 0, 4))
    .toString('latin1')
    .toLowerCase();
  const isAsleep = magic === 'hibr' || magic === 'wake';
  return isAsleep
    ? 'Windows was hibernated (hiberfil.sys): its last changes may not be on the disk'
    : undefined;
}
