// Node.

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

import { pieces } from "./pieces.ts";
import type { Platform } from "./platform.ts";

export const node: Platform = {
  async compile(name, wasm) {
    const url = wasm === undefined ? new URL(`./${name}`, import.meta.url) : fileOrUrl(wasm);
    if (url.protocol === "file:") return WebAssembly.compile(await readFile(url));
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return WebAssembly.compile(await response.arrayBuffer());
  },

  start(worker) {
    const url = worker === undefined ? new URL("./worker-node.js", import.meta.url) : fileOrUrl(worker);
    // Flags of the process, like --input-type, are about its own script and would stop this one.
    return new Worker(url, { execArgv: [] });
  },

  cores: availableParallelism,

  // Blobs of `fs.openAsBlob` cannot be sent to a Worker, and reading a slice of one there ends the process.
  async sharable(bytes) {
    const parts: Blob[] = [];
    for await (const piece of pieces(bytes)) parts.push(new Blob([piece]));
    return new Blob(parts);
  },
};

function fileOrUrl(text: string | URL): URL {
  return new URL(text, `file://${process.cwd()}/`);
}
