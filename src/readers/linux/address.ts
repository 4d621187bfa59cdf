/**
 * The host and path of an address, without its scheme and without the password that some sources of
 * packages carry; undefined when it is none.
 */
export function placeOf(address: string): string | undefined {
  const { rest } = ADDRESS.exec(address)?.groups ?? {};
  return rest?.replace(ACCOUNT, '').replace(/\/+$/u, '') || undefined;
}

const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/)?(?<rest>.+)$/su;
const ACCOUNT = /^[^/@]*@/u;
