import { headText } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { type Members, textOf } from '../answers/keys.ts';
import { answerReader } from '../answers/reader.ts';
import type { AnswerTool } from '../answers/tool.ts';
import { folderOfProduct, isForgotten } from '../windows/security-centre.ts';

const tools: readonly AnswerTool[] = [
  {
    title: 'Google Chrome: installed apps of managed browsers',
    see: 'https://developers.google.com/chrome/management/reference/rest/v1/customers.reports/countInstalledApps',
    known: ['appid displayname browserdevicecount', 'appid appinstalltype', 'appid osusercount'],
    lists: 'installedapps',
    fields: { name: 'displayname appid', version: 'version' },
    ids: { 'chrome-extension': 'appid' },
  },
  {
    title: 'AWS Systems Manager inventory: services',
    see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/inventory-schema.html',
    known: [
      'typename=aws:service',
      'name servicetype dependentservices',
      'resourceid capturetime servicetype',
    ],
    lists: 'entries',
    fields: { name: 'name', title: 'displayname', host: 'instanceid resourceid' },
    ids: { service: 'name' },
    trace: true,
    fullPages: [50],
  },
  {
    title: 'Win32_Service, Get-Service and Win32_SystemDriver as JSON',
    see: 'https://learn.microsoft.com/en-us/windows/win32/cimwin32prov/win32-service',
    known: [
      'name startmode pathname',
      'name startmode startname',
      'cimclassname=win32_service',
      'cimclassname=win32_systemdriver',
      'servicename displayname starttype',
      'servicename servicetype machinename',
      'name displayname startmode state',
      'name displayname starttype status',
    ],
    exactly: ['name displayname status', 'name displayname status pscomputername'],
    fields: {
      name: 'name servicename',
      title: 'displayname',
      host: 'pscomputername systemname machinename',
      folder: 'none',
    },
    trace: true,
    odd: (program, row) => ({
      ...program,
      ids: [`${isDriver(row) ? 'driver' : 'service'}:${program.name}`],
      ...marksOf(row),
    }),
  },
  {
    title: 'AntiVirusProduct and its kin as JSON: what the security centre of Windows knows',
    see: 'https://learn.microsoft.com/en-us/windows/win32/wscapi/windows-security-center-api',
    known: ['pathtosignedproductexe', 'displayname productstate'],
    fields: { name: 'displayname', host: 'pscomputername computername' },
    odd: (program, row) => ({
      ...program,
      ...folderOfProduct(textOf(row, 'pathtosignedproductexe pathtosignedreportingexe')),
      ...(isForgotten(textOf(row, 'productstate')) ? { kind: 'trace' } : {}),
    }),
  },
  {
    title: 'JumpCloud System Insights: extensions of browsers',
    see: 'https://docs.jumpcloud.com/api/2.0/index.html',
    known: ['systemid collectiontime identifier'],
    fields: { name: 'name identifier', version: 'version', host: 'hostname systemid' },
    ids: { 'chrome-extension': 'identifier' },
    fullPages: [10, 100],
  },
];

/** PowerShell writes the words or, as JSON, the numbers of .NET: 4 is running; 2 starts by itself, 4 is disabled. */
function marksOf(row: Members): Pick<Program, 'marks'> {
  const state = textOf(row, 'state status') ?? '';
  const start = textOf(row, 'startmode starttype') ?? '';
  if (/^(?:running|4)$/iu.test(state)) return { marks: ['running'] };
  if (/^(?:disabled|4)$/iu.test(start)) return { marks: ['disabled'] };
  if (/^(?:manual|demand|3)$/iu.test(start)) return { marks: ['on-demand'] };
  return /^(?:auto\w*|boot|system|[012])$/iu.test(start) ? { marks: ['enabled'] } : {};
}

function isDriver(row: Members): boolean {
  return /driver/iu.test(`${textOf(row, 'servicetype cimclass.cimclassname')}`);
}

const evidence = answerReader(
  {
    id: 'interface-evidence',
    title: 'Answers of interfaces that list services or extensions (JSON)',
    supplementary: true,
  },
  tools,
);

/** Services of osquery have the same keys, written in another way, and a reader of their own. */
function isOfOsquery(head: Uint8Array): boolean {
  return /"(?:start|service)_type"/u.test(headText(head));
}

/**
 * Answers of interfaces that are evidence of programs and no list of them: services, extensions of browsers.
 * Alone they do not make a computer clean.
 */
export const interfaceEvidence: Reader = {
  ...evidence,
  recognises: (head, ...place) => evidence.recognises?.(head, ...place) === true && !isOfOsquery(head),
};
