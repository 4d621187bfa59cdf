/** See `sign-mach-o.js`. */
export function signed(file: Buffer, identifier: string): Buffer;
/** See `sign-mach-o.js`. */
export function brokenPages(file: Buffer): number;
