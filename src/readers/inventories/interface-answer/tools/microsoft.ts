import { isObject } from '../../../../formats/markup/json.ts';
import { type Members, membersOf, textOf } from '../../../answers/keys.ts';
import type { AnswerTool } from '../../../answers/tool.ts';

/** Rows of Change Tracking that are files, registry keys or services. */
function isNoSoftware(row: Members): boolean {
  const kind = textOf(row, 'configdatatype');
  return kind !== undefined && kind.toLowerCase() !== 'software';
}

/** What Azure puts around a record: its fields are in `properties`. */
function inProperties(row: Members): Members {
  const properties = row.get('properties');
  return isObject(properties) ? new Map([...row, ...membersOf(properties)]) : row;
}

const MACHINE = /\/(?:virtualMachines|machines)\/(?<name>[^/]+)/iu;

function machineOf(row: Members): string | undefined {
  return MACHINE.exec(textOf(row, 'id') ?? '')?.groups?.['name'];
}

/** Interfaces of Intune, Defender and Azure. */
export const microsoft: readonly AnswerTool[] = [
  {
    title: 'Microsoft Graph detectedApps',
    see: 'https://learn.microsoft.com/en-us/graph/api/resources/intune-devices-detectedapp',
    known: [
      'displayname devicecount',
      'displayname sizeinbyte',
      'odatatype=microsoft.graph.detectedapp',
      'odatacontext=detectedapps',
    ],
    lists: 'detectedapps',
    fields: {
      name: 'displayname',
      version: 'version',
      publisher: 'publisher',
      host: 'devicename manageddevicename',
    },
  },
  {
    title: 'Microsoft Intune reports',
    see: 'https://learn.microsoft.com/en-us/mem/intune/fundamentals/reports-export-graph-available-reports',
    known: ['applicationname applicationversion', 'applicationname applicationpublisher'],
    fields: {
      name: 'applicationname',
      version: 'applicationversion applicationshortversion',
      publisher: 'applicationpublisher',
      host: 'devicename deviceid',
    },
  },
  {
    title: 'Microsoft Defender: software of machines and hunting',
    see: 'https://learn.microsoft.com/en-us/defender-endpoint/api/get-assessment-software-inventory',
    known: [
      'softwarename softwarevendor',
      'softwarename softwareversion deviceid',
      'softwarename softwareversion devicename',
      'exportfiles generatedtime',
      'vendor name exposedmachines',
      'vendor name weaknesses publicexploit',
    ],
    fields: {
      name: 'softwarename name',
      version: 'softwareversion version',
      publisher: 'softwarevendor vendor',
      host: 'devicename computerdnsname deviceid',
      folder: 'diskpaths',
    },
    cpe: true,
    gap: (frame) =>
      frame.has('exportfiles') ? 'it names files that hold the programs (exportFiles)' : undefined,
  },
  {
    title: 'Azure Monitor Logs: ConfigurationData',
    see: 'https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/configurationdata',
    known: ['softwarename currentversion', 'softwarename softwaretype'],
    fields: {
      name: 'softwarename',
      version: 'currentversion version',
      publisher: 'publisher',
      host: 'computer',
      arch: 'architecture',
      type: 'softwaretype',
    },
    isOther: isNoSoftware,
  },
  {
    title: 'Microsoft Defender for Cloud: software inventories, and Azure Resource Graph',
    see: 'https://learn.microsoft.com/en-us/rest/api/azureresourcegraph/resourcegraph/resources/resources',
    known: [
      'properties/softwarename properties/vendor',
      'type=microsoft.security/softwareinventories',
      'softwarename vendor version',
      'softwarename version',
    ],
    fields: {
      name: 'softwarename software',
      version: 'version softwareversion',
      publisher: 'vendor publisher',
      host: 'vm vmname machine machinename computer devicename hostname deviceid',
    },
    cpe: true,
    unwrap: inProperties,
    host: machineOf,
  },
];
