import { idsOf, present } from '../../../formats/omit-undefined.ts';
import type { Mark, Program } from '../../../types.ts';
import { packageKind } from '../../package-kind.ts';

/** The fields of one entry by their names in small letters. */
export type Fields = ReadonlyMap<string, string>;

/** A program as these agents show it. */
export function softwareOf(fields: Fields): Program {
  const kind = packageKind(fields.get('from'));
  const name = text(fields, 'name');
  const publisher = text(fields, 'publisher');
  const category = text(fields, 'system_category') ?? '';
  return present<Program>({
    name: name ?? '',
    version: text(fields, 'version'),
    // The agents put the maintainer of a Debian package there.
    ...(kind === 'deb' ? { maintainer: publisher } : { publisher }),
    arch: text(fields, 'arch'),
    installedOn: day(text(fields, 'installdate') ?? text(fields, 'install_date')),
    ids: idsOf(...(kind === undefined ? keyIds(fields) : [[kind, name] as const])),
    marks: marksOf(category),
    user: text(fields, 'username'),
    folder: text(fields, 'folder'),
  });
}

/** A product that has registered with the security centre of Windows, or that the agent knows on Linux. */
export function antivirusOf(fields: Fields): Program {
  return present<Program>({
    name: text(fields, 'name') ?? '',
    version: text(fields, 'version'),
    publisher: text(fields, 'manufacturer') ?? text(fields, 'company'),
    kind: 'trace',
    marks: antivirusMarks(fields.get('enabled')),
  });
}

function antivirusMarks(enabled: string | undefined): Program['marks'] {
  if (enabled === '0' || enabled === 'false') return ['disabled'];
  return enabled === '1' || enabled === 'true' ? ['running'] : undefined;
}

const GUID = /^\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/u;

/** On Windows the name of the registry key stands where the agents say «GUID». */
function keyIds(fields: Fields): (readonly [string, string | undefined])[] {
  const key = text(fields, 'guid') ?? text(fields, 'uninstall_key');
  const isWindows =
    fields.has('no_remove') || fields.has('uninstall_string') || fields.get('from') === 'registry';
  if (key === undefined || !isWindows) return [];
  return GUID.test(key)
    ? [
        ['product-code', key.toUpperCase()],
        ['uninstall-key', key],
      ]
    : [['uninstall-key', key]];
}

function marksOf(category: string): readonly Mark[] | undefined {
  if (category === 'system_component') return ['system-component'];
  return /^(?:update|hotfix|security_update)$/u.test(category) ? ['update'] : undefined;
}

/** `31/01/2024` or `2024-01-31`, with or without a time. */
const DAY = /^(?:(?<d>\d{2})\/(?<m>\d{2})\/(?<y>\d{4})|(?<iso>\d{4}-\d{2}-\d{2}))\b/u;

function day(value: string | undefined): string | undefined {
  const { d, m, y, iso } = DAY.exec(value ?? '')?.groups ?? {};
  return iso ?? (y === undefined ? undefined : `${y}-${m}-${d}`);
}

function text(fields: Fields, name: string): string | undefined {
  return fields.get(name) || undefined;
}
