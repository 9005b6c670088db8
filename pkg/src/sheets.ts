// A sheet of a workbook as CSV, in a Worker that does nothing else: what reads workbooks is a module of its own, and
// its memory is given back with the Worker.

import { initSync, open, write } from "../wasm/siyu_sheets.js";
import { preview } from "./core.ts";
import { type ErrorCode, SiyuError } from "./errors.ts";
import { withoutZone, zoneOf } from "./opening.ts";
import { contents } from "./packed.ts";
import type { Answers, Progress, Request } from "./protocol.ts";
import { Meter } from "./reading.ts";
import type { Preview } from "./types.ts";

/** Enough to recognise columns by their values. */
const SAMPLE_ROWS = 200;
const ALL_ROWS = 2 ** 32 - 1;

/** Points of a sheet with all columns that are needed, and of one that people see. */
const [COMPLETE, SEEN] = [1000, 1e4];

/** A workbook is read as a whole; what is larger than this is no list of orders, or better given as CSV. */
const LARGEST = 512 << 20;

/**
 * A damaged workbook of 5 KB may say that it has a gigabyte of cells. So the reader may have 256 MB and a hundred times
 * the file: of the pages of 64 KB that it has in all (sheets/build.rs) these are withheld, but one for so many bytes.
 */
const WITHHELD = 32_768 - 4096;
const PAGE_FOR = 655;

type SheetRequest = Request & { ask: "sheet" };
type Pieces = Uint8Array<ArrayBuffer>[];

/** Reads the sheet that is wanted, or that looks most like the kind of source. */
export async function readSheet(
  request: SheetRequest,
  send: (progress: Progress) => void,
): Promise<Answers["sheet"]> {
  const bytes = await all(request);
  const { memory } = initSync({ module: request.reader });
  // What it is not to have is taken before it and never touched, which costs addresses and nothing else.
  memory.grow(Math.max(0, WITHHELD - bytes.length / PAGE_FOR));
  return reading(request, () => {
    const meter = new Meter(bytes.length, send);
    // Some of a workbook is read twice.
    const heard = (read: number) => meter.report(Math.min(read, bytes.length), 0);
    const lines = open(bytes, heard).split("\n").slice(0, -1);
    const sheets = lines.map(line => line.slice(1));
    if (sheets.length === 0) throw said("unreadable", request.source.kind);
    const { choice } = request;
    const [chosen, others] =
      choice === null
        ? likeliest(lines, request)
        : [typeof choice === "number" ? choice : sheets.indexOf(choice), 0];
    const sheet = sheets[chosen] ?? null;
    const rows = request.top ? SAMPLE_ROWS : ALL_ROWS;
    const [pieces, longNumbers] = sheet === null ? [[], 0] : written(chosen, request, rows);
    return { bytes: new Blob(pieces), sheet, sheets, longNumbers, others };
  });
}

/** A sheet as CSV in pieces, and how many numbers have lost digits. */
function written(sheet: number, { options }: SheetRequest, rows: number): [Pieces, number] {
  const pieces: Pieces = [];
  return [pieces, write(sheet, String(options.delimiter ?? ",").charCodeAt(0), rows, pieces)];
}

/**
 * The sheet in which most columns of the kind of source are recognised, of those that people see if there are any, and how
 * many others could be read as well.
 */
function likeliest(lines: string[], request: SheetRequest): [number, number] {
  let [best, most, others] = [0, 0, -1];
  for (const [sheet, line] of lines.entries()) {
    const points = pointsOf(sheet, request) + (line.startsWith("+") ? SEEN : 0);
    if (points > SEEN + COMPLETE) others += 1;
    if (points > most) [best, most] = [sheet, points];
  }
  return [best, Math.max(0, others)];
}

/** How much a sheet looks like the kind of source: with all that is needed first, then by the columns recognised. */
function pointsOf(sheet: number, request: SheetRequest): number {
  const { encoding: _, ...options } = request.options;
  const top = new TextDecoder().decode(joined(written(sheet, request, SAMPLE_ROWS)[0]));
  let seen: Preview;
  try {
    seen = preview(top, true, request.source.kind, "utf-8", withoutZone(options), zoneOf(options));
  } catch {
    // Empty, or no table. A wrong option is told by whoever reads the sheet that is chosen.
    return 0;
  }
  const complete = !seen.warnings.some(({ code }) => code === "missing-column");
  return 1 + Object.keys(seen.mapping).length + (complete ? COMPLETE : 0);
}

async function all({ source }: SheetRequest): Promise<Uint8Array> {
  const pieces: Pieces = [];
  let size = 0;
  for await (const piece of contents(source)) {
    pieces.push(piece.slice());
    size += piece.length;
    if (size > LARGEST) throw said("too-large", source.kind);
  }
  return joined(pieces);
}

function joined(pieces: Pieces): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Runs the reader; what it throws, and what ends it, becomes an error with words. */
function reading<T>({ source }: SheetRequest, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // Files that are damaged in ways that nobody thought of end the module; it is used for one file only.
    const fault = error instanceof WebAssembly.RuntimeError ? "unreadable" : error;
    throw typeof fault === "string" ? said(fault, source.kind) : fault;
  }
}

const WORDS: Record<string, [ErrorCode, string]> = {
  encrypted: [
    "encrypted-file",
    "This workbook has a password. Open it in the program that wrote it, and save it as CSV or without the password.",
  ],
  "too-large": [
    "unsupported-format",
    "This workbook is too large: more than 50 million cells, or 2 GB unpacked. Open it in the program that wrote it, and save it as CSV.",
  ],
  unreadable: [
    "unsupported-format",
    "This spreadsheet is damaged, or none of XLSX, XLSB, XLS and ODS. Open it in the program that wrote it, and save it as CSV or XLSX.",
  ],
};

function said(fault: string, source: string): SiyuError {
  const [code, message] = WORDS[fault] ?? ["internal", fault];
  return new SiyuError(code, message, { source });
}
