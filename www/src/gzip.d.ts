// The part of the library that unpacks gzip: its entry would bring all the others along.
declare module "hyparquet-compressors/src/gzip.js" {
  export function gunzip(bytes: Uint8Array, out: Uint8Array): Uint8Array;
}
