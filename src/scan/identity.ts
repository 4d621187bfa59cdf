import type { SourceResult } from '../types.ts';

/** The file in which a collector says whose data this is, and of when. */
const STAMP = 'collected';

/** Bytes of a stamp or a host name beyond which it is none. */
const MAX_BYTES = 4096;

/** The files that say which machine a source is, and when it was collected. */
export const identityPaths: readonly string[] = ['etc/hostname', STAMP];

/** What {@link identityOf} finds. */
export interface Identity extends Pick<SourceResult, 'hostname' | 'collected'> {
  /** The stamp that is none, if there is one. */
  readonly problem?: { readonly path: string; readonly reason: string };
}

/**
 * The name of the machine and the time at which it was collected, `bytesOf` giving the content of the
 * {@link identityPaths} that are there. A stamp says it in lines: `name=web-01`, `time=2026-11-28T06:00:00Z`.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/hostname.html
 */
export function identityOf(bytesOf: (path: string) => Uint8Array | undefined): Identity {
  const stamp = bytesOf(STAMP);
  const values = stamp && assignmentsIn(stamp);
  const time = values?.get('time');
  const collected = time === undefined ? undefined : timeOf(time);
  const hostname = values?.get('name') || nameIn(bytesOf('etc/hostname'));
  return {
    ...(hostname && { hostname }),
    ...(collected && { collected }),
    ...(stamp && !collected && { problem: { path: STAMP, reason: NO_TIME } }),
  };
}

const NO_TIME = 'a stamp of a collector without its time: write time=2026-11-28T06:00:00Z';

function assignmentsIn(bytes: Uint8Array): ReadonlyMap<string, string> {
  const lines = textOf(bytes).split(/\r?\n/u);
  return new Map(
    lines.flatMap((line) => {
      const { key, value } = /^(?<key>[a-z]+)=(?<value>.*)$/u.exec(line.trim())?.groups ?? {};
      return key !== undefined && value !== undefined ? [[key, value.trim()] as const] : [];
    }),
  );
}

/** A script of Windows may write with a byte order mark, or in UTF-16. */
function textOf(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) return '';
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/u;

/** In UTC and to the second: what has no zone is of no certain time. */
function timeOf(text: string): string | undefined {
  const time = TIME.test(text)
    ? Date.parse(text.replace(/(?<zone>[+-]\d{2})(?<rest>\d{2})$/u, '$<zone>:$<rest>'))
    : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/\.\d+Z$/u, 'Z');
}

/** The first line that is no remark; a name of DNS, at most. */
function nameIn(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const line = textOf(bytes)
    .split('\n')
    .map((one) => one.trim())
    .find((one) => one !== '' && !one.startsWith('#'));
  return line !== undefined && /^[\w.-]{1,253}$/u.test(line) ? line : undefined;
}
