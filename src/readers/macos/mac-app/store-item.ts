import { plist, plistString } from '../../../formats/plist/index.ts';
import type { FileResolver } from '../../../types.ts';

/** What the store says about an application for iPhone or iPad that was installed on a Mac. */
export interface StoreItem {
  readonly name: string | undefined;
  /** The seller. */
  readonly artist: string | undefined;
}

/** The store lays its own description beside the wrapped bundle. */
export function storeItem(resolver: FileResolver): StoreItem | undefined {
  const wrapper = resolver.path.slice(
    0,
    resolver.path.lastIndexOf('/', resolver.path.length - '/Info.plist'.length - 1),
  );
  const bytes = resolver.read(`/${wrapper}/iTunesMetadata.plist`);
  if (bytes === undefined) return undefined;
  const item = plist(bytes);
  return { name: plistString(item, 'itemName'), artist: plistString(item, 'artistName') };
}
