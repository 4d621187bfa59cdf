import { type Asked, askable, type FlatIndicator, hiddenKinds, oneLine } from './flat-ban.ts';
import { script } from './intune/script.ts';
import { type ExportModel, folding, joinedKeys, legalForms } from './model/index.ts';
import type { ExportTarget } from './target.ts';

const KINDS = ['name', 'publisher', 'uninstall-key', 'product-code', 'appx', 'service', 'driver', 'path'];

/** Bytes of a script that Intune takes; ours are ASCII. */
const MOST = 200 * 1024;
const TRACES: ReadonlySet<string> = new Set(['service', 'driver', 'path']);

const GAPS: readonly string[] = [
  'accounts that are not signed in are not seen: their part of the registry is not loaded',
  'a service, driver or folder counts only where a product can come without an entry in the list of programs',
  'names with letters beyond Latin, Greek and Cyrillic that look like others are not seen through',
];

/**
 * A detection script for Intune remediations, for Windows PowerShell 5.1 and later: exit status 1 where something
 * banned is there or nothing could be read, 0 where programs were read and none is banned.
 *
 * @see https://learn.microsoft.com/en-us/mem/intune/fundamentals/remediations
 */
export const intune: ExportTarget = {
  id: 'intune',
  title: 'Intune detection script (PowerShell)',
  systems: ['windows'],
  render(model) {
    const notices = new Set(GAPS);
    const asked = askable(model, notices, ({ plain }) => plain.marks.some(counts));
    const bans = asked.map((it) => banData(it, notices));
    const data = { letters: letters(), forms: legalForms(), joined: joinedKeys(), bans };
    const text = script(asciiJson(data), header({ ...model, bans: asked.map(({ ban }) => ban) }, notices));
    if (text.length > MOST)
      notices.add(
        `the script has ${text.length} bytes, and Intune takes ${MOST}: export fewer bans into one script`,
      );
    return { text, notices: [...notices] };
  },
};

/** Code points, since the names of properties know no case there. */
function letters(): readonly (readonly [number, string])[] {
  return folding().letters.map(([sign, key]) => [sign.codePointAt(0) ?? 0, key]);
}

function counts({ kind, banned, alone }: FlatIndicator): boolean {
  return banned && KINDS.includes(kind) && (alone || !TRACES.has(kind));
}

function banData({ ban, plain }: Asked, notices: Set<string>): object {
  const gaps = [
    ...plain.gaps.filter((gap) => !gap.includes('need a second one')),
    ...hiddenKinds(plain, ['windows'], KINDS),
  ];
  for (const gap of gaps) notices.add(`${ban.id}: ${gap}`);
  const named = plain.marks.filter(({ rank }) => rank === 1000);
  const who = new Map(
    plain.marks.map((indicator) => [`${indicator.vendor}/${indicator.product}`, indicator]),
  );
  const marks = ban.marks.flatMap(
    ({ kind, pattern, vendor, product, rank, low, needs, shared, competing }) => {
      if (!KINDS.includes(kind) || (competing && kind !== 'publisher')) return [];
      const known = who.get(`${vendor}/${product}`);
      const weight = known?.banned ? (known.alone ? 2 : 1) : 0;
      return [[kind, regex(pattern), vendor, rank, weight, Number(low), needs, Number(shared)]];
    },
  );
  const own = named.map(({ kind, pattern }) => [kind, regex(pattern), '', 1000, 2, 0, '', 0]);
  const places = ban.places.filter((place) => /^(?:Program Files|ProgramData|Users|Windows)/u.test(place));
  return { id: ban.id, title: oneLine(ban.title), severity: ban.severity, marks: [...own, ...marks], places };
}

/** A pattern of a rule as a regular expression over the whole key; runs of runs are one run. */
function regex(pattern: string): string {
  const parts = pattern
    .replace(/\*+/gu, '*')
    .split(/([*?#])/u)
    .map((part) => {
      if (part === '*') return '.*';
      if (part === '?') return '.';
      return part === '#' ? '[0-9. ]+' : part.replace(/[\\^$.|+(){}[\]#\s-]/gu, '\\$&');
    });
  return `\\A(?:${parts.join('')})\\z`;
}

/** JSON of ASCII signs alone in one line: no code page changes it, and no typographic quote ends it. */
function asciiJson(data: object): string {
  return JSON.stringify(data).replace(/[^ -~]/gu, (sign) =>
    [...Array(sign.length).keys()]
      .map((i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function header({ day, bans }: ExportModel, notices: ReadonlySet<string>): string[] {
  const ascii = (text: string) => oneLine(text).replace(/[^ -~]/gu, '?');
  return [
    `Banned software, as of ${day}. Written by interdict.`,
    ...bans.map(({ id, title }) => `${id}: ${ascii(title)}`),
    ...[...notices].map((gap) => `Not checked: ${ascii(gap)}.`),
  ];
}
