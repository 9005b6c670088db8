// From the sources as they are given to those that are read: archives are opened, and of each workbook a sheet is
// taken; and what became of that, for the report and the preview.

import { type Local, withWorker } from "./begin.ts";
import type { Client } from "./client.ts";
import { badOption } from "./errors.ts";
import { loadModule, type Platform } from "./platform.ts";
import {
  type Answers,
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
  const missed = new Map<Kind, string[]>();
  const had = new Set<Kind>();
  // One after the other: each workbook is in memory as a whole.
  for (const source of found) {
    const choice = local.sheet[source.kind] ?? null;
    const ask = (wanted: SheetChoice) =>
      withWorker(platform, local, async client => {
        const answer = await askSheet(platform, local, client, module, source, wanted, options, false);
        client.end(null);
        return answer;
      });
    let answer = source.workbook ? await ask(choice) : null;
    if (answer !== null && "allowed" in answer) {
      missed.set(source.kind, [...(missed.get(source.kind) ?? []), ...answer.allowed]);
      answer = await ask(null);
    } else if (answer !== null) {
      had.add(source.kind);
    }
    all.push(inside(source, answer as SheetRead | null));
  }
  for (const [kind, allowed] of missed) if (!had.has(kind)) throw noSheet(local.sheet[kind], allowed);
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
  const answer = await askSheet(platform, local, client, module, source, choice, options, true);
  if (answer !== null && "allowed" in answer) throw noSheet(choice, answer.allowed);
  return inside(source, answer);
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
): Promise<Answers["sheet"]> {
  const reader = await loadModule(platform, local.sheetsWasm, "siyu_sheets_bg.wasm");
  return client.ask({ ask: "sheet", module, reader, source, choice, options, top });
}

function inside(source: Source, read: SheetRead | null): Inside {
  if (read === null) return { source, read };
  return { source: { ...source, bytes: read.bytes, isText: true, packed: false, workbook: false }, read };
}

function noSheet(choice: SheetChoice | undefined, allowed: string[]) {
  const names = [...new Set(allowed)];
  return badOption(
    "sheet",
    `There is no sheet ${JSON.stringify(choice)}. The workbook has: ${names.slice(0, 20).join(", ")}.`,
    names,
  );
}

/** The report with the sheets that were read, and a warning where a workbook has lost digits. */
export function withSheets(report: Report, all: readonly Inside[]): SheetReport {
  for (const kind of KINDS) {
    const part: SheetSourceReport | undefined = report[kind];
    const reads = all.filter(({ source }) => source.kind === kind).map(({ read }) => read);
    for (const [index, read] of reads.entries()) {
      const source = part?.sources[index];
      if (read !== null && source) Object.assign(source, { sheet: read.sheet, sheets: read.sheets });
    }
    const count = reads.reduce((sum, read) => sum + (read?.longNumbers ?? 0), 0);
    if (count > 0) part?.warnings.push({ code: "long-numbers", count });
  }
  return report;
}
