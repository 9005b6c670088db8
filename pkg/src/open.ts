// `open`: sources in, a Dataset out.

import { Client } from "./client.ts";
import { Dataset } from "./dataset.ts";
import { badOption } from "./errors.ts";
import { type Hosting, loadModule, type Platform, startWorker } from "./platform.ts";
import type { PlainOptions, Progress, Source } from "./protocol.ts";
import { portable, type Sources } from "./sources.ts";
import { LEAST_PART } from "./team.ts";
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
  /**
   * How many Workers read at the same time, 1 to 64. Default: as many as there are processor cores and parts of
   * 8 MB in the largest file of orders, at most 8. The result is the same for any number.
   */
  workers?: number;
  /** Aborting rejects with the signal's reason and frees everything. */
  signal?: AbortSignal;
}

/** What the calling side needs itself, and what goes to the Worker. */
export function split(options: OpenOptions | undefined): {
  local: Pick<OpenOptions, "onProgress" | "signal" | "wasm" | "worker" | "workers">;
  plain: PlainOptions;
} {
  if (options === undefined || options === null) return { local: {}, plain: {} };
  if (typeof options !== "object") throw badOption("options", "options must be an object.");
  const { onProgress, signal, wasm, worker, workers, ...plain } = options;
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw badOption("onProgress", "onProgress must be a function.");
  }
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw badOption("signal", "signal must be an AbortSignal.");
  }
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= 64)) {
    throw badOption("workers", "workers must be a whole number from 1 to 64.");
  }
  return {
    local: {
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
      ...(wasm && { wasm }),
      ...(worker && { worker }),
      ...(workers && { workers }),
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
    const workers = local.workers ?? enough(platform, all);
    const assistants = Array.from({ length: workers - 1 }, () => {
      const { port1, port2 } = new MessageChannel();
      const assistant = new Client(startWorker(platform, local.worker));
      return {
        assistant,
        lost: assistant.ask({ ask: "assist", module, port: port1 }, undefined, [port1]),
        port2,
      };
    });
    // An assistant says nothing here, unless it is lost before it is sent away.
    for (const { lost } of assistants) lost.catch(() => {});
    try {
      const team = assistants.map(({ port2 }) => port2);
      const request = { ask: "open", module, sources: all, options: plain, team } as const;
      const opened = client.ask(request, local.onProgress, team);
      const report = await Promise.race([opened, ...assistants.map(({ lost }) => lost)]);
      return new Dataset(client, report);
    } finally {
      for (const { assistant } of assistants) assistant.end(new Error("all parts are read"));
    }
  });
}

/** More than that, and putting the parts together outweighs what they save. */
const MOST_WORKERS = 8;

/** How many Workers help with these sources. */
function enough(platform: Platform, sources: readonly Source[]): number {
  const largest = Math.max(...sources.filter(({ kind }) => kind === "orders").map(({ bytes }) => bytes.size));
  return Math.max(1, Math.min(platform.cores(), MOST_WORKERS, Math.floor(largest / LEAST_PART)));
}

/** Sees to it that the Worker can read a source that the caller made. */
export async function makeSharable(platform: Platform, source: Source): Promise<void> {
  if (platform.sharable && !source.isText) source.bytes = await platform.sharable(source.bytes);
}
