/** A plugin in force, as reports name it. */
export interface PluginRecord {
  /** As it was named. */
  readonly file: string;
  /** Hex, of the file itself: what it imports is not in it. Absent where a program gave the plugin and no file. */
  readonly sha256?: string;
  /** The ids of what it brings. */
  readonly readers: readonly string[];
  readonly reporters: readonly string[];
}
