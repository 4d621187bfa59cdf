import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { Policy } from '../policy/index.ts';
import type { ScanOptions } from '../scan/index.ts';
import { type ScanSourcesOptions, scanSources } from '../scan/scan-sources.ts';
import type { SourceOptions } from '../sources/index.ts';
import type { Host } from '../sweep/host-list.ts';
import { hostsOf } from '../sweep/hosts.ts';
import { scanHost } from '../sweep/scan-host.ts';
import { parseShard, type Shard } from '../sweep/shard.ts';
import type { Reader, SourceResult } from '../types.ts';
import type { SavedReport } from './read.ts';
import { isUnseen } from './said.ts';

/** Where the sources of a report are now, and how images are opened. */
export interface RescanPlaces extends SourceOptions {
  /** Default: where the report says. */
  readonly places?: readonly string[];
  /** Readers of plugins. */
  readonly ownReaders?: readonly Reader[];
}

/** A source that could not be opened again. */
export interface UnopenedSource {
  readonly source: string;
  readonly reason: string;
}

/** The sources of a report as they are now, not yet judged. */
export interface ReadAgain {
  readonly results: readonly SourceResult[];
  readonly unopened: readonly UnopenedSource[];
  /** Sources that are there, and that the report should have and has not. */
  readonly added: readonly string[];
}

/** Reads the sources of a report in the way that the report was made. */
export async function readAgain(
  report: SavedReport,
  policy: Policy | undefined,
  options: RescanPlaces,
): Promise<ReadAgain> {
  const context = { report, policy, options, call: callOf(report, options) };
  const read = isSweep(report, options) ? sweepAgain : scanAgain;
  const { found, failed } = await read(context);
  const results: SourceResult[] = [];
  const unopened: UnopenedSource[] = [];
  const said = new Map(report.results.map((result) => [result.name, result]));
  for (const [name, before] of said) {
    const result = found.get(name) ?? (isUnseen(before) ? before : undefined);
    if (result) results.push(result);
    else unopened.push({ source: name, reason: failed.get(containerOf(name)) ?? lostWords(name) });
  }
  const names = new Set(report.results.map(({ name }) => name));
  return { results, unopened, added: [...found.keys()].filter((name) => !names.has(name)) };
}

function lostWords(name: string): string {
  return name.includes(WAY)
    ? 'the source does not list this computer any more'
    : 'none of the given sources is it';
}

interface Context {
  readonly report: SavedReport;
  readonly policy: Policy | undefined;
  readonly options: RescanPlaces;
  readonly call: ScanSourcesOptions & { readonly deep?: boolean };
}

interface Found {
  readonly found: ReadonlyMap<string, SourceResult>;
  /** Why a source could not be opened. */
  readonly failed: ReadonlyMap<string, string>;
}

/** How the sources were looked at, by the report; what the caller of verify says stands in its place. */
function callOf({ head, results }: SavedReport, options: RescanPlaces): Context['call'] {
  const { sweep: _, deviceClass: _class, sourceNames: _names, ...saved } = head?.options ?? {};
  const { platform = saved.platform, allLayers = saved.allLayers } = options;
  const [only, ...others] = results;
  const isOne = only?.kind === 'file' && others.length === 0 && only.manifests.length === 1;
  // A report of a version that did not show how: a passed file was perhaps read with --as.
  const as = saved.as ?? (isOne && head?.options === undefined ? only.manifests[0]?.reader : undefined);
  return {
    ...saved,
    ...(as !== undefined && saved.columns === undefined && { as }),
    ...(platform !== undefined && { platform }),
    ...(allLayers !== undefined && { allLayers }),
  };
}

function scanningOf({ policy, call, options }: Context): ScanOptions {
  const { evaluator, fingerprints = [], fileDigests = false, licences = false } = policy ?? {};
  const isWhole = call.allLayers === true || evaluator === undefined;
  return {
    digests: true,
    fingerprints,
    fileDigests,
    licences,
    ...(options.ownReaders && { ownReaders: options.ownReaders }),
    ...(call.deep && { deep: true }),
    ...(isWhole ? {} : { filter: evaluator.isRelevant, prefixes: evaluator.prefixes }),
  };
}

/** A sweep says what it was given; of an older report several sources below the given folders show. */
function isSweep({ head, results }: SavedReport, { places = [] }: RescanPlaces): boolean {
  if (head?.options?.sweep !== undefined) return true;
  const containers = new Set(results.map(({ name }) => containerOf(name)));
  if (places.length === 0 || containers.size < 2) return false;
  return places.every((place) => !containers.has(place));
}

async function sweepAgain(context: Context): Promise<Found> {
  const { report, options, call } = context;
  const given = options.places?.length ? options.places : (report.head?.options?.sweep ?? []);
  const shard = report.head?.shard === undefined ? undefined : parseShard(report.head.shard);
  const hosts = await hostsIn(given, shard);
  const scanning = { ...scanningOf(context), allowEmpty: call.allowEmpty === true };
  const saved = new Map(report.results.map((result) => [result.name, result]));
  const found = new Map<string, SourceResult>();
  for (const host of hosts) {
    for (const result of await scanHost(host, scanning)) {
      found.set(result.name, bySum(asBefore(result, host, saved.get(result.name))));
    }
  }
  return { found, failed: new Map() };
}

/** What is nowhere is reported for each host of the report. */
async function hostsIn(places: readonly string[], shard: Shard | undefined): Promise<Iterable<Host>> {
  try {
    return (await hostsOf(places, shard)).hosts;
  } catch {
    return [];
  }
}

