import { isObject } from '../../../../formats/markup/json.ts';
import { idsOf } from '../../../../formats/omit-undefined.ts';
import type { Program } from '../../../../types.ts';
import { type Members, membersOf, textOf } from '../../../answers/keys.ts';
import type { AnswerTool } from '../../../answers/tool.ts';

/** Kinds of id for the packages of an operating system in Google's inventory. */
const GOOGLE: ReadonlyMap<string, string> = new Map([
  ['aptpackage', 'deb'],
  ['yumpackage', 'rpm'],
  ['zypperpackage', 'rpm'],
]);

/** An item says what it is by the name of the only member of `installedPackage`. */
function googleItem(row: Members): Members {
  const installed = row.get('installedpackage') ?? row.get('availablepackage');
  const [kind, value] = isObject(installed) ? ([...membersOf(installed)][0] ?? []) : [];
  if (kind === undefined || !isObject(value)) return row;
  return new Map([...row, ...membersOf(value), ['kindofpackage', kind]]);
}

function googleIds(program: Program, row: Members): Program {
  const kind = textOf(row, 'kindofpackage') ?? '';
  const ids = idsOf([GOOGLE.get(kind) ?? '', GOOGLE.has(kind) ? program.name : undefined]).filter(
    (id) => !id.startsWith(':'),
  );
  const isUpdate = /^(?:wua|qfe)package$|patch$/u.test(kind);
  return {
    ...program,
    ...(ids.length > 0 ? { ids } : {}),
    ...(isUpdate ? { marks: ['update'] as const } : {}),
  };
}

/** Rows of types that list no applications. */
function isNoApplication(row: Members): boolean {
  const type = textOf(row, 'typename');
  return type !== undefined && type !== 'AWS:Application';
}

/** Inventories of Amazon and Google. */
export const cloud: readonly AnswerTool[] = [
  {
    title: 'AWS Systems Manager inventory',
    see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/inventory-resource-data-sync.html',
    known: [
      'typename=aws:application',
      'name applicationtype',
      'resourceid capturetime schemaversion name publisher',
      'resourceid capturetime applicationtype',
      'data/awsapplication',
    ],
    lists: 'entries entities data awsapplication content',
    fields: {
      name: 'name',
      version: 'version',
      publisher: 'publisher',
      host: 'instanceid resourceid computername id',
      arch: 'architecture',
      date: 'installedtime',
      epoch: 'epoch',
      release: 'release',
    },
    isOther: isNoApplication,
    fullPages: [50],
  },
  {
    title: 'Google Cloud OS inventory',
    see: 'https://cloud.google.com/compute/docs/osconfig/rest/v1/projects.locations.instances.inventories',
    known: ['type=installed_package', 'osinfo items', 'osinfo name', 'items/installedpackage'],
    lists: 'inventories',
    maps: 'items',
    fields: {
      name: 'displayname packagename title patchname hotfixid caption',
      version: 'displayversion version',
      publisher: 'publisher',
      host: 'osinfo.hostname',
      arch: 'architecture',
      state: 'type',
    },
    needs: 'osinfo items',
    unwrap: googleItem,
    odd: googleIds,
  },
];
