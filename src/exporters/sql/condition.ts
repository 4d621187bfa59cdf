import type { Expression } from '../model/index.ts';
import { glob, list, quoted } from './text.ts';

/** Where a test looks: the row of a program, and who it may be. */
export interface Scope {
  readonly row: string;
  readonly who: string;
}

/** A test as an SQL condition. What only interdict can show holds, or, the wrong way round, does not: no false pass. */
export function condition(test: Expression, scope: Scope, upright = true): string {
  switch (test.test) {
    case 'who':
      return `${scope.who} IN ${list(test.who)}`;
    case 'shows':
      return shows([test], scope);
    case 'is':
      return `${scope.row}.${test.field} IN ${list(test.values)}`;
    case 'not':
      return `NOT ${condition(test.inner, scope, !upright)}`;
    case 'unsupported':
      return upright ? '1' : '0';
    case 'all':
      return joined(
        test.tests.map((it) => condition(it, scope, upright)),
        'AND',
      );
    default: {
      const others = test.tests.filter((it) => it.test !== 'shows');
      const inner = others.map((it) => condition(it, scope, upright));
      const shown = test.tests.filter((it) => it.test === 'shows');
      return joined(shown.length === 0 ? inner : [shows(shown, scope), ...inner], 'OR');
    }
  }
}

function joined(conditions: readonly string[], word: 'AND' | 'OR'): string {
  if (conditions.length === 0) return word === 'AND' ? '1' : '0';
  return `(${conditions.join(` ${word} `)})`;
}

/** Whether a program shows something that a ban names itself; such a trace is there, whatever else is. */
export function named(test: Expression, scope: Scope): string {
  const shown = shownIn(test);
  return shown.length === 0 ? '0' : shows(shown, scope);
}

type Shows = Extract<Expression, { test: 'shows' }>;

function shownIn(test: Expression): Shows[] {
  if (test.test === 'shows') return [test];
  return 'tests' in test ? test.tests.flatMap(shownIn) : [];
}

/**
 * Whether a program shows one of several things. They are asked for in one go: SQLite copies the whole table expression
 * for every time that it is named, which is more work than to look into it.
 */
function shows(wanted: readonly Shows[], { row }: Scope): string {
  const kinds = wanted.map(({ kind, patterns }) => {
    const tests = patterns.map((pattern) => meets('q.key', kind, pattern));
    return `q.kind = ${quoted(kind)} AND (${tests.join(' OR ')})`;
  });
  return `EXISTS (SELECT 1 FROM said q WHERE q.n = ${row}.n AND (${kinds.join(' OR ')}))`;
}

/** Whether a key meets a pattern; what lies below a place belongs to it. */
function meets(key: string, kind: string, pattern: string): string {
  const exact = `${key} = ${quoted(pattern)}`;
  if (/[*?#]/u.test(pattern)) {
    const inside = kind === 'path' ? ` OR ${key} GLOB ${quoted(`${glob(pattern)}/*`)}` : '';
    return `(${key} GLOB ${quoted(glob(pattern))}${digits(key, pattern)}${inside})`;
  }
  return kind === 'path'
    ? `(${exact} OR substr(${key}, 1, ${pattern.length + 1}) = ${quoted(`${pattern}/`)})`
    : exact;
}

/** `#` is digits and dots alone; where it is the only wildcard that can be reported. */
function digits(key: string, pattern: string): string {
  const [head = '', tail = '', ...more] = pattern.split('#');
  if (!pattern.includes('#') || more.length > 0 || /[*?]/u.test(pattern)) return '';
  const middle = `substr(${key}, ${head.length + 1}, length(${key}) - ${head.length + tail.length})`;
  return ` AND trim(${middle}, '0123456789. ') = ''`;
}
