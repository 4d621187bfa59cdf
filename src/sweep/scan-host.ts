import { dirname } from 'node:path';
import { order } from '../matching/compare-text.ts';
import type * as Plugins from '../plugins/index.ts';
import { evaluate, loadPolicy, type Policy, type PolicyOptions } from '../policy/index.ts';
import { type ScanOfMany, scanOfAlike, scanOfMany } from '../scan/alike.ts';
import { LISTS_NOTHING } from '../scan/empty-scan.ts';
import { withKind } from '../scan/gap-kind.ts';
import { type HostTally, hostTally } from '../scan/host-tally.ts';
import { type ScanOptions, scan } from '../scan/index.ts';
import { openSource, rootFolder } from '../sources/index.ts';
import type { CoverageGap, Source, SourceResult } from '../types.ts';
import { statOf, validatorOf, watched } from './cache-validator.ts';
import { timeOf } from './file-times.ts';
import type { Host } from './host-list.ts';
import type { HostRecord } from './journal.ts';
import { recordOf, recordOfAll, unknownHost } from './record.ts';

/** What a worker needs to know: it makes its own court, since a judge cannot be sent between threads. */
export interface WorkerConfig extends PolicyOptions {
  readonly digests?: boolean;
  readonly allowEmpty?: boolean;
  /** Whether all files are searched for programs. */
  readonly deep?: boolean;
  /** Whether results say when their data was collected: by the times of files, where no stamp says so. */
  readonly ages?: boolean;
  /** Whether records say what they were made from. */
  readonly marks?: boolean;
}

/**
 * Judges hosts, one after the other; one host's damage never stops the next. Fewer records than hosts are of the first of
 * them, {@link HostScannerOptions.onlyAlike}.
 */
export type ScanHosts = (hosts: readonly Host[]) => Promise<HostRecord[]>;

/** How hosts are judged beside what every worker knows. */
export interface HostScannerOptions {
  /** Is called before each file, and may take its time or throw. */
  readonly pause?: () => Promise<void>;
  /** What is made of the configuration, where the caller has it. */
  readonly policy?: Policy | undefined;
  /** Whether to stop before the first host that is more than a folder of a few small lists: reading it may take long. */
  readonly onlyAlike?: boolean;
}

/** Convenes the policy once and gives the function that judges by it. */
export async function createHostScanner(
  config: WorkerConfig,
  { pause, policy: loaded, onlyAlike = false }: HostScannerOptions = {},
): Promise<ScanHosts> {
  const plugins = config.plugins?.length
    ? await (await loadedPlugins()).samePlugins(config.plugins)
    : undefined;
  const policy = loaded ?? (await loadPolicy(config));
  const { marks = false, digests = false, deep = false, ages = false } = config;
  const { allowEmpty = policy.config['allow-empty'] ?? false } = config;
  // Of a thousand programs of a host a report of ten thousand hosts needs their number, and the few that count.
  const { isRelevant: filter, prefixes } = policy.evaluator;
  const { fingerprints, fileDigests, licences } = policy;
  const scanning: ScanOptions = {
    digests,
    deep,
    allowEmpty,
    fingerprints,
    fileDigests,
    licences,
    filter,
    prefixes,
    ...(plugins && { ownReaders: plugins.readers }),
  };
  const scanOne = onlyAlike ? alikeOnly(scanning) : scanOfMany(scanning);
  const scanPart: ScanOfMany = pause ? (part, own) => scanOne(pausing(part, pause), own) : scanOne;
  const way: Way = { scanPart, open: onlyAlike ? openAlike : openAny };
  return async (hosts) => {
    const records: HostRecord[] = [];
    for (const host of hosts) {
      try {
        records.push(await judgeHost(host, policy, way, { allowEmpty, marks, ages }));
      } catch (error) {
        if (error instanceof NotAlikeError) break;
        throw error;
      }
    }
    return records;
  };
}

/** The host has more than a few small lists. */
class NotAlikeError extends Error {}

function alikeOnly(scanning: ScanOptions): ScanOfMany {
  const scanAlike = scanOfAlike(scanning);
  return async (part, own) => {
    const result = await scanAlike(part, own);
    if (!result) throw new NotAlikeError();
    return result;
  };
}

/** @throws NotAlikeError where opening alone may take long, or fails */
async function openAlike(path: string): Promise<Source> {
  try {
    const source = rootFolder(path);
    if (source) return source;
  } catch {
    // Whoever reads all hosts reports it.
  }
  throw new NotAlikeError();
}

function openAny(path: string): Promise<Source> {
  return openSource(path, { atRest: true });
}

/** What loads plugins is loaded where there are any. */
function loadedPlugins(): Promise<typeof Plugins> {
  return import('../plugins/index.ts');
}

/** How the parts of a host are opened and scanned. */
interface Way {
  readonly open: (path: string) => Promise<Source>;
  readonly scanPart: ScanOfMany;
}

async function judgeHost(
  host: Host,
  policy: Policy,
  { open, scanPart }: Way,
  { allowEmpty, marks, ages }: Readonly<Record<'allowEmpty' | 'marks' | 'ages', boolean>>,
): Promise<HostRecord> {
  if (host.paths.length === 0) return recordOf(withoutPaths(host));
  const before = marks ? statOf(host) : undefined;
  // The same content, written again, is younger than it was.
  const met = host.known === undefined || ages ? undefined : validatorOf(host, before, []);
  if (met && met.content === host.known) return { host: host.name, line: '', mark: met, same: true };
  const hosts = hostTally();
  const {
    parts,
    unread: gaps,
    absent,
  } = await read(host, { open, scanPart: (part) => scanPart(part, { hosts }) }, { marks, ages });
  const results = resultsOf(host, mergeParts(host, parts, gaps), hosts, allowEmpty).map((result) => ({
    ...evaluate(result, policy),
    sightings: [],
  }));
  const mark = absent && validatorOf(host, before, absent);
  return recordOfAll(host.name, results, policy.evaluator.takeUsedWaivers(), mark);
}

