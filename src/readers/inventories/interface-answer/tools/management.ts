import type { AnswerTool } from '../../../answers/tool.ts';

/** Servers that manage computers. */
export const management: readonly AnswerTool[] = [
  {
    title: 'ManageEngine Endpoint Central',
    see: 'https://www.manageengine.com/products/desktop-central/api/api-inventory-installed-software.html',
    known: [
      'softwarename manufacturername',
      'softwareid softwarename',
      'messagetype=installedsoftware',
      'softwarename softwareversion swtype',
    ],
    lists: 'messageresponse installedsoftware',
    fields: {
      name: 'softwarename displayname',
      version: 'softwareversion',
      publisher: 'manufacturername',
      host: 'resourcename resourceid',
    },
  },
  {
    title: 'NinjaOne',
    see: 'https://app.ninjarmm.com/apidocs/',
    known: [
      'deviceid name publisher version',
      'deviceid name version timestamp',
      'name publisher location installdate productcode',
    ],
    fields: {
      name: 'name',
      version: 'version',
      publisher: 'publisher',
      host: 'devicename systemname deviceid',
      folder: 'location',
      date: 'installdate',
    },
  },
  {
    title: 'Kandji (Iru)',
    see: 'https://api-docs.kandji.io/',
    known: ['appname bundleid', 'devicename serialnumber bundleid', 'deviceid apps'],
    lists: 'apps',
    fields: {
      name: 'appname name',
      version: 'version bundleshortversion bundleversion',
      host: 'devicename devicenameid serialnumber deviceid',
      folder: 'path',
    },
    ids: { 'bundle-id': 'bundleid' },
  },
  {
    title: 'JumpCloud System Insights',
    see: 'https://docs.jumpcloud.com/api/2.0/index.html',
    known: [
      'systemid collectiontime uninstallstring',
      'systemid collectiontime bundlename',
      'systemid collectiontime bundleidentifier',
      'systemid collectiontime installdate',
      'systemid collectiontime maintainer revision',
      'systemid collectiontime sha1 release',
    ],
    fields: {
      name: 'displayname bundlename name',
      version: 'bundleshortversion version bundleversion',
      publisher: 'publisher vendor',
      host: 'hostname systemid',
      folder: 'installlocation path',
      date: 'installdate',
      release: 'release',
      epoch: 'epoch',
      maintainer: 'maintainer',
    },
    ids: { 'bundle-id': 'bundleidentifier' },
    odd: (program) => ({ ...program, name: program.name.replace(/\.app$/u, '') }),
    fullPages: [10, 100],
  },
  {
    title: 'Automox',
    see: 'https://developer.automox.com/',
    known: [
      'serverid packageid installed',
      'packageversionid displayname installed',
      'softwareid displayname ismanaged installed',
    ],
    fields: {
      name: 'displayname name',
      version: 'version',
      host: 'servername serverid',
      state: 'installed',
    },
    fullPages: [500],
  },
  {
    title: 'Datto RMM',
    see: 'https://rmm.datto.com/help/en/Content/2SETUP/APIv2.htm',
    known: ['pagedetails software'],
    fields: { name: 'name', version: 'version', host: 'hostname deviceuid' },
  },
  {
    title: 'Tanium',
    see: 'https://docs.tanium.com/',
    known: ['mrtested estimatedtotal', 'resultsets', 'estimatedtotal tested rowcount'],
    lists: 'resultsets',
    fields: {
      name: 'name applicationname application installedapplicationsname installedapplications',
      version: 'version installedapplicationsversion',
      publisher: 'publisher vendor',
      host: 'computername computerid',
    },
    isOther: (row) => row.get('name') === '[no results]',
    gap(frame) {
      const tested = Number(frame.get('mrtested') ?? frame.get('tested'));
      const total = Number(frame.get('estimatedtotal'));
      return tested < total ? `${tested} of ${total} computers have answered` : undefined;
    },
  },
  {
    title: 'Fleet: fleetctl get host and software',
    see: 'https://fleetdm.com/docs/get-started/fleetctl',
    known: ['kind=host apiversion spec', 'kind=software apiversion spec'],
    lists: 'spec software',
    fields: { name: 'name', version: 'version', publisher: 'vendor', host: 'hostname', format: 'source' },
    ids: { 'bundle-id': 'bundleidentifier' },
    needs: 'hostname software',
  },
  {
    title: 'Scoop: scoop export',
    see: 'https://github.com/ScoopInstaller/Scoop',
    known: ['buckets apps'],
    lists: 'apps',
    fields: { name: 'name', version: 'version' },
  },
  {
    title: 'Rudder',
    see: 'https://docs.rudder.io/api/',
    known: ['action=listnodes', 'action=nodedetails', 'nodes/hostname nodes/software', 'data/nodes'],
    lists: 'nodes software',
    fields: {
      name: 'name',
      version: 'version',
      publisher: 'editor',
      host: 'hostname',
    },
    needs: 'hostname software',
  },
];
