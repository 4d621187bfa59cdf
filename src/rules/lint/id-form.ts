import { isGlob } from '../../matching/glob.ts';
import { type IdKind, idKinds } from '../../vocabulary.ts';

/** What an id of a kind looks like, and how one says so. */
interface Form {
  readonly pattern: RegExp;
  readonly expected: string;
}

const PACKAGE: Form = {
  pattern: /^[^\s=<>_~]+$/u,
  expected: 'the name of a package alone: a version belongs into version',
};
const EXTENSION: Form = { pattern: /^[a-p]{32}$/iu, expected: 'expected 32 letters from a to p' };
const GUID: Form = {
  pattern: /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/iu,
  expected: 'expected {GUID}, as {0F0B7A5C-1D2E-4F3A-8B9C-0123456789AB}',
};

/** Kinds whose ids all have one form. A rule with another one would mean nothing. */
const FORMS: Readonly<Partial<Record<IdKind, Form>>> = {
  deb: PACKAGE,
  apk: { ...PACKAGE, pattern: /^[^\s=<>~]+$/u },
  rpm: { ...PACKAGE, pattern: /^[^\s=<>~]+$/u },
  pacman: { ...PACKAGE, pattern: /^[^\s=<>~]+$/u },
  npm: {
    pattern: /^(?:@[^\s/@]+\/)?[^\s/@]+$/u,
    expected: 'expected name or @scope/name: a version belongs into version',
  },
  'product-code': GUID,
  'upgrade-code': GUID,
  'team-id': { pattern: /^[0-9a-z]{10}$/iu, expected: 'expected ten letters and digits' },
  'chrome-extension': EXTENSION,
  'edge-extension': EXTENSION,
  winget: {
    pattern: /^[^\s.]+(?:\.[^\s.]+)+$|^[0-9A-Z]{12,14}$/u,
    expected: 'expected Publisher.Program, or the id of the Microsoft Store',
  },
  'vscode-extension': { pattern: /^[^\s.]+\.[^\s]+$/u, expected: 'expected publisher.name' },
  flatpak: {
    pattern: /^[\w-]+(?:\.[\w-]+){2,}$/u,
    expected: 'expected at least three words, as com.example.App',
  },
  'firefox-addon': {
    pattern: /^(?:\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[^\s@]*@\S+)$/iu,
    expected: 'expected name@example.com or {GUID}',
  },
  cpe: {
    pattern: /^(?:cpe:(?:2\.3:|\/)[aoh*]:.+|(?!cpe:).+)$/iu,
    expected: 'expected cpe:2.3:a:vendor:product, or o or h in place of a',
  },
  android: { pattern: /^\w+(?:\.\w+)+$/u, expected: 'expected words between dots, as com.example.app' },
  sha256: { pattern: /^[0-9a-f]{64}$/iu, expected: 'expected 64 hexadecimal digits' },
  'registry-key': {
    pattern:
      /^(?:HKLM|HKCU|HKU|HKCR|HKCC|HKEY_(?:LOCAL_MACHINE|CURRENT_USER|USERS|CLASSES_ROOT|CURRENT_CONFIG))[\\/]/iu,
    expected: String.raw`expected a hive first, as HKLM\SOFTWARE\Example`,
  },
};

/** Why no program can have an id of this kind; undefined when one can, and where a wildcard leaves it open. */
export function formFault(kind: string, value: string): string | undefined {
  const form = Object.hasOwn(idKinds, kind) ? FORMS[kind as IdKind] : undefined;
  const isOpen = isGlob(value) && kind !== 'registry-key';
  if (!form || isOpen || form.pattern.test(value)) return undefined;
  return `${JSON.stringify(value)} is not a valid ${kind}: ${form.expected}`;
}
