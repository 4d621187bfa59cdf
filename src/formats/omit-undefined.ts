/**
 * An object without the fields that are undefined: what a manifest does not show is absent, never empty.
 */
export function present<T extends object>(fields: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as T;
}

/** `kind:value` for every value that is there, each once. */
export function idsOf(...pairs: readonly (readonly [kind: string, value: string | undefined])[]): string[] {
  const ids = pairs.flatMap(([kind, value]) => (value ? [`${kind}:${value}`] : []));
  return [...new Set(ids)];
}
