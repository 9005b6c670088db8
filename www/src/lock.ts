// Start-up. Everything that the page will ever need is loaded, then the network is given up for good, and only
// then may Workers be made and a file be picked: a Worker obeys the policy of the moment at which it is made.

import type { Libraries } from "siyu";
import { preload } from "siyu/element";
import wasmUrl from "siyu/siyu_bg.wasm?url";
import moreUrl from "siyu/siyu_more_bg.wasm?url";
import sheetsUrl from "siyu/siyu_sheets_bg.wasm?url";
import workerUrl from "siyu/worker?url";

/** What the package needs to run without any further request. */
export interface Engine {
  wasm: WebAssembly.Module;
  /** What is rarer of the core. */
  moreWasm: WebAssembly.Module;
  /** What reads spreadsheets; compiled when there is one. */
  sheetsWasm: ArrayBuffer;
  worker: () => Worker;
  /** What reads Parquet and Arrow. */
  libraries: Libraries;
}

/** What came over the network while that was possible. */
export interface Loaded {
  engine: Engine;
  /** The sample shop, where the address asks for it. */
  sample: File | null;
}

/**
 * The policy that is added once everything is loaded; policies only ever narrow each other. What the first one
 * lets come from this page's own server, styles too, would be a way out to it.
 */
const LOCKED = [
  "default-src 'none'",
  "connect-src 'none'",
  "script-src 'wasm-unsafe-eval' blob:",
  "worker-src blob:",
  "img-src data: blob:",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

/** Ways out that a Content-Security-Policy does not govern in every browser. */
const WAYS_OUT = ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "RTCIceGatherer"];

/** Loads the core, its Worker script, what reads spreadsheets, archives and columns, what the report draws with and, when asked for, a sample shop. */
export async function load(sampleLanguage: string | null): Promise<Loaded> {
  const sampleName = `sample-${sampleLanguage}.csv`;
  const [wasm, moreWasm, sheetsWasm, script, { libraries }, sample] = await Promise.all([
    get(wasmUrl).then(response => response.arrayBuffer()),
    get(moreUrl).then(response => response.arrayBuffer()),
    // The largest part, and the last to be needed.
    get(sheetsUrl, { priority: "low" }).then(response => response.arrayBuffer()),
    get(workerUrl).then(response => response.text()),
    import("./columns.ts"),
    sampleLanguage === null ? null : get(`./${sampleName}`).then(response => response.blob()),
    preload(),
  ]);
  const scriptUrl = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return {
    engine: {
      wasm: await WebAssembly.compile(wasm),
      moreWasm: await WebAssembly.compile(moreWasm),
      sheetsWasm,
      worker: () => new Worker(scriptUrl, { name: "siyu" }),
      libraries,
    },
    sample: sample && new File([sample], sampleName, { type: "text/csv" }),
  };
}

async function get(url: string, options: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response;
}

/** Gives up the network. From here on nothing can leave this page or the Workers that it makes. */
export function lock(): void {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = LOCKED;
  document.head.append(policy);
  for (const name of WAYS_OUT) Reflect.deleteProperty(globalThis, name);
}
