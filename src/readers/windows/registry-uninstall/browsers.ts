import type { RegistryData } from '../../../formats/registry/registry-tree.ts';
import { stringOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import type { PlacedKey, Where } from './key.ts';

/**
 * Extensions and helpers that the registry gives to browsers: those that a policy installs whether the user
 * wants them or not, those that another program brings along, and hosts of native messages.
 *
 * @see https://chromeenterprise.google/policies/#ExtensionInstallForcelist
 */
export function* browserTraces(key: PlacedKey, where: Where): Iterable<Program> {
  const own = key.place.names.at(-1) ?? '';
  switch (key.place.kind) {
    case 'force-list':
      yield* forced(key, where);
      break;
    case 'browser-policy':
      yield* settings(key, where);
      break;
    case 'extension-setting':
      if (isInstalling.test(stringOf(key.values, 'installation_mode') ?? ''))
        yield* extension(own, key, where, true);
      break;
    case 'extension':
      yield* extension(own, key, where, false);
      break;
    case 'native-host':
      yield { name: own, ids: [`native-messaging-host:${own}`], kind: 'trace', ...where };
      break;
    case 'addons':
      for (const id of key.values.keys()) if (id !== '') yield addon(id, where, false);
  }
}

const isInstalling = /^(?:force_installed|normal_installed)$/u;
const chromeId = /^[a-p]{32}$/iu;

/** Each value is an id, often followed by the address of its updates. */
function* forced(key: PlacedKey, where: Where): Iterable<Program> {
  for (const data of key.values.values()) {
    if (typeof data === 'string') yield* extension(data.split(';')[0]?.trim() ?? '', key, where, true, data);
  }
}

function* extension(
  id: string,
  key: PlacedKey,
  where: Where,
  isForced: boolean,
  entry?: string,
): Iterable<Program> {
  if (!chromeId.test(id)) return;
  const source = entry ?? stringOf(key.values, 'update_url') ?? '';
  const kind = /\bedge\.microsoft\.com\b/iu.test(source) ? 'edge-extension' : 'chrome-extension';
  const lower = id.toLowerCase();
  yield {
    name: lower,
    ids: [`${kind}:${lower}`],
    kind: 'trace',
    ...where,
    ...(isForced ? { marks: ['forced'] } : {}),
  };
}

function addon(id: string, where: Where, isForced: boolean): Program {
  return {
    name: id,
    ids: [`firefox-addon:${id}`],
    kind: 'trace',
    ...where,
    ...(isForced ? { marks: ['forced'] } : {}),
  };
}

/** A member of the object that a policy keeps as JSON in one value, up to its installation mode. */
const member =
  /"(?<id>[^"\\]{1,256})"\s*:\s*\{[^{}]{0,4096}?"installation_mode"\s*:\s*"(?:force_installed|normal_installed)"/gu;

function* settings(key: PlacedKey, where: Where): Iterable<Program> {
  const isFirefox = key.place.names.some((name) => name.toLowerCase() === 'mozilla');
  for (const match of jsonOf(key.values.get('extensionsettings')).matchAll(member)) {
    const id = match.groups?.['id'] ?? '';
    if (isFirefox) yield addon(id, where, true);
    else yield* extension(id, key, where, true, match[0]);
  }
}

/** Firefox keeps it as a list of lines. */
function jsonOf(data: RegistryData | undefined): string {
  const text = Array.isArray(data) ? data.join('\n') : data;
  return typeof text === 'string' ? text.slice(0, 1 << 18) : '';
}
