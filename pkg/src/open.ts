// `open`: sources in, a Dataset out.

import { split, withWorker } from "./begin.ts";
import { Client } from "./client.ts";
import { Course } from "./converting.ts";
import { Dataset } from "./dataset.ts";
import { insides, withSheets } from "./insides.ts";
import type { Libraries } from "./libraries.ts";
import { type Hosting, type Platform, startWorker } from "./platform.ts";
import type { Progress, Source } from "./protocol.ts";
import type { SheetOption } from "./sheet-option.ts";
import { portable, type Sources } from "./sources.ts";
import { LEAST_PART } from "./team.ts";
import type { OpenOptions as CoreOptions } from "./types.ts";

/** Options of reading; everything left out is recognised from the file or has its default. */
export interface ReadOptions extends Omit<CoreOptions, "zone"> {
  /**
   * The sources' encoding, as a label of the Encoding Standard (`gb18030`, `utf-16le`, `big5`, `shift_jis`,
   * `windows-1252` …). Default: the byte order mark, else UTF-16 where every other byte is zero, else UTF-8 if that is
   * what it is throughout, else GB18030.
   */
  encoding?: string;
  /**
   * Which sheet of a workbook is read: its name or 0-based index; of orders, or of each kind of source. Default: the
   * visible sheet in which most columns are recognised. Where several workbooks are given, those that have no sheet of
   * that name are read as by default; `bad-option` if none has.
   */
  sheet?: SheetOption;
  /**
   * IANA name of the zone that times with a UTC offset are converted to, for example `Asia/Shanghai`. Default:
   * they keep their own civil time, as written.
   */
  timeZone?: string;
}

/** Options of `open`. */
export interface OpenOptions extends ReadOptions, Hosting {
  /**
   * The libraries that read Parquet (`hyparquet`, and `hyparquet-compressors` for what is packed by Brotli) and
   * Arrow (`@uwdata/flechette`), by their names: modules, or functions that load them. Default: what is installed, by
   * `import()` with the first such source. A page without a bundler names its own copies, one that gives up its network
   * loads them before.
   */
  libraries?: Libraries;
  /** Called about ten times a second while the sources are read; `bytes` never falls and ends at `totalBytes`. */
  onProgress?: (progress: Progress) => void;
  /**
   * How many Workers read at the same time, 1 to 64. Default: one less than there are processor cores, but two on two
   * cores if the largest file of orders has 256 MB or more, and no more than that has parts of 8 MB, at most 8. The
   * result is the same for any number.
   */
  workers?: number;
  /**
   * How much memory the core may take, in MB: 16 to 4096, which is the most that there is, and the default. What needs
   * more is refused with `out-of-memory`, and everything else goes on.
   */
  memoryMb?: number;
  /** Aborting rejects with the signal's reason and frees everything. */
  signal?: AbortSignal;
}

/** See `open` of the entry points. */
export async function openOn(platform: Platform, sources: Sources, options?: OpenOptions): Promise<Dataset> {
  const { local, plain } = split(options);
  local.signal?.throwIfAborted();
  const given = portable(sources, plain.delimiter);
  return withWorker(platform, local, async (client, module) => {
    for (const source of given) await makeSharable(platform, source);
    const { memoryMb } = local;
    const started = client.ask({ ask: "start", module, memoryMb });
    // Whoever waits for the report hears of it.
    started.catch(() => {});
    const files = given.map(({ bytes }) => bytes);
    const course = new Course(
      files.reduce((sum, { size }) => sum + size, 0),
      local.onProgress,
    );
    const means = { platform, local, module, options: plain };
    const inside = await insides(means, given, (bytes, share) => course.convert(bytes, share));
    const all = inside.all.map(({ source }) => source);
    // Reading parts is of the core's rest.
    const workers = typeof module[1] === "string" ? 1 : (local.workers ?? enough(platform, all));
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
      const request = { ask: "open", sources: all, files, options: plain, team } as const;
      const opened = client.ask(request, progress => course.read(progress), team);
      const read = Promise.race([opened, ...assistants.map(({ lost }) => lost)]);
      const [report] = await Promise.all([read, started]);
      return new Dataset(client, withSheets(report, inside));
    } finally {
      for (const { assistant } of assistants) assistant.end(new Error("all parts are read"));
    }
  });
}

/** More than that, and putting the parts together outweighs what they save. */
const MOST_WORKERS = 8;

/** From this size on two of them are quicker than one also where there are two cores only. */
const LARGE = 256 << 20;

/** How many Workers help with these sources. */
function enough(platform: Platform, sources: readonly Source[]): number {
  const sizes = sources.map(({ kind, bytes, packed }) => (kind === "orders" && !packed ? bytes.size : 0));
  const largest = Math.max(...sizes);
  const cores = platform.cores();
  // Bytes of files come from another process, which needs a core, too.
  const help = Math.min(cores, Math.max(cores - 1, largest < LARGE ? 1 : 2));
  return Math.max(1, Math.min(help, MOST_WORKERS, Math.floor(largest / LEAST_PART)));
}

/** Sees to it that the Worker can read a source that the caller made. */
export async function makeSharable(platform: Platform, source: Source): Promise<void> {
  if (platform.sharable && !source.isText) source.bytes = await platform.sharable(source.bytes);
}
