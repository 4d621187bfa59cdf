/** A system for which checks are written. */
export type System = 'linux' | 'windows' | 'macos';

/** Systems as people call them. */
export const systemNames: Readonly<Record<System, string>> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
};

/** Systems as osquery and Fleet call them. */
export const osqueryPlatforms: Readonly<Record<System, string>> = {
  linux: 'linux',
  windows: 'windows',
  macos: 'darwin',
};