/** Files of a host are their own manifests, by the paths that they had. */
function asBefore(result: SourceResult, { paths }: Host, before: SourceResult | undefined): SourceResult {
  const old = new Map(
    [...(before?.manifests ?? []), ...(before?.gaps ?? [])].map(({ path }) => [basename(path), path]),
  );
  const names = new Map(paths.map((path) => [path, old.get(basename(path)) ?? path]));
  return movedTo(result, names);
}

/** A host has as many programs as its manifests say, whether or not their entries were kept. */
function bySum(result: SourceResult): SourceResult {
  return { ...result, programs: result.manifests.reduce((sum, { programs }) => sum + programs, 0) };
}

async function scanAgain(context: Context): Promise<Found> {
  const { report, options, call } = context;
  const found = new Map<string, SourceResult>();
  const failed = new Map<string, string>();
  const kinds = new Map(report.results.map(({ name, kind }) => [containerOf(name), kind]));
  if (call.guests) for (const name of kinds.keys()) if (isInside(name, kinds.keys())) kinds.delete(name);
  // A system inside a source is named below it, and reported when the source is read.
  const containers = [...kinds].sort(([a], [b]) => a.length - b.length);
  const whole = await allAtOnce(context, containers);
  if (whole) return { found: whole, failed };
  for (const [container, kind] of containers) {
    if (found.has(container)) continue;
    try {
      const here = report.head?.options?.sourceNames?.[container] ?? container;
      const places = await placesOf({ name: container, here, kind }, kinds.size, options.places ?? []);
      const [place, ...others] = places;
      const scanning = scanningOf(context);
      const results =
        others.length > 0
          ? await scanHost(
              { name: container, paths: places },
              { ...scanning, allowEmpty: call.allowEmpty === true },
            )
          : await scanSources(places, call, NO_INPUT, scanning);
      for (const result of results) {
        const name = renamed(result.name, place ?? (hostname() || 'host'), container);
        found.set(name, bySum({ ...atPlace(result, place, container), name }));
      }
    } catch (error) {
      failed.set(container, (error as Error).message);
    }
  }
  return { found, failed };
}

/**
 * All sources in one call, as they were: files that were passed together may be pages of one answer. Undefined where
 * they lie elsewhere now, or one of them cannot be opened.
 */
async function allAtOnce(
  context: Context,
  containers: readonly (readonly [string, SourceResult['kind']])[],
): Promise<ReadonlyMap<string, SourceResult> | undefined> {
  const { options, call, report } = context;
  const names = containers.map(([name]) => name);
  const isHere =
    names.length > 1 && !options.places?.length && !containers.some(([, kind]) => kind === 'host');
  if (!isHere || names.includes('-')) return undefined;
  const paths = names.map((name) => report.head?.options?.sourceNames?.[name] ?? name);
  try {
    const named = { ...call, sourceName: names };
    const results = await scanSources(paths, named, NO_INPUT, scanningOf(context));
    return new Map(results.map((result) => [result.name, bySum(result)]));
  } catch {
    return undefined;
  }
}

const NO_INPUT = { stdin: Readable.from([]) };

/**
 * Where a source is now: one of the given places, or where it was.
 *
 * @returns none for this machine
 * @throws Error when it is nowhere
 */
async function placesOf(
  { name, here, kind }: { readonly name: string; readonly here: string; readonly kind: SourceResult['kind'] },
  count: number,
  given: readonly string[],
): Promise<readonly string[]> {
  if (given.length === 0) {
    if (kind === 'host') return [];
    if (name === '-') throw new Error('it came through standard input: pass a file with the same content');
    return [here];
  }
  if (count === 1) return given;
  if (given.includes(name)) return [name];
  const hosts = [...(await hostsIn(given, undefined))];
  const paths = hosts.find((host) => host.name === name)?.paths;
  if (paths === undefined) throw new Error('none of the given sources is it');
  return paths;
}

/** Whether a source is a system in the folder of another, which is read with that. */
function isInside(name: string, names: Iterable<string>): boolean {
  return [...names].some((other) => other !== name && name.startsWith(`${other.replace(/\/$/u, '')}/`));
}

/** A name as it was in the report, where the source lies elsewhere now. */
function renamed(name: string, place: string | undefined, container: string): string {
  return place !== undefined && name.startsWith(place) ? container + name.slice(place.length) : name;
}

/** A file is its own manifest, under the name by which it was passed. */
function atPlace(result: SourceResult, place: string | undefined, name: string): SourceResult {
  if (result.kind !== 'file' || place === undefined || place === name) return result;
  return movedTo(result, new Map([[place, name]]));
}

function movedTo(result: SourceResult, names: ReadonlyMap<string, string>): SourceResult {
  const moved = <Item extends { readonly path: string }>(item: Item): Item => {
    const path = names.get(item.path);
    return path === undefined ? item : { ...item, path };
  };
  const { sightings, manifests, gaps } = result;
  return {
    ...result,
    sightings: sightings.map(moved),
    manifests: manifests.map(moved),
    gaps: gaps.map(moved),
  };
}

/** Between a source and a computer that a document in it lists, or a system on a disk. */
const WAY = ' > ';

/** The source that a computer or system is in. */
function containerOf(name: string): string {
  const end = existsSync(name) ? -1 : name.indexOf(WAY);
  return end < 0 ? name : name.slice(0, end);
}
