// Node.

import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";

import type { Platform } from "./platform.ts";

export const node: Platform = {
  async compile(wasm) {
    const url = wasm === undefined ? new URL("./siyu_bg.wasm", import.meta.url) : fileOrUrl(wasm);
    if (url.protocol === "file:") return WebAssembly.compile(await readFile(url));
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return WebAssembly.compile(await response.arrayBuffer());
  },

  start(worker) {
    return new Worker(worker === undefined ? new URL("./worker-node.js", import.meta.url) : fileOrUrl(worker));
  },
};

function fileOrUrl(text: string | URL): URL {
  return new URL(text, `file://${process.cwd()}/`);
}
