import { isBaseBlock } from '../../../formats/registry/hive-base.ts';
import type { PlaceKind } from '../../../formats/registry/program-keys.ts';
import { regKeys } from '../../../formats/registry/reg.ts';
import { queriedKeys } from '../../../formats/registry/reg-query.ts';
import { wineKeys } from '../../../formats/registry/reg-wine.ts';
import type { RegistryEvent } from '../../../formats/registry/registry-tree.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import { isPrompt } from '../../../formats/text/shell-prompt.ts';
import type { FileResolver, Reader } from '../../../types.ts';
import { isAmcache } from '../amcache-hive.ts';
import { factFinder } from './facts.ts';
import { hiveKeys, isInLayer } from './hive-keys.ts';
import { emptyMachine, heldServices, hiddenProducts, programsOf } from './meanings.ts';
import { besidePaths, cornerPaths, paths } from './paths.ts';
import { type Place, placeFinder } from './places.ts';

/**
 * What the registry of a Windows machine knows of programs: exports of `reg` and `regedit`, what `reg query`
 * prints, the hives themselves with their transaction logs, and the registry of Wine.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/uninstall-registry-key
 */
export const registryUninstall: Reader = {
  id: 'registry-uninstall',
  title: 'Windows registry (exports and hives)',
  paths,
  siblings: besidePaths,
  sidecars: ['.LOG', '.LOG1', '.LOG2'],
  supplementary: cornerPaths,
  recognises: (head, name) =>
    (isHive(head) && !isAmcache(head, name)) || isOldHive(head) || kindOf(head) !== undefined,
  *read(bytes, resolver, _prefilter, note) {
    const machine = emptyMachine(profileOf(resolver.path));
    const facts = factFinder(isWhole(bytes), note);
    const faults: string[] = [];
    // A vendor's key alone does not show that lists of programs would be there too.
    let hasLists = isInLayer(resolver) || isLive(resolver);
    for (const event of events(bytes, resolver)) {
      if ('fault' in event) faults.push(event.fault);
      else {
        hasLists ||= !ELSEWHERE.has(event.place.kind);
        facts.see(event);
        yield* programsOf(event, machine);
      }
    }
    faults.push(...facts.close());
    yield* heldServices(machine);
    yield* hiddenProducts(machine);
    if (faults.length > 0) throw new SyntaxError(summary(faults));
    if (!hasLists) throw new SyntaxError('no key that lists programs is in it');
  },
};

/** What stands beside the keys of vendors, and shows no list either. */
const ELSEWHERE: ReadonlySet<PlaceKind> = new Set([
  'branch',
  'windows',
  'select',
  'start',
  'start-section',
  'logon',
  'active-setup',
  'start-approvals',
]);

/** The profile in which the hive of an account lies. */
function profileOf(path: string): string | undefined {
  const folder = /^(?<folder>[^/]+(?:\/[^/]+)+)\/ntuser\.(?:dat|man)$/iu.exec(path)?.groups?.['folder'];
  return folder === undefined
    ? undefined
    : `C:\\${folder.replace(/^(?:UtilityVM\/)?Files\//iu, '').replaceAll('/', '\\')}`;
}

/** Hives and the registry of Wine are whole; an export has the keys that somebody chose. */
function isWhole(bytes: Uint8Array): boolean {
  return isBaseBlock(bytes) || kindOf(bytes.subarray(0, 1 << 16)) === 'wine';
}

const FILTERED =
  'a part of what reg query printed: the keys of its values were filtered out; pass all that it printed, or a file of reg export';

function events(bytes: Uint8Array, resolver: FileResolver): Iterable<RegistryEvent<Place>> {
  if (isOldHive(bytes)) throw new SyntaxError('the registry of Windows 95, 98 and Me (CREG) is not read');
  if (isBaseBlock(bytes)) return hiveKeys(bytes, resolver);
  const kind = kindOf(bytes.subarray(0, 1 << 16));
  if (kind === 'filtered') throw new SyntaxError(FILTERED);
  const placeOf = placeFinder();
  if (kind === 'query') return queriedKeys(bytes, placeOf);
  return kind === 'wine' ? wineKeys(bytes, placeOf) : regKeys(bytes, placeOf);
}

/** One of the many exports of a running machine, which the others complete. */
function isLive(resolver: FileResolver): boolean {
  return /^registry\/HK(?:LM|U)\//u.test(resolver.path);
}

/** A transaction log begins like a hive, and is of use only to the hive that it lies beside. */
function isHive(head: Uint8Array): boolean {
  return isBaseBlock(head) && (head[28] === 0 || head.length < 32);
}

/** Read as nothing it would be taken for an empty machine. */
function isOldHive(head: Uint8Array): boolean {
  return head[0] === 0x43 && head[1] === 0x52 && head[2] === 0x45 && head[3] === 0x47 && head[4] === 0;
}

function kindOf(head: Uint8Array): 'export' | 'query' | 'filtered' | 'wine' | undefined {
  const begin = beginning(head);
  if (exportHead.test(begin)) return 'export';
  if (wineHead.test(begin)) return 'wine';
  const plain = withoutPrompt(begin);
  if (queryHead.test(plain)) return 'query';
  return filteredHead.test(plain) ? 'filtered' : undefined;
}

/** What somebody copied from a console begins with the command. */
function withoutPrompt(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !isPrompt(line));
  return first > 0 ? lines.slice(first).join('\n') : text;
}

const exportHead = /^\s*(?:;[^\n]*\n\s*)*(?:Windows Registry Editor Version 5\.00|REGEDIT4?)\s*(?:\n|$)/u;
/** Values without the keys that they stand in. */
const filteredHead = /^\s*?(?: {4}|\t)\S[^\r\n]*?(?: {4}|\t)REG_[A-Z_]+(?: {4}|\t)/u;
const wineHead = /^WINE REGISTRY Version \d/u;
const queryHead =
  /^\s*(?:! REG\.EXE VERSION [\d.]+\s+)?HKEY_[A-Z_]+\\[^\r\n]*\r?\n\s*?(?:HKEY_[A-Z_]+\\|(?: {4}|\t)[^\r\n]*(?: {4}|\t)REG_[A-Z])/u;

/** Enough of the text to know its kind, which ASCII shows in every encoding. */
function beginning(head: Uint8Array): string {
  return memoiseHead(head.subarray(0, 8192)).replace(
    /^(?:\u00ff\u00fe|\u00fe\u00ff|\u00ef\u00bb\u00bf)/u,
    '',
  );
}

function summary(faults: readonly string[]): string {
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return `${faults[0]}${more}`;
}
