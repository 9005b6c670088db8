// From the sources as they are given to those that are read: archives are opened, and of each workbook a sheet is
// taken; and what became of that, for the report and the preview.

import { type Local, withWorker } from "./begin.ts";
import type { Client } from "./client.ts";
import { badOption, type SiyuError } from "./errors.ts";
import { loadModule, type Platform } from "./platform.ts";
import {
  KINDS,
  type Kind,
  type PlainOptions,
  type SheetChoice,
  type SheetRead,
  type Source,
} from "./protocol.ts";
import type { Preview, ReadSource, Report, SourceReport } from "./types.ts";
import { unpack } from "./unpack.ts";

/** What a source says of the workbook that it came from. */
export interface SheetOf {
  /** The sheet that was read, where the source is a workbook. */
  sheet?: string;
  /** The names of all sheets of that workbook. */
  sheets?: string[];
}

/** A `ReadSource` and the sheet that it was. */
export type ReadSheet = ReadSource & SheetOf;

/** The account of one kind of source. */
export type SheetSourceReport<R extends SourceReport = SourceReport> = Omit<R, "sources"> & {
  sources: ReadSheet[];
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

/** All sources that are to be read, in order. */
export async function insides(
  platform: Platform,
  local: Local,
  module: WebAssembly.Module,
  given: readonly Source[],
  options: PlainOptions,
): Promise<Inside[]> {
  const found = (await Promise.all(given.map(unpack))).flat();
  const all: Inside[] = [];
  const missing = new Map<Kind, SiyuError>();
  const had = new Set<Kind>();
  // One after the other: each workbook is in memory as a whole.
  for (const source of found) {
    const { kind, workbook } = source;
    const ask = (wanted: SheetChoice) =>
      withWorker(platform, local, async client => {
        const read = await askSheet(platform, local, client, module, source, wanted, options, false);
        client.end(null);
        return read;
      });
    const choice = local.sheet[kind] ?? null;
    let read = workbook ? await ask(choice) : null;
    if (read?.sheet === null) {
      missing.set(kind, noSheet(choice, read.sheets));
      read = await ask(null);
    } else if (read !== null) {
      had.add(kind);
    }
    all.push(inside(source, read));
  }
  for (const [kind, error] of missing) if (!had.has(kind)) throw error;
  return all;
}

/** The first source inside the one that is looked at. */
export async function topInside(
  platform: Platform,
  local: Local,
  client: Client,
  module: WebAssembly.Module,
  given: Source,
  options: PlainOptions,
): Promise<Inside> {
  const [source = given] = await unpack(given);
  if (!source.workbook) return { source, read: null };
  const choice = local.sheet[source.kind] ?? null;
  const read = await askSheet(platform, local, client, module, source, choice, options, true);
  if (read?.sheet === null) throw noSheet(choice, read.sheets);
  return inside(source, read);
}

async function askSheet(
  platform: Platform,
  local: Local,
  client: Client,
  module: WebAssembly.Module,
  source: Source,
  choice: SheetChoice,
  options: PlainOptions,
  top: boolean,
): Promise<SheetRead | null> {
  const reader = await loadModule(platform, local.sheetsWasm, "siyu_sheets_bg.wasm");
  return client.ask({ ask: "sheet", module, reader, source, choice, options, top });
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

/** The report with the sheets that were read, and a warning where a workbook has lost digits. */
export function withSheets(report: Report, all: readonly Inside[]): SheetReport {
  for (const kind of KINDS) {
    const part: SheetSourceReport | undefined = report[kind];
    const reads = all.filter(({ source }) => source.kind === kind).map(({ read }) => read);
    for (const [index, read] of reads.entries()) {
      const source = part?.sources[index];
      if (source) Object.assign(source, sheetOf(read));
    }
    const count = reads.reduce((sum, read) => sum + (read?.longNumbers ?? 0), 0);
    if (count > 0) part?.warnings.push({ code: "long-numbers", count });
  }
  return report;
}
