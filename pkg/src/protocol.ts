// The whole conversation between the calling side and the Worker. Both sides import this file; nothing else
// crosses between them. What Workers that read one source together say to each other is in team.ts. Every request has an id, and is answered by exactly one `done` or `failed`, with any number of
// `progress` before it.

import type { ErrorData } from "./errors.ts";
import type { CoreModule } from "./platform.ts";
import type { Port } from "./team.ts";
import type {
  CohortOptions,
  Cohorts,
  Column,
  Customer,
  Customers,
  CustomersOptions,
  Ltv,
  LtvOptions,
  Overview,
  OverviewOptions,
  Preview,
  Prospects,
  ProspectsOptions,
  Reason,
  Report,
  Repurchase,
  RepurchaseOptions,
  Rfm,
  RfmOptions,
  Rule,
} from "./types.ts";

/** What a source tells about. */
export type Kind = "orders" | "members" | "referrals";

/** The kinds, in the order in which they are read. */
export const KINDS: readonly Kind[] = ["orders", "members", "referrals"];

/** How many sources of each kind a shop has. */
export type Counts = Record<Kind, number>;

/** A source in the form in which it crosses: bytes that can be read twice. */
export interface Source {
  kind: Kind;
  /** The file's name, or "" for what never was a file. */
  name: string;
  /** When the file was last changed, in ms since 1970, or `null` where that is unknown. */
  modified: number | null;
  bytes: Blob;
  /** True where the bytes were made from text here and are UTF-8 whatever the option `encoding` says. */
  isText: boolean;
  /** The bytes are a gzip file, and what is inside is meant. */
  packed: boolean;
  /** Where the members of that gzip file end, or seem to; left out where it is one. */
  ends?: readonly number[];
  /** What is inside is a workbook, of which a sheet is meant. */
  workbook: boolean;
  /** Columns of a Parquet or Arrow file that were left out, since what is in them is no cell. */
  columnsLeftOut?: string[];
  /** Whole numbers of rows, columns and doubles beyond 2^53, whose last digits may be lost already. */
  longNumbers?: number;
}

/** What is wanted of a workbook: a sheet by name or 0-based index, or that which looks like the kind of source. */
export type SheetChoice = string | number | null;

/** A sheet of a workbook, as CSV. */
export interface SheetRead {
  bytes: Blob;
  /** The name of the sheet; `null`, and there are no bytes, where the workbook has not the one that is wanted. */
  sheet: string | null;
  /** The names of all sheets. */
  sheets: string[];
  /** Whole numbers of more than 15 digits, whose later digits are lost already in the workbook. */
  longNumbers: number;
  /** How many other sheets could be read as well, where none was asked for. */
  others: number;
}

/** Options of `open` and `preview` that are data; names and values are checked in the Worker. */
export type PlainOptions = Record<string, unknown>;

/** What a Dataset can be asked, with the options taken and the result given. */
export interface Measures {
  overview: [OverviewOptions, Overview];
  rfm: [RfmOptions, Rfm];
  ltv: [LtvOptions, Ltv];
  cohorts: [CohortOptions, Cohorts];
  repurchase: [RepurchaseOptions, Repurchase];
  customers: [CustomersOptions, Customers];
  prospects: [ProspectsOptions, Prospects];
}

/** Which rows that were set aside. */
export interface AsideOptions {
  /** The kind of source; default `orders`. */
  kind?: Kind;
  /** The rule that set them aside, as the report names it; `null` (default): rows that could not be read. */
  rule?: Rule | null;
  /** How many to pass over; default 0. */
  offset?: number;
  /** How many to return at most, 1 to 1000; default 100. */
  limit?: number;
}

/** Rows that were set aside, in the order in which they stand in their sources. */
export interface Aside {
  /** How many there are in all. */
  total: number;
  /** How many were passed over. */
  offset: number;
  /** The sources of these rows. */
  sources: { source: number; name: string; headers: string[] }[];
  rows: AsideRow[];
}

