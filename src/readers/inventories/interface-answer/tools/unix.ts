import type { Program } from '../../../../types.ts';
import type { Members } from '../../../answers/keys.ts';
import type { AnswerTool } from '../../../answers/tool.ts';
import { rpmName } from '../../../rpm-name.ts';

/** A package of rpm in one word. */
function rpmText(text: string): Program | undefined {
  const found = rpmName(text);
  return found && { ...found, ids: [`rpm:${found.name}`] };
}

/** Ohai shows no package manager: where a release or epoch is, it was rpm. */
function ohaiIds(program: Program, row: Members): Program {
  const kind = row.has('release') || row.has('epoch') ? 'rpm' : row.has('status') ? 'deb' : undefined;
  return kind === undefined ? program : { ...program, ids: [`${kind}:${program.name}`] };
}

/** Package inventories of configuration management. */
export const unix: readonly AnswerTool[] = [
  {
    title: 'Red Hat Insights: system profiles',
    see: 'https://github.com/RedHatInsights/inventory-schemas',
    known: ['installedpackages', 'results/systemprofile'],
    lists: 'systemprofile installedpackages',
    fields: { name: 'none', host: 'fqdn displayname systemprofile.hostname hostname id' },
    text: rpmText,
    needs: 'hostname installedpackages',
  },
  {
    title: 'PuppetDB package inventory',
    see: 'https://www.puppet.com/docs/puppetdb/8/api/query/v4/packages.html',
    known: ['certname packagename', 'packagename version provider'],
    fields: { name: 'packagename', version: 'version', host: 'certname', format: 'provider' },
  },
  {
    title: 'Chef Ohai',
    see: 'https://github.com/chef/ohai',
    known: [
      'ohaitime',
      'platform platformversion packages',
      'automatic/packages',
      'automatic/ohaitime',
      'platformfamily packages',
    ],
    lists: 'automatic',
    maps: 'packages:name',
    fields: {
      name: 'none',
      version: 'version',
      publisher: 'publisher vendor',
      host: 'fqdn hostname name',
      arch: 'arch',
      epoch: 'epoch',
      release: 'release',
      state: 'status',
    },
    needs: 'ohaitime packages',
    odd: ohaiIds,
  },
  {
    title: 'Nix: nix-env -q --json',
    see: 'https://nix.dev/manual/nix/stable/command-ref/nix-env/query',
    known: ['pname version system', 'pname version outputname', 'pname version outputs'],
    maps: '*',
    fields: { name: 'pname name', version: 'version' },
    ids: { nix: 'pname' },
  },
  {
    title: 'dpkg-query with a format that writes JSON',
    see: 'https://manpages.debian.org/bookworm/dpkg/dpkg-query.1.en.html',
    known: [
      'package version architecture',
      'package version status',
      'package version maintainer',
      'package version arch',
    ],
    fields: {
      name: 'package binarypackage',
      version: 'version',
      arch: 'architecture arch',
      maintainer: 'maintainer',
      state: 'status dbstatusstatus state',
    },
    ids: { deb: 'package' },
  },
];