function withoutPaths({ name, problem = 'it vanished before it was read' }: Host): SourceResult {
  return unknownHost(name, problem);
}

/** What a host is scanned to, not yet judged: the same as a sweep keeps of it. */
export async function scanHost(host: Host, scanning: ScanOptions): Promise<readonly SourceResult[]> {
  if (host.paths.length === 0) return [withoutPaths(host)];
  const hosts = hostTally();
  const scanPart = (part: Source) => scan(part, { ...scanning, hosts });
  const { parts, unread } = await read(host, { open: openAny, scanPart }, { marks: false, ages: false });
  return resultsOf(host, mergeParts(host, parts, unread), hosts, scanning.allowEmpty);
}

/** Documents of one host may list many computers: each has its own verdict. */
function resultsOf(
  host: Host,
  whole: SourceResult,
  hosts: HostTally,
  allowEmpty: boolean | undefined,
): readonly SourceResult[] {
  const results = Array.from(hosts.split(whole, allowEmpty));
  return results.length > 0
    ? results.sort((a, b) => order(a.name, b.name))
    : [unknownHost(host.name, LISTS_NOTHING)];
}

interface Read {
  readonly parts: readonly SourceResult[];
  readonly unread: readonly CoverageGap[];
  /** What was looked for around passed files in vain; undefined when something was there, or failed. */
  readonly absent: readonly string[] | undefined;
}

async function read(
  host: Host,
  { open, scanPart }: Pick<Way, 'open'> & { readonly scanPart: (part: Source) => Promise<SourceResult> },
  { marks, ages }: Readonly<Record<'marks' | 'ages', boolean>>,
): Promise<Read> {
  const parts: SourceResult[] = [];
  const gaps: CoverageGap[] = [];
  const absent = new Set<string>();
  let isWhole = marks;
  for (const path of host.paths) {
    try {
      const source = await open(path);
      const seen = marks && source.kind === 'file' ? watched(source, dirname(path)) : undefined;
      try {
        for (const part of source.parts ?? [seen?.source ?? source]) {
          const result = await scanPart(part);
          parts.push(ages && result.collected === undefined ? { ...result, ...timeOf(path) } : result);
        }
      } finally {
        if (source.parts) await source.close?.();
      }
      for (const asked of seen?.absent ?? []) absent.add(asked);
      if (seen?.found) isWhole = false;
    } catch (error) {
      if (error instanceof NotAlikeError) throw error;
      gaps.push(withKind({ path: '.', reason: reasonOf(error) }));
      isWhole = false;
    }
  }
  return { parts, unread: gaps, absent: isWhole ? [...absent] : undefined };
}

function pausing(source: Source, pause: () => Promise<void>): Source {
  return {
    ...source,
    async *files(globs) {
      for await (const file of source.files(globs)) {
        await pause();
        yield file;
      }
    },
  };
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'it vanished before it was read';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

/** Several files of one host are one source. */
function mergeParts(host: Host, parts: readonly SourceResult[], gaps: readonly CoverageGap[]): SourceResult {
  const [only] = parts;
  if (only?.programs !== undefined && parts.length === 1 && gaps.length === 0)
    return { ...only, name: host.name };
  const os = parts.find((part) => part.os)?.os;
  const manifests = parts.flatMap((part) => part.manifests);
  // A host without snaps may well have a list of none beside that of its packages.
  const isListed = parts.some((part) => part.gaps.every(({ reason }) => reason !== LISTS_NOTHING));
  const reported = [...gaps, ...parts.flatMap((part) => part.gaps)];
  const notCovered = parts.flatMap((part) => part.coverage?.notCovered ?? []);
  return {
    name: host.name,
    kind: parts[0]?.kind ?? 'folder',
    ...(os ? { os } : {}),
    ...identityOf(parts),
    sightings: parts.flatMap((part) => part.sightings),
    manifests,
    findings: [],
    ...(notCovered.length > 0 ? { coverage: { notCovered } } : {}),
    ...deepOf(parts),
    gaps: isListed ? reported.filter(({ reason }) => reason !== LISTS_NOTHING) : reported,
    programs: manifests.reduce((sum, { programs }) => sum + programs, 0),
  };
}

/** Of data of several times the oldest counts: it is an answer about that day. */
function identityOf(parts: readonly SourceResult[]): Pick<SourceResult, 'hostname' | 'collected'> {
  const hostname = parts.find((part) => part.hostname !== undefined)?.hostname;
  const [oldest] = parts.flatMap(({ collected }) => collected ?? []).sort();
  return { ...(hostname !== undefined && { hostname }), ...(oldest !== undefined && { collected: oldest }) };
}

/** What searches through the parts of a host covered. */
function deepOf(parts: readonly SourceResult[]): Pick<SourceResult, 'deep'> {
  const all = parts.flatMap(({ deep }) => deep ?? []);
  if (all.length === 0) return {};
  const sum = (key: 'files' | 'opened' | 'programs') => all.reduce((total, one) => total + one[key], 0);
  return { deep: { files: sum('files'), opened: sum('opened'), programs: sum('programs') } };
}
