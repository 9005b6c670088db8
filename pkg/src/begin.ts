// What every call begins with: the options, sorted by who needs them, and a Worker that ends with the call.

import { Client } from "./client.ts";
import { badOption } from "./errors.ts";
import { LIBRARIES, type Libraries } from "./libraries.ts";
import type { OpenOptions } from "./open.ts";
import { type CoreModule, loadCore, type Platform, startWorker } from "./platform.ts";
import type { PlainOptions } from "./protocol.ts";
import { sheetOption } from "./sheet-option.ts";

/** Options that are left out or have no value are nobody's. */
const LOCAL = [
  "onProgress",
  "signal",
  "wasm",
  "moreWasm",
  "sheetsWasm",
  "worker",
  "workers",
  "memoryMb",
] as const;

/** What the calling side needs itself. */
export type Local = Pick<OpenOptions, (typeof LOCAL)[number]> & {
  sheet: ReturnType<typeof sheetOption>;
  libraries: Libraries;
};

/** What the calling side needs itself, and what goes to the Worker. */
export function split(options: OpenOptions | undefined): {
  local: Local;
  plain: PlainOptions;
} {
  const given: OpenOptions = options ?? {};
  if (typeof given !== "object") throw badOption("options", "options must be an object.");
  const { sheet, libraries, ...plain } = given;
  const { onProgress, signal, workers, memoryMb } = plain;
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw badOption("onProgress", "onProgress must be a function.");
  }
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw badOption("signal", "signal must be an AbortSignal.");
  }
  within("workers", workers, 1, 64);
  within("memoryMb", memoryMb, 16, 4096);
  const local: Record<string, unknown> = { sheet: sheetOption(sheet), libraries: known(libraries) };
  for (const name of LOCAL) {
    if (plain[name]) local[name] = plain[name];
    delete plain[name];
  }
  return { local: local as unknown as Local, plain };
}

function known(libraries: Libraries | undefined): Libraries {
  const given = Object(libraries ?? {});
  const unknown = Object.keys(given).find(name => !(LIBRARIES as readonly string[]).includes(name));
  if (unknown === undefined) return given;
  throw badOption("libraries", `There is no use for a library “${unknown.slice(0, 40)}”.`, [...LIBRARIES]);
}

function within(option: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw badOption(option, `${option} must be a whole number from ${least} to ${most}.`);
}

/** Runs `work` with a new Worker that ends when the signal aborts; the Worker is ended too when `work` fails. */
export async function withWorker<T>(
  platform: Platform,
  local: Pick<OpenOptions, "signal" | "wasm" | "moreWasm" | "worker">,
  work: (client: Client, module: CoreModule) => Promise<T>,
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
    const module = await loadCore(platform, local);
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
