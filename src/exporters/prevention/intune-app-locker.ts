import { safeJson } from '../../report/sanitise.ts';
import type { ExportTarget } from '../target.ts';
import { type CollectionType, collectionsOf, FOLDER_GAPS } from './app-locker.ts';
import { blocklist } from './identifiers.ts';
import { windowsNames } from './windows-names.ts';

/** Collections as the configuration service provider names them. */
const NODES: Readonly<Record<CollectionType, string>> = {
  Exe: 'EXE',
  Msi: 'MSI',
  Script: 'Script',
  Appx: 'StoreApps',
};

/** No other policy of AppLocker in the tenant may have it. */
const GROUPING = 'interdict';

/**
 * A custom configuration profile for Intune with the policy of AppLocker: the body of a POST to
 * `deviceManagement/deviceConfigurations` of Microsoft Graph. It is assigned to nobody.
 *
 * @see https://learn.microsoft.com/en-us/graph/api/intune-deviceconfig-windows10customconfiguration-create
 * @see https://learn.microsoft.com/en-us/windows/client-management/mdm/applocker-csp
 */
export const intuneAppLocker: ExportTarget = {
  id: 'intune-applocker',
  title: 'Intune profile with an AppLocker policy (JSON for Microsoft Graph)',
  systems: ['windows'],
  audits: true,
  render(model, _, { enforce }) {
    const list = blocklist(model, windowsNames);
    const about = `Written by interdict, as of ${model.day}, rules ${list.digest}. Undo: delete this profile.`;
    const settings = collectionsOf(list, enforce).map(({ type, xml }) => ({
      '@odata.type': '#microsoft.graph.omaSettingString',
      displayName: `AppLocker ${type}`,
      description: about,
      omaUri: `./Vendor/MSFT/AppLocker/ApplicationLaunchRestrictions/${GROUPING}/${NODES[type]}/Policy`,
      value: xml,
    }));
    const profile = {
      '@odata.type': '#microsoft.graph.windows10CustomConfiguration',
      displayName: `Programs that are not allowed (${enforce ? 'enforced' : 'report only'})`,
      description: about,
      omaSettings: settings,
    };
    const notices = [
      ...FOLDER_GAPS,
      'it stops nothing until you assign the profile',
      'it does not merge with another profile of AppLocker on the same machine',
      ...list.notices,
    ];
    return { text: `${safeJson(profile, 2)}\n`, notices: [about, ...notices] };
  },
};
