/** Patterns and the index that finds them, against slow and simple ways to say the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { idKey, lookUps } from '../../src/catalogue/keys.ts';
import { patternIndex } from '../../src/catalogue/pattern-index.ts';
import { pathsOf, variableFault } from '../../src/catalogue/places.ts';
import { globOf } from '../../src/matching/glob.ts';
import { addName, addPacked, emptyFilter, mayHold, packedFilter } from '../../src/matching/prefix-filter.ts';

const SEED = 20_261_124;

describe('a glob', () => {
  test.each([
    ['AVP#', 'AVP21.3', true],
    ['AVP#', 'AVP', false],
    ['AVP#', 'AVPlayer', false],
    ['AVP#', 'AVP21.3x', false],
    ['k?s', 'kes', true],
    ['k?s', 'ks', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['*', '', true],
    ['#.sys', '1.2.sys', true],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(globOf(pattern)(text)).toBe(expected);
  });

  test.each([
    ['/users/*/appdata', '/users/ann/appdata', true],
    ['/users/*/appdata', '/users/ann/x/appdata', false],
    ['/opt/x-?', '/opt/x-/', false],
  ])('of folders stays in a folder: %s and %s: %s', (pattern, text, expected) => {
    expect(globOf(pattern, { folders: true })(text)).toBe(expected);
  });

  test('means what a regular expression means', () => {
    const signs: Record<string, string> = { '*': '.*', '?': '.', '#': '[0-9. ]+', '.': '\\.' };
    const letters = fc.string({ unit: fc.constantFrom(...'ab1.*?#'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom(...'ab1. '), maxLength: 10 });
    fc.assert(
      fc.property(letters, text, (pattern, subject) => {
        const source = [...pattern].map((letter) => signs[letter] ?? letter).join('');
        expect(globOf(pattern)(subject)).toBe(new RegExp(`^${source}$`, 'u').test(subject));
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  test('takes no longer for a hostile pattern and text', () => {
    const spent = stopwatch();
    expect(globOf(`${'*a'.repeat(50)}b`)('a'.repeat(20_000))).toBe(false);
    expect(globOf('#'.repeat(20))(`${'1.'.repeat(20_000)}x`)).toBe(false);
    expect(spent()).toBeLessThan(3000);
  });
});

test('the index finds what asking every pattern finds, and what is longer than a text', () => {
  const pattern = fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 10 }),
      fc.constantFrom('', '*', '?', '*c', '#', ' *'),
    )
    .map(([head, tail]) => head + tail);
  const tail = fc.string({ unit: fc.constantFrom(...'abc'), maxLength: 6 }).map((end) => `*${end}`);
  const text = fc.string({ unit: fc.constantFrom(...'abc1'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.oneof(pattern, tail), { maxLength: 20 }), text, (patterns, subject) => {
      const index = patternIndex<string>();
      for (const one of patterns) index.add(one, one);
      expect([...index.find(subject)].sort()).toEqual(patterns.filter((one) => globOf(one)(subject)).sort());
      const table = emptyFilter();
      const isWhole = index.addBeginnings(table);
      if (index.find(subject).length > 0)
        expect(!isWhole || mayHold(table, subject.toUpperCase())).toBe(true);
      const heads = patterns.filter((one) => {
        const head = /^[^*?#]*/u.exec(one)?.[0] ?? '';
        return head.length > subject.length && head.startsWith(subject);
      });
      expect([...index.longer(subject)].sort()).toEqual(heads.sort());
    }),
    { seed: SEED, numRuns: 3000 },
  );
});

describe('an id is looked up as', () => {
  const found = (id: string) => {
    const keys: string[] = [];
    lookUps(id, (kind, key) => keys.push(`${kind}:${key}`));
    return keys;
  };
  test.each([
    ['deb:Kesl', ['deb:kesl', 'package:kesl']],
    ['deb:kesl:amd64', ['deb:kesl', 'package:kesl']],
    ['driver:KLIF.SYS', ['driver:klif']],
    ['systemd:kesl.service', ['systemd:kesl']],
    ['init:/etc/init.d/drweb', ['init:drweb']],
    ['pip:Foo.Bar_baz', ['pip:foo-bar-baz']],
    ['app-path:C:\\x\\avp.exe', ['app-path:avp.exe', 'process:avp.exe']],
    [
      'uninstall-key:InstallWIX_{00000000-0000-0000-0000-00000000000A}',
      [
        'uninstall-key:installwix_{00000000-0000-0000-0000-00000000000a}',
        'product-code:{00000000-0000-0000-0000-00000000000a}',
      ],
    ],
    ['appx:Name_1.2_x64__abc', ['appx:name', 'appx:name_abc']],
    ['edge-extension:aaaa', ['edge-extension:aaaa', 'chrome-extension:aaaa']],
    ['path:/opt/X/y/', ['path:/opt/x/y', 'path:/opt/x', 'path:/opt']],
    ['path:C:\\Program Files\\X', ['path:/program files/x', 'path:/program files']],
    ['path:/Files/Program Files/X', ['path:/program files/x', 'path:/program files']],
    [
      'registry-key:HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\X',
      ['registry-key:hklm/software/x', 'registry-key:hklm/software', 'registry-key:hklm'],
    ],
    ['purl:pkg:deb/debian/Curl@7.88-1?arch=amd64', ['purl:pkg:deb/debian/curl', 'deb:curl', 'package:curl']],
    ['purl:pkg:npm/%40scope/x@1', ['purl:pkg:npm/@scope/x', 'npm:@scope/x']],
    ['purl:pkg:npm/@scope/x@1', ['purl:pkg:npm/@scope/x', 'npm:@scope/x']],
    ['purl:pkg:pypi/Foo_Bar', ['purl:pkg:pypi/foo_bar', 'pip:foo-bar']],
    ['purl:pkg:maven/org.x/y@1', ['purl:pkg:maven/org.x/y', 'maven:org.x:y']],
    ['purl:pkg:golang/github.com/x/y@v1#sub', ['purl:pkg:golang/github.com/x/y', 'golang:github.com/x/y']],
    ['purl:nonsense', ['purl:nonsense']],
    ['nothing', []],
  ])('%s: %j', (id, keys) => {
    expect(found(id)).toEqual(keys);
  });

  test('a path without end costs no more than it should', () => {
    const keys = found(`path:/opt/kaspersky${'/x'.repeat(100_000)}`);
    expect(keys.length).toBeLessThan(50);
    expect(keys).toContain('path:/opt/kaspersky');
  });

  test('width and case make no difference', () => {
    expect(idKey('service', 'ＡＶＰ')).toBe(idKey('service', 'avp'));
  });
});

test.each([
  ['~/Library/X', ['/home/*/Library/X', '/root/Library/X', '/Users/*/Library/X']],
  ['%ProgramFiles%\\X', ['/Program Files/X', '/Program Files (x86)/X']],
  ['%LocalAppData%\\X', ['/Users/*/AppData/Local/X']],
  ['C:\\ProgramData\\X\\', ['/ProgramData/X']],
  ['/opt/x', ['/opt/x']],
])('the places of %s', (path, places) => {
  expect(pathsOf(path)).toEqual(places);
});

describe('variables in paths of rules', () => {
  test.each([
    ['%ProgramFiles%\\X', ['/Program Files/X', '/Program Files (x86)/X']],
    ['%ProgramFiles%\\\\X', ['/Program Files/X', '/Program Files (x86)/X']],
    ['%LocalAppData%/X', ['/Users/*/AppData/Local/X']],
    ['%SystemDrive%\\X', ['/X']],
    ['~/.x', ['/home/*/.x', '/root/.x', '/Users/*/.x']],
  ])('%s means %j', (path, places) => {
    expect(pathsOf(path)).toEqual(places);
    expect(variableFault(path)).toBeUndefined();
  });

  test.each([
    ['%FOO%\\X', 'unknown variable "%foo%"'],
    ['%ProgramFile%\\X', 'did you mean "%programfiles%"?'],
    ['/opt/%ProgramFiles%', 'belongs at the start'],
    ['$HOME/x', 'write ~ for the home of every user'],
    ['~bob/x', 'write /home/bob'],
  ])('%s is refused', (path, why) => {
    expect(variableFault(path)).toContain(why);
  });

  test('a folder called ~ further in is a folder', () => {
    expect(variableFault('/~/.config')).toBeUndefined();
  });
});

test('a table of names holds almost no other that begins with the same four letters', () => {
  const random = fc.sample(
    fc.string({ unit: fc.constantFrom(...'abcdefghijklmnop'), minLength: 8, maxLength: 8 }),
    {
      numRuns: 20_000,
      seed: SEED,
    },
  );
  const names = random.map((rest) => `name${rest.slice(4)}`);
  const [held, others] = [names.slice(0, 1000), names.slice(1000)];
  const table = emptyFilter();
  for (const name of held) addName(table, name);
  const kept = emptyFilter();
  addPacked(kept, packedFilter(table));
  expect(kept).toEqual(table);
  expect(held.filter((name) => !mayHold(kept, name))).toEqual([]);
  const own = new Set(held);
  const wrong = others.filter((name) => !own.has(name) && mayHold(kept, name));
  expect(wrong.length / others.length).toBeLessThan(0.01);
});
