/** What `machine-code.ts` has to say: the scanner's WebAssembly text, assembled. */
export function machineCode(): Promise<string>;
