/**
 * Whether only the security centre remembers a product: it does not forget all that are gone, but those do not
 * say that they are on, that they rest, or that they have expired.
 *
 * @param productState the number that it writes, in words of sixteen bits
 * @see https://learn.microsoft.com/en-us/windows/win32/api/iwscapi/ne-iwscapi-wsc_security_product_state
 */
export function isForgotten(productState: string | undefined): boolean {
  const state = Number(productState);
  return !(((state >> 12) & 0xf) > 0);
}
