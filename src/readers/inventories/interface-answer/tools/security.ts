import { type Members, textOf } from '../../../answers/keys.ts';
import type { AnswerTool } from '../../../answers/tool.ts';

/** The registry keeps it under this key when the program has no name of its own. */
function keyName(row: Members): Members {
  return textOf(row, 'displayname') === undefined && row.has('name')
    ? new Map([...row, ['displayname', row.get('name') ?? null]])
    : row;
}

/** Scanners and agents that look for malware and weaknesses. */
export const security: readonly AnswerTool[] = [
  {
    title: 'CrowdStrike Falcon Discover',
    see: 'https://www.falconpy.io/Service-Collections/Discover.html',
    known: [
      'namevendorversion',
      'name namevendor',
      'name vendor version softwaretype',
      'versioningscheme name version',
    ],
    fields: {
      name: 'name',
      version: 'version',
      publisher: 'vendor',
      host: 'host.hostname host.aid host.id',
      date: 'installationtimestamp',
      folder: 'installationpaths',
    },
  },
  {
    title: 'SentinelOne: application management',
    see: 'https://github.com/elastic/integrations',
    known: [
      'applicationname endpointname',
      'applicationname applicationvendor endpointscount',
      'applicationname endpointuuid',
    ],
    fields: {
      name: 'applicationname',
      version: 'version applicationversion',
      publisher: 'applicationvendor',
      host: 'endpointname endpointuuid endpointid',
      date: 'applicationinstallationdate',
      folder: 'applicationinstallationpath',
    },
  },
  {
    title: 'SentinelOne: installed applications',
    see: 'https://hub.cloudquery.io/plugins/source/cloudquery/sentinelone/latest/tables',
    known: [
      'agentcomputername name version',
      'agentcomputername agentid publisher',
      'installeddate publisher name size version',
    ],
    fields: {
      name: 'name',
      version: 'version',
      publisher: 'publisher',
      host: 'agentcomputername agentid',
      date: 'installedat installeddate',
      type: 'type',
    },
  },
  {
    title: 'Rapid7 InsightVM',
    see: 'https://help.rapid7.com/insightvm/en-us/api/index.html',
    known: [
      'software/product software/vendor software/version',
      'resources/assessedforvulnerabilities',
      'resources/product resources/vendor resources/family',
      'assessedforpolicies assessedforvulnerabilities',
      'product vendor version family description',
    ],
    lists: 'resources software',
    fields: { name: 'product description', version: 'version', publisher: 'vendor', host: 'hostname ip' },
    needs: 'assessedforvulnerabilities software',
  },
  {
    title: 'Velociraptor: Windows.Sys.Programs',
    see: 'https://github.com/Velocidex/velociraptor',
    known: [
      'displayname displayversion mtime uninstallstring',
      'source=windows.sys.programs',
      'clientid displayname displayversion',
      'fqdn displayname displayversion',
    ],
    fields: {
      name: 'displayname',
      version: 'displayversion',
      publisher: 'publisher',
      host: 'fqdn hostname clientid',
      folder: 'installlocation',
      date: 'installdate',
    },
    ids: { 'uninstall-key': 'name keyname' },
    unwrap: keyName,
  },
];