/** A row as it stands in its source. */
export interface AsideRow {
  /** Which source of its kind, from 0. */
  source: number;
  /** Physical line on which it starts; the first line is 1. */
  line: number;
  /** Its cells, as texts. */
  cells: string[];
  /** Of rejected rows: header of the cell that could not be read; `null` where the row as a whole is broken. */
  column: string | null;
  /** Of rejected rows: what stands in that cell. */
  value: string | null;
  /** Of rejected rows: why it could not be read. */
  reason: Reason | null;
}

/** What `export` writes, and in which formats. */
export interface Exports {
  /** Customers as `customers` lists them. */
  customers: "csv";
  /** The same; `filter.segment` must be given. */
  segment: "csv";
  /** `Dataset.report`; what stands in rejected cells only with `values`. */
  report: "json";
  /** All rows that could not be read, or that `rule` set aside, with their lines and cells. */
  rejections: "csv";
}

/** How far a file is written. */
export interface ExportProgress {
  rows: number;
  totalRows: number;
}

/** What is written of customers, and of rows that were set aside. */
export interface ExportOptions
  extends Omit<CustomersOptions, "offset" | "limit">,
    Omit<AsideOptions, "offset" | "limit"> {
  /** Headings of columns, by their names; default: the names (of rows: `source`, `line`, `reason`, `column`). */
  titles?: Partial<Record<Column | "source" | "line" | "reason" | "column", string>>;
  /** What is written for segments and reasons, by their keys; default: the keys. */
  names?: Record<string, string>;
  /** Of the report: what stands in cells that could not be read. Default `false`. */
  values?: boolean;
}

/** How far reading has come. */
export interface Progress {
  /** `read`: bytes are being read. `merge`: all are read, and become tables. */
  phase: "read" | "merge";
  /** Bytes read so far; never falls, and ends at `totalBytes`. */
  bytes: number;
  /** Bytes of all sources together. */
  totalBytes: number;
  /** Rows read so far; never falls. */
  rows: number;
}

/** The first request brings the core, since a Worker fetches nothing. */
interface First {
  id: number;
  module: CoreModule;
  /** The most that the core may take. */
  memoryMb?: number | undefined;
}

/** What the calling side asks. */
export type Request =
  /** To make the core, while it is still looked at what there is to read. */
  | (First & { ask: "start" })
  | {
      id: number;
      ask: "open";
      sources: Source[];
      /** The sources as they were given, whose bytes make the content hash. */
      files: Blob[];
      options: PlainOptions;
      /** Ports of the Workers that assist. */
      team: Port[];
    }
  /** To read parts for the Worker at the other end of the port; there is no answer. */
  | (First & { ask: "assist"; port: Port })
  | (First & {
      ask: "sheet";
      /** What reads workbooks. */
      reader: WebAssembly.Module;
      source: Source;
      choice: SheetChoice;
      options: PlainOptions;
      /** Only the top of the sheet. */
      top: boolean;
    })
  | (First & { ask: "preview"; source: Source; options: PlainOptions })
  | { id: number; ask: "measure"; measure: keyof Measures; options: unknown }
  /** One customer, with the ids of the orders if they are wanted: these are read from the source. */
  | { id: number; ask: "customer"; options: unknown; orderIds: boolean }
  | { id: number; ask: "setAside"; options: AsideOptions }
  | { id: number; ask: "file"; what: keyof Exports; format: string; options: ExportOptions }
  | { id: number; ask: "contentHash" };

/** What comes back from each request. */
export interface Answers {
  start: null;
  open: Report;
  assist: never;
  sheet: SheetRead;
  preview: Preview;
  measure: Measures[keyof Measures][1];
  customer: Customer;
  setAside: Aside;
  file: Blob;
  contentHash: string;
}

/** What the Worker says. */
export type Reply =
  | { id: number; say: "progress"; progress: Progress | ExportProgress }
  | { id: number; say: "done"; result: Answers[keyof Answers] }
  | { id: number; say: "failed"; error: ErrorData }
  /** The core has failed beyond repair; the Worker is of no further use, and everything that waits fails. */
  | { id: number; say: "broken"; error: ErrorData };
