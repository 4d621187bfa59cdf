import { commandFile } from './command-file.ts';

/**
 * Whether only the security centre remembers a product: it does not forget all that are gone, but those do not
 * say that they are on, that they rest, or that they have expired.
 *
 * @param productState the number that it writes, in words of sixteen bits
 * @see https://learn.microsoft.com/en-us/windows/win32/api/iwscapi/ne-iwscapi-wsc_security_product_state
 */
export function isForgotten(productState: string | undefined): boolean {
  // Nothing is known of a product whose state was not asked for.
  if (productState === undefined) return false;
  return ((Number(productState) >> 12) & 0xf) === 0;
}

/** Whether a product says that it is on. */
export function isOn(productState: string | undefined): boolean {
  return ((Number(productState) >> 12) & 0xf) === 1;
}

/** The folder of the program that a product registered: where no publisher is reported, it says whose the name is. */
export function folderOfProduct(path: string | undefined): { readonly folder?: string } {
  const file = commandFile(path);
  const end = file?.lastIndexOf('\\') ?? -1;
  return file === undefined || end < 1 ? {} : { folder: file.slice(0, end) };
}
