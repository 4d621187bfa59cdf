import type { SourceResult } from '../types.ts';

const LONE = /\p{Cs}/gu;
const DRIVE = /^[A-Za-z]:\//u;

/**
 * Where a manifest lies as the caller would find it: below the folder that was scanned, inside the archive,
 * or the passed file itself.
 */
export function location(result: Pick<SourceResult, 'name' | 'kind'>, path: string): string {
  const source = result.name.replaceAll('\\', '/');
  if (result.kind === 'host') return `/${path}`;
  const isItself = path === '.' || source === path || source.endsWith(`/${path}`);
  if (result.kind === 'file' && isItself) return source;
  return path === '.' ? source : `${source.replace(/\/+$/u, '')}/${path}`;
}

/** As {@link location}, as a reference of RFC 3986: relative where the caller's name is. */
export function locationUri(result: Pick<SourceResult, 'name' | 'kind'>, path: string): string {
  const place = location(result, path);
  // A lone surrogate has no UTF-8, and encodeURIComponent throws on it.
  const encoded = place.replace(LONE, '\uFFFD').split('/').map(segment).join('/');
  if (DRIVE.test(place)) return `file:///${encoded}`;
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}

function segment(text: string, index: number): string {
  // The colon of a drive stays; elsewhere it could be taken for the end of a scheme.
  if (index === 0 && /^[A-Za-z]:$/u.test(text)) return text;
  return encodeURIComponent(text);
}
