// From the sources as they are given to those that are read: archives are opened, and of each workbook a sheet is
// taken; and what became of that, for the report and the preview.

import { type Local, withWorker } from "./begin.ts";
import type { Client } from "./client.ts";
import type { Converting } from "./converting.ts";
import { badOption, type SiyuError } from "./errors.ts";
import { type CoreModule, loadModule, type Platform } from "./platform.ts";
import {
  KINDS,
  type Kind,
  type PlainOptions,
  type SheetChoice,
  type SheetRead,
  type Source,
} from "./protocol.ts";
import { separator } from "./sources.ts";
import type { Preview, ReadSource, Report, SourceReport } from "./types.ts";
import { formats, meant, opener, unpack } from "./unpack.ts";
import type { Unpacked, Unpacking } from "./unpacking.ts";

/** What a source says of the workbook that it came from. */
export interface SheetOf {
  /** The sheet that was read, where the source is a workbook. */
  sheet?: string;
  /** The names of all sheets of that workbook. */
  sheets?: string[];
}

/** A `ReadSource` and the sheet that it was, or the columns of it that are no cells. */
export type ReadSheet = ReadSource &
  SheetOf & {
    /** Names of the columns of a Parquet or Arrow file that were left out: lists, structures and the like. */
    columnsLeftOut?: string[];
  };

/** The account of one kind of source. */
export type SheetSourceReport<R extends SourceReport = SourceReport> = Omit<R, "sources"> & {
  sources: ReadSheet[];
  /** Names of files in archives that were left out, since they are no tables, or tables of something else. */
  leftOut?: string[];
};

/** What was read of every kind of source. */
export type SheetReport = { [K in keyof Report]: SheetSourceReport<NonNullable<Report[K]>> };

/** What a report and a preview say of a workbook. */
export const sheetOf = (read: SheetRead | null): SheetOf =>
  read?.sheet ? { sheet: read.sheet, sheets: read.sheets } : {};

/** What `preview` shows. */
export type SheetPreview = Preview & SheetOf;

/** A source to read, and the sheet that it is. */
export interface Inside {
  source: Source;
  read: SheetRead | null;
}

/** All sources that are to be read, in order, and what was left out of those that were given, by kind. */
export interface Insides {
  all: Inside[];
  leftOut: Map<Kind, string[]>;
}

/** What the calling side has at hand to look into sources. */
export interface Means {
  platform: Platform;
  local: Local;
  module: CoreModule;
  options: PlainOptions;
}

/** Opens all that is given. */
export async function insides(
  means: Means,
  given: readonly Source[],
  progress: Converting,
): Promise<Insides> {
  const all: Inside[] = [];
  const leftOut = new Map<Kind, string[]>();
  const missing = new Map<Kind, SiyuError>();
  const had = new Set<Kind>();
  // One after the other: each workbook is in memory as a whole.
  for (const one of given) {
    const isElse = given.some(other => other !== one && other.kind === one.kind);
    const found = await sortedInside(means, one, isElse, progress);
    leftOut.set(one.kind, [...(leftOut.get(one.kind) ?? []), ...found.leftOut]);
    for (const source of found.sources) {
      const { kind, workbook, bytes } = source;
      const choice = means.local.sheet[kind] ?? null;
      const ask = (wanted: SheetChoice) =>
        sheetIn(means, source, wanted, false, share => progress(bytes.size, share));
      let read = workbook ? await ask(choice) : null;
      if (read?.sheet === null) {
        missing.set(kind, noSheet(choice, read.sheets));
        read = await ask(null);
      } else if (read !== null) {
        had.add(kind);
      }
      all.push(inside(source, read));
    }
  }
  for (const [kind, error] of missing) if (!had.has(kind)) throw error;
  all.sort((a, b) => KINDS.indexOf(a.source.kind) - KINDS.indexOf(b.source.kind));
  return { all, leftOut };
}

