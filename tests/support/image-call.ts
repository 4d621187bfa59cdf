/** Scans what tests make: bytes of an archive or a folder, as a file and as a stream. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scan } from '../../src/scan/index.ts';
import { openArchive } from '../../src/sources/archive.ts';
import type { ImageOptions } from '../../src/sources/image.ts';
import type { SourceFile, SourceResult } from '../../src/types.ts';

const rooms: string[] = [];

/** A folder that {@link tidy} takes away. */
export function room(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-test-'));
  rooms.push(folder);
  return folder;
}

/** Takes away every folder of this test file. */
export function tidy(): void {
  for (const folder of rooms.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** What a scan of an archive gave, in short. */
export interface Found {
  readonly outcome: SourceResult;
  /** `name version` of every program. */
  readonly programs: readonly string[];
  /** `path: reason`. */
  readonly unread: readonly string[];
}

/** Scans an archive that lies in a file. */
export async function scanArchive(
  bytes: Uint8Array,
  options: ImageOptions = {},
  name = 'birch.tar',
): Promise<Found> {
  const file = join(room(), name);
  writeFileSync(file, bytes);
  const source = await openArchive(file, name, options);
  if (!source) throw new Error('no archive');
  return found(await scan(source));
}

/** Scans an archive that comes through a pipe, in small pieces. */
export async function scanStream(bytes: Uint8Array, options: ImageOptions = {}): Promise<Found> {
  const source = await openArchive(pieces(bytes), '-', options);
  if (!source) throw new Error('no archive');
  return found(await scan(source));
}

/** The files that an archive gives for some globs. */
export async function filesOf(
  bytes: Uint8Array,
  globs: readonly string[],
  options: ImageOptions = {},
): Promise<SourceFile[]> {
  const file = join(room(), 'birch.tar');
  writeFileSync(file, bytes);
  const source = await openArchive(file, 'birch.tar', options);
  if (!source) throw new Error('no archive');
  const files: SourceFile[] = [];
  for await (const one of source.files(globs)) files.push(one);
  await source.close?.();
  return files;
}

export function found(outcome: SourceResult): Found {
  return {
    outcome,
    programs: outcome.sightings
      .filter((sighting) => sighting.kind !== 'trace' && (sighting.state ?? 'installed') !== 'residue')
      .map(({ name, version = '' }) => `${name} ${version}`.trim()),
    unread: outcome.gaps.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

/** A Debian package database with these packages. */
export function dpkg(...names: readonly string[]): string {
  return names
    .map(
      (name) =>
        `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\nDescription: x\n\n`,
    )
    .join('');
}
