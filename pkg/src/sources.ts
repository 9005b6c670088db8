// What callers may hand over, and how it becomes bytes that can be read twice.

import { toCsv } from "./csv.ts";
import { badOption, SiyuError } from "./errors.ts";
import { KINDS, type Kind, type Source } from "./protocol.ts";

/** Columns by header: arrays or typed arrays of equal length. */
export type Columns = Record<string, ArrayLike<unknown>>;

/** Rows as objects; the keys are the headers. */
export type Rows = readonly object[];

/**
 * One source: a File or Blob (in Node also from `fs.openAsBlob`), its bytes, CSV text, rows as objects, or columns.
 * Files and bytes may be delimited text, a workbook (XLSX, XLSB, XLS, ODS), Parquet or Arrow, also in gzip or ZIP.
 * The files in a ZIP archive are as many sources, each of the kind that its columns say. In rows and columns a `Date` is written as UTC, so give civil times as text;
 * `null`, `undefined` and NaN are missing.
 */
export type SourceInput = Blob | Uint8Array | ArrayBuffer | string | Rows | Columns;

/** The sources of a shop; each one source or several of its kind. */
export interface Sources {
  /** Orders, or the lines of orders. */
  orders: SourceInput | readonly SourceInput[];
  /** One row per member. */
  members?: SourceInput | readonly SourceInput[];
  /** One row per recommendation: who brought whom. */
  referrals?: SourceInput | readonly SourceInput[];
}

/** All sources in reading order. Rows and columns are written with the delimiter that the options name. */
export function portable(sources: Sources, delimiter: unknown): Source[] {
  if (typeof sources !== "object" || sources === null) {
    throw badOption("sources", "The first argument must be an object like { orders: file }.", [...KINDS]);
  }
  for (const key of Object.keys(sources)) {
    if (!KINDS.includes(key as Kind)) {
      throw badOption(key, `There is no source “${key.slice(0, 40)}”. Known here: ${KINDS.join(", ")}.`, [
        ...KINDS,
      ]);
    }
  }
  const all = KINDS.flatMap(kind =>
    listed(kind, sources[kind]).map(input => portableOne(kind, input, delimiter)),
  );
  if (!all.some(source => source.kind === "orders")) {
    throw new SiyuError("missing-source", "Orders are needed: open({ orders: file }).", { source: "orders" });
  }
  return all;
}

/** One source as bytes. */
export function portableOne(kind: Kind, input: SourceInput, delimiter: unknown): Source {
  const made = (bytes: Blob, isText: boolean, longNumbers = 0): Source => ({
    kind,
    name: "",
    modified: null,
    bytes,
    isText,
    packed: false,
    workbook: false,
    longNumbers,
  });
  if (typeof input === "string") return made(new Blob([input]), true);
  if (isBlob(input)) {
    const { name, lastModified } = input as Partial<File>;
    const source = made(input, false);
    if (typeof name === "string") source.name = name;
    if (typeof lastModified === "number") source.modified = lastModified;
    return source;
  }
  if (input instanceof ArrayBuffer || ArrayBuffer.isView(input)) {
    return made(new Blob([input as Uint8Array<ArrayBuffer>]), false);
  }
  const isRows = Array.isArray(input);
  if (isRows || isColumns(input)) {
    const table = isRows ? rowsAsTable(kind, input) : columnsAsTable(kind, input);
    const { bytes, longNumbers } = toCsv(table, separator(delimiter));
    return made(bytes, true, longNumbers);
  }
  throw badOption(
    kind,
    `${kind} must be a File, a Blob, bytes, CSV text, rows as objects, or columns as arrays.`,
  );
}

/** What is written between cells: the delimiter that the options name. Whether it is one, the core says. */
export const separator = (delimiter: unknown): string =>
  typeof delimiter === "string" && delimiter.length === 1 ? delimiter : ",";

/** A table with cells looked up by row and column. */
export interface Table {
  headers: string[];
  rows: number;
  cell(row: number, column: number): unknown;
}

function rowsAsTable(kind: Kind, rows: readonly unknown[]): Table {
  const headers = new Map<string, number>();
  for (const row of rows) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw badOption(kind, `The rows of ${kind} must be objects like { orderId: "1", amount: 9.9 }.`);
    }
    for (const key of Object.keys(row)) if (!headers.has(key)) headers.set(key, headers.size);
  }
  const names = [...headers.keys()];
  const cell = (row: number, column: number) =>
    (rows[row] as Record<string, unknown>)[names[column] as string];
  return { headers: names, rows: rows.length, cell };
}

function columnsAsTable(kind: Kind, columns: Columns): Table {
  const headers = Object.keys(columns);
  const lists = Object.values(columns);
  const rows = lists[0]?.length ?? 0;
  if (lists.some(list => list.length !== rows)) {
    throw badOption(kind, `The columns of ${kind} must be of equal length.`);
  }
  return { headers, rows, cell: (row, column) => lists[column]?.[row] };
}

/** One source or several: an array of objects is one source of rows, any other array a list of sources. */
function listed(kind: Kind, given: SourceInput | readonly SourceInput[] | undefined): SourceInput[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) return [given as SourceInput];
  // Nobody referred anybody; a shop without orders is a mistake.
  if (kind !== "orders" && given.length === 0) return [];
  const isRows = given.every(
    item =>
      typeof item === "object" &&
      item !== null &&
      !Array.isArray(item) &&
      !isBlob(item) &&
      !(item instanceof ArrayBuffer) &&
      !ArrayBuffer.isView(item) &&
      !isColumns(item),
  );
  return isRows ? [given as Rows] : (given as SourceInput[]);
}

// By shape, not by class: a File may come from another frame or from a polyfill.
function isBlob(value: unknown): value is Blob {
  const blob = value as Partial<Blob> | null;
  return (
    typeof blob === "object" &&
    blob !== null &&
    typeof blob.size === "number" &&
    typeof blob.slice === "function" &&
    typeof blob.arrayBuffer === "function"
  );
}

function isColumns(value: unknown): value is Columns {
  if (typeof value !== "object" || value === null) return false;
  const lists = Object.values(value);
  return (
    lists.length > 0 &&
    lists.every(list => Array.isArray(list) || (ArrayBuffer.isView(list) && "length" in list))
  );
}
