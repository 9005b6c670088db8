// A sheet of a workbook as CSV, in a Worker that does nothing else: what reads workbooks is a module of its own, and
// its memory is given back with the Worker.

import { preview } from "../wasm/siyu.js";
import { initSync, Workbook } from "../wasm/siyu_sheets.js";
import { type ErrorCode, SiyuError } from "./errors.ts";
import { isCompound, isZip } from "./magic.ts";
import { withoutZone, zoneOf } from "./opening.ts";
import { contents } from "./packed.ts";
import type { Answers, Request, SheetChoice } from "./protocol.ts";
import type { Preview } from "./types.ts";

/** Enough to recognise columns by their values. */
const SAMPLE_ROWS = 200;

/** A workbook is read as a whole; what is larger than this is no list of orders, or better given as CSV. */
const LARGEST = 512 << 20;

/** Reads the sheet that is wanted, or that looks most like the kind of source. */
export async function readSheet(request: Request & { ask: "sheet" }): Promise<Answers["sheet"]> {
  const bytes = await all(request);
  // What is packed was taken for a workbook by its name alone, which many programs give to text as well.
  if (!isZip(bytes) && !isCompound(bytes)) return null;
  initSync({ module: request.reader });
  return reading(request, () => {
    const book = new Workbook(bytes);
    const sheets = book.names();
    const write = (sheet: number, rows: number | undefined): [Blob, number] => {
      const parts: Blob[] = [];
      const take = (piece: Uint8Array<ArrayBuffer>) => parts.push(new Blob([piece]));
      const longNumbers = book.write(sheet, delimiterOf(request).charCodeAt(0), rows, take);
      return [new Blob(parts), longNumbers];
    };
    const chosen =
      request.choice === null ? likeliest(book, sheets, request) : indexOf(sheets, request.choice);
    if (chosen === null) return { allowed: sheets };
    const [csv, longNumbers] = write(chosen, request.top ? SAMPLE_ROWS : undefined);
    return { bytes: csv, sheet: sheets[chosen] as string, sheets, longNumbers };
  });
}

function indexOf(sheets: string[], choice: NonNullable<SheetChoice>): number | null {
  const index = typeof choice === "number" ? choice : sheets.indexOf(choice);
  return sheets[index] === undefined ? null : index;
}

/** The visible sheet in which most columns of the kind of source are recognised. */
function likeliest(book: Workbook, sheets: string[], request: Request & { ask: "sheet" }): number {
  const visible = sheets.map((_, index) => index).filter(index => book.visible(index));
  const candidates = visible.length > 0 ? visible : sheets.map((_, index) => index);
  const [first] = candidates;
  if (first === undefined) {
    throw new SiyuError("empty-file", "This workbook has no sheet with cells.", {
      source: request.source.kind,
    });
  }
  if (candidates.length === 1) return first;
  let [best, most] = [first, -1];
  for (const sheet of candidates) {
    const points = pointsOf(book, sheet, request);
    if (points > most) [best, most] = [sheet, points];
  }
  return best;
}

/** How much a sheet looks like the kind of source: with all that is needed first, then by the columns recognised. */
function pointsOf(book: Workbook, sheet: number, request: Request & { ask: "sheet" }): number {
  const { encoding: _, ...options } = request.options;
  const parts: Uint8Array[] = [];
  book.write(sheet, delimiterOf(request).charCodeAt(0), SAMPLE_ROWS, (piece: Uint8Array) =>
    parts.push(piece),
  );
  const top = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    top.set(part, at);
    at += part.length;
  }
  let seen: Preview;
  try {
    seen = preview(top, true, request.source.kind, "utf-8", withoutZone(options), zoneOf(options));
  } catch {
    // Empty, or no table. A wrong option is told by whoever reads the sheet that is chosen.
    return 0;
  }
  const complete = !seen.warnings.some(({ code }) => code === "missing-column");
  return 1 + Object.keys(seen.mapping).length + (complete ? 1000 : 0);
}

function delimiterOf({ options: { delimiter } }: Request & { ask: "sheet" }): string {
  return typeof delimiter === "string" && delimiter.length === 1 ? delimiter : ",";
}

async function all({ source }: Request & { ask: "sheet" }): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of contents(source)) {
    parts.push(piece);
    size += piece.length;
    if (size > LARGEST) throw said("too-large", source.kind);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Runs the reader; what it throws, and what ends it, becomes an error with words. */
function reading<T>({ source }: Request & { ask: "sheet" }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // Files that are damaged in ways that nobody thought of end the module; it is used for one file only.
    if (typeof error === "string") throw said(error, source.kind);
    if (error instanceof WebAssembly.RuntimeError) throw said("unreadable", source.kind);
    throw error;
  }
}

const WORDS: Record<string, [ErrorCode, string]> = {
  encrypted: [
    "encrypted-file",
    "This workbook has a password. Open it in the program that wrote it, save it without the password or as CSV, and give that file.",
  ],
  "too-large": [
    "unsupported-format",
    "This workbook is too large: more than 50 million cells, or 2 GB unpacked. Save the sheet as CSV and give that file.",
  ],
  unreadable: [
    "unsupported-format",
    "This spreadsheet is damaged, or none of XLSX, XLSB, XLS and ODS. Open it in the program that wrote it, save it as XLSX or CSV, and give that file.",
  ],
};

function said(fault: string, source: string): SiyuError {
  const [code, message] = WORDS[fault] ?? ["internal", fault];
  return new SiyuError(code, message, { source });
}