function unpacking({ local, options }: Means, top: boolean, progress: Converting): Unpacking {
  return { libraries: local.libraries, delimiter: separator(options.delimiter), top, progress };
}

/** What a source consists of; the files of an archive by what they tell about. */
async function sortedInside(
  means: Means,
  source: Source,
  isElse: boolean,
  progress: Converting,
): Promise<Unpacked> {
  const found = await unpack(source, unpacking(means, false, progress));
  if (found.sources.length < 2) return found;
  const { sorted } = await formats();
  return withWorker(means.platform, means.local, async client => {
    const answer = await meant(sorted(found, file => lookInto(means, client, file), isElse));
    client.end(null);
    return answer;
  });
}

/** The top of a file in an archive; of a workbook that of the sheet which looks most like the kind. */
async function lookInto(means: Means, client: Client, file: Source): Promise<Preview> {
  const choice = means.local.sheet[file.kind] ?? null;
  let read = file.workbook ? await sheetIn(means, file, choice, true) : null;
  if (read?.sheet === null) read = await sheetIn(means, file, null, true);
  const { source } = inside(file, read);
  return client.ask({ ask: "preview", module: means.module, source, options: means.options });
}

/** The source inside the one that is looked at which `insides` would have first of its kind. */
export async function topInside(means: Means, client: Client, given: Source): Promise<Inside> {
  const { local } = means;
  const { sources } = await unpack(
    given,
    unpacking(means, true, () => {}),
  );
  let [source = given] = sources;
  if (sources.length > 1) {
    const { first } = await formats();
    source = await meant(first(sources, file => lookInto(means, client, file)));
  }
  if (!source.workbook) return { source, read: null };
  const choice = local.sheet[source.kind] ?? null;
  const read = await sheetIn(means, source, choice, true);
  if (read?.sheet === null) throw noSheet(choice, read.sheets);
  return inside(source, read);
}

/** A sheet of a workbook, read in a Worker of its own: what is damaged may end it. */
function sheetIn(
  { platform, local, module, options }: Means,
  source: Source,
  choice: SheetChoice,
  top: boolean,
  progress?: (share: number) => void,
): Promise<SheetRead> {
  return withWorker(platform, local, async client => {
    const reader = await loadModule(platform, local.sheetsWasm, "siyu_sheets_bg.wasm");
    const read = await client.ask(
      { ask: "sheet", module, reader, source, choice, options, top },
      progress && (({ bytes, totalBytes }) => progress(bytes / totalBytes)),
    );
    progress?.(1);
    client.end(null);
    return read;
  });
}

function inside(source: Source, read: SheetRead | null): Inside {
  if (read === null) return { source, read };
  return { source: { ...source, bytes: read.bytes, isText: true, packed: false, workbook: false }, read };
}

function noSheet(choice: SheetChoice, allowed: string[]): SiyuError {
  const names = allowed.slice(0, 20).join(", ");
  return badOption(
    "sheet",
    `There is no sheet ${JSON.stringify(choice)}. The workbook has: ${names}.`,
    allowed,
  );
}

/** The report with the sheets that were read, warnings where a workbook has lost digits or has more such sheets, and what was left out. */
export function withSheets(report: Report, { all, leftOut }: Insides): SheetReport {
  for (const kind of KINDS) {
    const part: SheetSourceReport | undefined = report[kind];
    if (!part) continue;
    const read = all.filter(({ source }) => source.kind === kind);
    let [long, others] = [0, 0];
    for (const [index, { source: from, read: sheet }] of read.entries()) {
      const source = part.sources[index];
      if (source) Object.assign(source, sheetOf(sheet));
      long += (sheet ?? from).longNumbers ?? 0;
      others += sheet?.others ?? 0;
    }
    const say = (code: string, count: number) => count > 0 && part.warnings.push({ code, count });
    say("long-numbers", long);
    say("sheets-left-out", others);
    const sources = read.map(({ source }) => source);
    opener?.tell(part, leftOut.get(kind) ?? [], sources);
  }
  return report;
}
