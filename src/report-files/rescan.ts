import { existsSync } from 'node:fs';
import { evaluate, loadPolicy, type Policy, type PolicyOptions } from '../policy/index.ts';
import { readerOf } from '../readers/load.ts';
import { createRun } from '../report/summarise.ts';
import { hostTally } from '../scan/host-tally.ts';
import { type ScanOptions, scan } from '../scan/index.ts';
import { hostSource, openSource, type SourceOptions } from '../sources/index.ts';
import { type Host, hostsOf } from '../sweep/hosts.ts';
import type { Reader, Source, SourceResult } from '../types.ts';
import type { SavedReport } from './read.ts';
import type { Rescan, UnopenedSource } from './verify.ts';

/** How the evidence is checked again, and where its sources are now. */
export interface RescanOptions extends PolicyOptions, SourceOptions {
  /** Default: where the report says. */
  readonly places?: readonly string[];
  /** Readers of plugins. */
  readonly ownReaders?: readonly Reader[];
}

/**
 * Reads the evidence of a report again and judges it as on the day of the report, by the bans of the report as
 * this rule book has them.
 *
 * @throws Error when the report is not a checked one, or a rule cannot be used
 */
export async function rescan(report: SavedReport, options: RescanOptions): Promise<Rescan> {
  const { head, path, results: before } = report;
  if (head?.bans === undefined) {
    throw new Error(`${path}: verify needs a scan report with its summary`);
  }
  const policy = await sameCourt(
    head.bans.map(({ id }) => id),
    { ...options, asOf: head.asOf },
  );
  const places = await placesOf(before, options.places ?? []);
  const results: SourceResult[] = [];
  const unopened: UnopenedSource[] = [];
  const known = new Map<string, Promise<readonly SourceResult[]>>();
  for (const result of before) {
    const container = containerOf(result);
    const read =
      known.get(container) ?? again({ ...result, name: container }, places(result), policy, options);
    known.set(container, read);
    try {
      results.push(resultIn(await read, result, policy));
    } catch (error) {
      unopened.push({ source: result.name, reason: (error as Error).message });
    }
  }
  const own = { command: 'scan', asOf: head.asOf, bans: [], outcomes: before, notices: [] } as const;
  const tolerance = {
    failOn: head.failOn ?? 'ban',
    allowUnread: head.allowUnread === true,
    ...(head.tolerate && { tolerate: head.tolerate }),
  };
  return { outcomes: results, unopened, bans: policy?.cited ?? [], sums: createRun(own, tolerance) };
}

/** Undefined when this rule book has none of the bans. */
async function sameCourt(ids: readonly string[], options: PolicyOptions): Promise<Policy | undefined> {
  const own = options.bans ?? [];
  const { rules } = await loadPolicy({ ...options, bans: ['all', ...own] });
  const there = ids.filter((id) => rules.digests[id] !== undefined);
  return there.length > 0 ? loadPolicy({ ...options, bans: [...there, ...own] }) : undefined;
}

/** Where a source is now; a host of a sweep may be several files. */
type Places = (outcome: SourceResult) => readonly string[];

async function placesOf(results: readonly SourceResult[], given: readonly string[]): Promise<Places> {
  if (given.length === 0) return ({ name }) => [name];
  if (new Set(results.map(containerOf)).size === 1) return () => given;
  const { hosts } = await hostsOf(given);
  const named = new Map([...given.map(asHost), ...hosts].map(({ name, paths }) => [name, paths]));
  return (result) => named.get(result.name) ?? named.get(containerOf(result)) ?? [];
}

/** A computer that a document lists is named behind the source that the document is in. */
function containerOf({ name, kind }: Pick<SourceResult, 'name' | 'kind'>): string {
  const end = kind === 'disk' || existsSync(name) ? -1 : name.indexOf(' > ');
  return end < 0 ? name : name.slice(0, end);
}

/** @throws Error when the source does not tell of that computer any more */
function resultIn(
  results: readonly SourceResult[],
  { name }: SourceResult,
  policy: Policy | undefined,
): SourceResult {
  const result = results.find((one) => one.name === name) ?? (results.length === 1 ? results[0] : undefined);
  if (result === undefined || (result.name !== name && name.includes(' > ')))
    throw new Error('the source does not list this computer any more');
  return policy ? evaluate(result, policy) : result;
}

function asHost(path: string): Host {
  return { name: path, paths: [path] };
}

/** @throws Error when the source is nowhere */
async function again(
  before: SourceResult,
  paths: readonly string[],
  policy: Policy | undefined,
  options: RescanOptions,
): Promise<readonly SourceResult[]> {
  if (paths.length === 0) throw new Error('none of the given sources is it');
  const parts: SourceResult[] = [];
  const hosts = hostTally();
  const scanning = await scanOptions(before, policy, options.ownReaders);
  for (const path of paths) {
    const source = options.places?.length ? await openSource(path, options) : await reopened(before, options);
    parts.push(await scan(source, { ...scanning, hosts }));
  }
  const [first] = parts;
  const whole: SourceResult = {
    name: before.name,
    kind: before.kind,
    ...(first?.os && { os: first.os }),
    sightings: parts.flatMap(({ sightings }) => sightings),
    manifests: parts.flatMap(({ manifests }) => manifests),
    findings: [],
    ...(first?.coverage && { coverage: first.coverage }),
    gaps: parts.flatMap(({ gaps }) => gaps),
  };
  return hosts.split(whole, scanning.allowEmpty);
}

async function reopened({ name, kind }: SourceResult, options: SourceOptions): Promise<Source> {
  if (kind === 'host') return hostSource();
  if (name === '-') throw new Error('it came through standard input: pass a file with the same content');
  return openSource(name, options);
}

async function scanOptions(
  { kind, manifests, gaps }: SourceResult,
  policy: Policy | undefined,
  ownReaders: readonly Reader[] = [],
): Promise<ScanOptions> {
  const [manifest, ...others] = manifests;
  // A handed file was perhaps read with --as; its reader is in the report.
  const as =
    kind === 'file' && others.length === 0 && manifest
      ? await readerOf(manifest.reader, ownReaders)
      : undefined;
  const allowEmpty = !gaps.some(({ path }) => path === '.');
  return {
    digests: true,
    fingerprints: policy?.fingerprints ?? [],
    allowEmpty,
    ownReaders,
    ...(as && { as }),
  };
}
