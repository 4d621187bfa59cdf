import { isList, isObject, type Json, listField } from '../formats/markup/json.ts';
import { idsOf } from '../formats/omit-undefined.ts';

/**
 * The identifiers of what a cask installs, as its own instructions for removal name them: applications to
 * quit, packages to forget, jobs to unload. What is only swept away (`zap`) may be another's, and patterns
 * are no identifiers.
 *
 * @see https://docs.brew.sh/Cask-Cookbook#stanza-uninstall
 */
export function caskIds(cask: Json): string[] {
  return listField(cask, 'artifacts').flatMap((artifact) =>
    listField(artifact, 'uninstall').flatMap(removalIds),
  );
}

/** The same of a cask that is kept as it was written, in Ruby. */
export function rubyCaskIds(source: string): string[] {
  const removal = source.indexOf('uninstall ');
  if (removal === -1) return [];
  const end = source.indexOf('zap ', removal);
  const part = source.slice(removal, end === -1 ? removal + 4096 : end);
  return [...part.matchAll(STANZA)].flatMap(({ groups }) => {
    const values = [...(groups?.['values'] ?? '').matchAll(QUOTED)].map((match) => match.groups?.['value']);
    return values.flatMap((value) => idOf(groups?.['key'] ?? '', value ?? ''));
  });
}

const STANZA = /\b(?<key>quit|pkgutil|launchctl):\s{0,40}(?<values>"[^"\n]{1,200}"|\[[^\]]{1,2000}\])/gu;
const QUOTED = /"(?<value>[^"\n]{1,200})"/gu;
const KINDS: Readonly<Record<string, string>> = {
  quit: 'bundle-id',
  pkgutil: 'receipt',
  launchctl: 'launchd',
};
const IDENTIFIER = /^[A-Za-z0-9][\w-]*(?:\.[\w-]+)+$/u;

function removalIds(step: Json): string[] {
  if (!isObject(step)) return [];
  return Object.entries(step).flatMap(([key, value]) => {
    const values = isList(value) ? value : [value];
    return values.flatMap((one) => (typeof one === 'string' ? idOf(key, one) : []));
  });
}

function idOf(key: string, value: string): string[] {
  const kind = Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
  return kind !== undefined && IDENTIFIER.test(value) ? idsOf([kind, value]) : [];
}
