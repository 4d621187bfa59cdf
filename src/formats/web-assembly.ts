import { Buffer } from 'node:buffer';

/** Only what is used here, because the types of Node.js leave it to those of browsers. */
declare const WebAssembly:
  | {
      validate(code: Uint8Array): boolean;
      readonly Module: new (code: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: object };
    }
  | undefined;

/** A number that an instance exports. */
export interface Variable {
  value: number;
}

/**
 * Makes instances of code that imports nothing. It compiles the code once, for the first instance.
 *
 * @param code in base64
 * @returns a function that gives undefined where the runtime has no WebAssembly, or not the vectors that the code uses
 * @see https://webassembly.github.io/spec/core/
 */
export function wasmFactory(code: string): () => object | undefined {
  let compiled: object | undefined;
  return () => {
    if (typeof WebAssembly === 'undefined') return undefined;
    if (!compiled) {
      const bytes = Buffer.from(code, 'base64');
      if (!WebAssembly.validate(bytes)) return undefined;
      compiled = new WebAssembly.Module(bytes);
    }
    return new WebAssembly.Instance(compiled).exports;
  };
}
