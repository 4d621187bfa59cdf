import type { IdKind } from '../schema/index.ts';

/** Kinds of id that a bare word may be, the likeliest first. */
export const idKindsKnown: readonly IdKind[] = [
  'deb',
  'rpm',
  'apk',
  'pacman',
  'snap',
  'flatpak',
  'brew',
  'cask',
  'npm',
  'pip',
  'winget',
  'choco',
  'uninstall-key',
  'appx',
  'bundle-id',
  'android',
  'service',
  'driver',
  'process',
  'systemd',
  'launchd',
  'chrome-extension',
  'firefox-addon',
  'team-id',
];
