/** The version of this package; the build puts it in place, from source it is read from `package.json`. */
export const version: string = typeof INTERDICT_VERSION === 'string' ? INTERDICT_VERSION : 'source';

declare const INTERDICT_VERSION: string | undefined;
