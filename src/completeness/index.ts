/** Every check, a line each. A check that is added here is asked of every source of its layout. */
export { flatpakDeployments } from './flatpak-deployments.ts';
export { linkedPlaces } from './linked-places.ts';
export { linuxPackageDatabase } from './linux-package-database.ts';
export { macApplications } from './mac-applications.ts';
export { nixStore } from './nix-store.ts';
export { packageCompanions } from './package-companions.ts';
export { packageFolders } from './package-folders.ts';
export { unreadPackageDatabase } from './unread-package-database.ts';
export { windowsRegistry } from './windows-registry.ts';
export { windowsRegistryExport } from './windows-registry-export.ts';
