/** Ids of all readers: a misspelt one in a rule would mean nothing. Loaded where there are own rules to check. */
export async function readerIds(own: readonly string[] = []): Promise<ReadonlySet<string>> {
  const { readerMetadata } = await import('../readers/metadata.ts');
  return new Set([...own, ...readerMetadata.map(({ id }) => id)]);
}
