/** A plugin that cannot be loaded, has a wrong shape, or failed: the message names its file and the place in it. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
}
