// Browsers, and other runtimes with web Workers.

import type { Platform, WorkerLike } from "./platform.ts";

/** Bundlers recognise exactly this form. */
const BESIDE = {
  "siyu_bg.wasm": () => new URL("./siyu_bg.wasm", import.meta.url),
  "siyu_more_bg.wasm": () => new URL("./siyu_more_bg.wasm", import.meta.url),
  "siyu_sheets_bg.wasm": () => new URL("./siyu_sheets_bg.wasm", import.meta.url),
};

export const web: Platform = {
  async compile(name, wasm) {
    const response = await fetch(wasm ?? BESIDE[name]());
    if (!response.ok) throw new Error(`${response.url}: HTTP ${response.status}`);
    // Streaming insists on the MIME type, which small servers get wrong.
    const type = response.headers.get("content-type") ?? "";
    return type.startsWith("application/wasm")
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  },

  start(worker): WorkerLike {
    if (worker !== undefined) return new Worker(worker, { type: "module" });
    // Bundlers recognise exactly this form.
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  },

  cores: () => globalThis.navigator?.hardwareConcurrency ?? 1,
};
