// What the calling side needs from the place where it runs: compiling the module, starting a Worker, and
// listening to one. Browsers and Node differ here and nowhere else.

import { SiyuError } from "./errors.ts";

/** A Worker of the web, of Node, or of anything that behaves like one. */
export interface WorkerLike {
  /** What may be transferred is of other types in browsers than in Node. */
  postMessage(message: unknown, transfer: never[]): void;
  terminate(): unknown;
  addEventListener?(type: string, listener: (event: Event) => void): void;
  on?(type: string, listener: (value: unknown) => void): unknown;
  ref?(): void;
  unref?(): void;
}

/** A module: its URL, its bytes, or compiled. */
export type WasmSource = string | URL | ArrayBuffer | Uint8Array | WebAssembly.Module;

/** The modules of the package: the core, what is rarer of it, and what reads spreadsheets. */
export type ModuleName = "siyu_bg.wasm" | "siyu_more_bg.wasm" | "siyu_sheets_bg.wasm";

/** The core, compiled: what everybody needs of it, and the rest, or why there is none. */
export type CoreModule = readonly [WebAssembly.Module, WebAssembly.Module | string];

/** Where the files of the package come from, if not from beside it. */
export interface Hosting {
  /**
   * The WebAssembly module `siyu_bg.wasm`: its URL, its bytes, or the compiled module. Default: fetched (in Node
   * read) from beside the package's own file, once.
   */
  wasm?: WasmSource;
  /**
   * The same for what is rarer of the core, `siyu_more_bg.wasm`. Default: from beside `wasm` where that is a URL that
   * ends in `siyu_bg.wasm`, else from beside the package's own file. Where `wasm` is given otherwise, and this one
   * cannot be loaded, everything works that does not need it.
   */
  moreWasm?: WasmSource;
  /**
   * The same for the module that reads spreadsheets, `siyu_sheets_bg.wasm`, which is loaded when the first of them is
   * opened. A page that gives up its network has to load it before.
   */
  sheetsWasm?: WasmSource;
  /**
   * The Worker: the URL of the package's `worker.js`, or a function that returns a new Worker each time it is
   * called, for example from a `blob:` URL. Default: the file beside the package's own.
   */
  worker?: string | URL | (() => WorkerLike);
}

/** One kind of place. */
export interface Platform {
  /** The bytes or the streamed response of a module, compiled; the name says which is meant by default. */
  compile(name: ModuleName, wasm: string | URL | undefined): Promise<WebAssembly.Module>;
  /** A new Worker that runs the package's Worker script. */
  start(worker: string | URL | undefined): WorkerLike;
  /** How many Workers run at the same time. */
  cores(): number;
  /** The same bytes in a Blob that a Worker can read, where not every Blob is one. */
  sharable?(bytes: Blob): Promise<Blob>;
}

/** `() -> v128`: valid only where 128-bit vectors are. */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
];

/** `unsupported-browser` where the core cannot run. */
export function requireSupport(): void {
  if (typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(SIMD_PROBE))) return;
  throw new SiyuError(
    "unsupported-browser",
    "This browser is too old: WebAssembly with 128-bit vectors is needed (since Chrome and Edge 91, Firefox 89, Safari 16.4).",
  );
}

/** An entry point has one platform. */
const compiled = new Map<ModuleName, Promise<WebAssembly.Module>>();

/** A compiled module; the default ones are compiled once and shared by all datasets. */
export async function loadModule(
  platform: Platform,
  wasm: WasmSource | undefined,
  name: ModuleName = "siyu_bg.wasm",
): Promise<WebAssembly.Module> {
  requireSupport();
  try {
    if (wasm instanceof WebAssembly.Module) return wasm;
    if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) {
      return await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
    }
    if (wasm !== undefined) return await platform.compile(name, wasm);
    let module = compiled.get(name);
    if (!module) {
      module = platform.compile(name, undefined);
      compiled.set(name, module);
      // A failure may pass (a lost connection), so it is not kept.
      module.catch(() => compiled.delete(name));
    }
    return await module;
  } catch (error) {
    if (error instanceof SiyuError) throw error;
    const part = /more|sheets/.exec(name);
    const option = part ? `${part}Wasm` : "wasm";
    throw new SiyuError(
      "internal",
      `The WebAssembly module ${name} could not be loaded. Serve it beside the package's other files, or ` +
        `pass its URL or bytes as the option “${option}”. (${reason(error)})`,
    );
  }
}

/** The core: both modules, which must be of one version. */
export async function loadCore(platform: Platform, { wasm, moreWasm }: Hosting): Promise<CoreModule> {
  const url = wasm instanceof URL ? wasm.href : wasm;
  const beside = typeof url === "string" ? url.replace(/siyu_bg(?=\.wasm\b)/, "siyu_more_bg") : url;
  const place = moreWasm ?? (beside === url ? undefined : beside);
  const loading = loadModule(platform, place, "siyu_more_bg.wasm").catch((error: Error) => error);
  const first = await loadModule(platform, wasm);
  const rest = await loading;
  if (!(rest instanceof Error)) return [first, rest];
  // Whoever has the core's bytes at hand may do without the rest.
  if (place !== undefined || wasm === undefined) throw rest;
  return [first, rest.message];
}

/** A new Worker; `worker-lost` where none can be started. */
export function startWorker(platform: Platform, worker: Hosting["worker"]): WorkerLike {
  try {
    return typeof worker === "function" ? worker() : platform.start(worker);
  } catch (error) {
    if (error instanceof SiyuError) throw error;
    throw notStarted(reason(error));
  }
}

/** What is said of a Worker that does not answer its first request. */
export const notStarted = (why: string) =>
  new SiyuError(
    "worker-lost",
    "The Worker could not be started. Its script must come from the page's own origin, and be allowed by its " +
      `Content-Security-Policy. The option “worker” says where it is. (${why})`,
  );

/** What an unknown thrown thing says of itself, shortened. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
