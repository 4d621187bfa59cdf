/** Patterns of paths: of sources as they were named, and of places inside a source. */

import { basename, relative, resolve, sep } from 'node:path';
import { globOf } from './glob.ts';

/** Whether a path is meant by a pattern. */
type PathTest = (path: string) => boolean;

/**
 * Names of sources. A pattern without `/` is on the last part of a path, as a sweep names its hosts; one with `/` is on
 * the whole path, where `*` stays within a folder and `**` does not. How a path is spelt (`./x`, `x/`, from the
 * root) does not matter.
 */
export function sourcePattern(pattern: string): PathTest {
  const slashed = slashes(pattern)
    .replace(/^(?:\.\/)+/u, '')
    .replace(/(?<=.)\/+$/u, '');
  if (!slashed.includes('/')) {
    const matches = globOf(slashed);
    return (name) => matches(basename(resolve(name)));
  }
  const matches = pathPattern(slashed);
  return slashed.startsWith('/') || /^[a-z]:/iu.test(slashed)
    ? (name) => matches(slashes(resolve(name)))
    : (name) => matches(slashes(relative('.', resolve(name))));
}

/** Places inside a source: `*` and `?` stay within a folder, `**` spans folders, a whole folder means all below it. */
export function pathPattern(pattern: string): PathTest {
  const tests = spreads(pattern.split('/'));
  return (path) => tests(path.split('/'));
}

function spreads(parts: readonly string[]): (names: readonly string[]) => boolean {
  const tests = parts.map((part) => (part === '**' ? undefined : globOf(part)));
  return (names) => {
    // Which parts of the pattern may come next: all ways at once, so that time grows with pattern and path alone.
    let here = entered(tests, new Set([0]));
    for (const name of names) {
      const next = new Set<number>();
      for (const at of here) {
        if (at === tests.length) continue;
        const matches = tests[at];
        if (matches === undefined) next.add(at);
        else if (matches(name)) next.add(at + 1);
      }
      here = entered(tests, next);
    }
    return here.has(tests.length);
  };
}

/** `**` may mean no folder at all. */
function entered(tests: readonly unknown[], places: Set<number>): Set<number> {
  for (const at of places) if (at < tests.length && tests[at] === undefined) places.add(at + 1);
  return places;
}

function slashes(path: string): string {
  return sep === '\\' ? path.replace(/\\/gu, '/') : path;
}
