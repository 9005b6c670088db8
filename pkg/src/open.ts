// `open`: sources in, a Dataset out.

import { Client } from "./client.ts";
import { Dataset } from "./dataset.ts";
import { badOption } from "./errors.ts";
import { type Hosting, loadModule, type Platform, startWorker } from "./platform.ts";
import type { PlainOptions, Progress, Source } from "./protocol.ts";
import { portable, type Sources } from "./sources.ts";
import type { OpenOptions as CoreOptions } from "./types.ts";

/** Options of reading; everything left out is recognised from the file or has its default. */
export interface ReadOptions extends Omit<CoreOptions, "zone"> {
  /**
   * The sources' encoding, as a label of the Encoding Standard (`gb18030`, `utf-16le`, `big5`, `shift_jis` …).
   * Default: the byte order mark, else UTF-8 if that is what it is throughout, else GB18030.
   */
  encoding?: string;
  /**
   * IANA name of the zone that times with a UTC offset are converted to, for example `Asia/Shanghai`. Default:
   * they keep their own civil time, as written.
   */
  timeZone?: string;
}

/** Options of `open`. */
export interface OpenOptions extends ReadOptions, Hosting {
  /** Called about ten times a second while the sources are read; `bytes` never falls and ends at `totalBytes`. */
  onProgress?: (progress: Progress) => void;
  /** Aborting rejects with the signal's reason and frees everything. */
  signal?: AbortSignal;
}

/** What the calling side needs itself, and what goes to the Worker. */
export function split(options: OpenOptions | undefined): {
  local: Pick<OpenOptions, "onProgress" | "signal" | "wasm" | "worker">;
  plain: PlainOptions;
} {
  if (options === undefined || options === null) return { local: {}, plain: {} };
  if (typeof options !== "object") throw badOption("options", "options must be an object.");
  const { onProgress, signal, wasm, worker, ...plain } = options;
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw badOption("onProgress", "onProgress must be a function.");
  }
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw badOption("signal", "signal must be an AbortSignal.");
  }
  return {
    local: {
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
      ...(wasm && { wasm }),
      ...(worker && { worker }),
    },
    plain,
  };
}

/** Runs `work` with a new Worker that ends when the signal aborts; the Worker is ended too when `work` fails. */
export async function withWorker<T>(
  platform: Platform,
  local: Pick<OpenOptions, "signal" | "wasm" | "worker">,
  work: (client: Client, module: WebAssembly.Module) => Promise<T>,
): Promise<T> {
  const { signal } = local;
  signal?.throwIfAborted();
  let client: Client | undefined;
  let abort: (() => void) | undefined;
  // Whatever is under way when the signal comes (compiling, reading, computing), the caller is told at once.
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      client?.end(signal?.reason);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort);
  });
  const working = async () => {
    const module = await loadModule(platform, local.wasm);
    signal?.throwIfAborted();
    client = new Client(startWorker(platform, local.worker));
    return work(client, module);
  };
  try {
    return await Promise.race([working(), aborted]);
  } catch (error) {
    client?.end(error);
    throw error;
  } finally {
    if (abort) signal?.removeEventListener("abort", abort);
  }
}

/** See `open` of the entry points. */
export async function openOn(platform: Platform, sources: Sources, options?: OpenOptions): Promise<Dataset> {
  const { local, plain } = split(options);
  local.signal?.throwIfAborted();
  const all = portable(sources, plain.delimiter);
  return withWorker(platform, local, async (client, module) => {
    for (const source of all) await makeSharable(platform, source);
    const report = await client.ask({ ask: "open", module, sources: all, options: plain }, local.onProgress);
    return new Dataset(client, report);
  });
}

/** Sees to it that the Worker can read a source that the caller made. */
export async function makeSharable(platform: Platform, source: Source): Promise<void> {
  if (platform.sharable && !source.isText) source.bytes = await platform.sharable(source.bytes);
}
