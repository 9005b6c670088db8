// The whole conversation between the calling side and the Worker. Both sides import this file; nothing else
// crosses between them. What Workers that read one source together say to each other is in team.ts. Every request has an id, and is answered by exactly one `done` or `failed`, with any number of
// `progress` before it.

import type { ErrorData } from "./errors.ts";
import type { Port } from "./team.ts";
import type {
  CohortOptions,
  Cohorts,
  Customer,
  CustomerOptions,
  Customers,
  CustomersOptions,
  Ltv,
  LtvOptions,
  Overview,
  OverviewOptions,
  Preview,
  Report,
  Repurchase,
  RepurchaseOptions,
  Rfm,
  RfmOptions,
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
  /** What is inside is a workbook, of which a sheet is meant. */
  workbook: boolean;
}

/** What is wanted of a workbook: a sheet by name or 0-based index, or that which looks like the kind of source. */
export type SheetChoice = string | number | null;

/** A sheet of a workbook, as CSV. */
export interface SheetRead {
  bytes: Blob;
  /** The name of the sheet. */
  sheet: string;
  /** The names of all sheets. */
  sheets: string[];
  /** Whole numbers of more than 15 digits, whose later digits are lost already in the workbook. */
  longNumbers: number;
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
}

/** All of that, and the one question whose options do not stand alone: the Dataset takes the id apart from them. */
export interface Questions extends Measures {
  customer: [CustomerOptions, Customer];
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

/** What the calling side asks. The module comes with the first request, since a Worker fetches nothing. */
export type Request =
  | {
      id: number;
      ask: "open";
      module: WebAssembly.Module;
      sources: Source[];
      /** The sources as they were given, whose bytes make the content hash. */
      files: Blob[];
      options: PlainOptions;
      /** Ports of the Workers that assist. */
      team: Port[];
    }
  /** To read parts for the Worker at the other end of the port; there is no answer. */
  | { id: number; ask: "assist"; module: WebAssembly.Module; port: Port }
  | {
      id: number;
      ask: "sheet";
      module: WebAssembly.Module;
      /** What reads workbooks. */
      reader: WebAssembly.Module;
      source: Source;
      choice: SheetChoice;
      options: PlainOptions;
      /** Only the top of the sheet. */
      top: boolean;
    }
  | { id: number; ask: "preview"; module: WebAssembly.Module; source: Source; options: PlainOptions }
  | { id: number; ask: "measure"; measure: keyof Questions; options: unknown }
  | { id: number; ask: "contentHash" };

/** What comes back from each request. */
export interface Answers {
  open: Report;
  assist: never;
  /**
   * `allowed` are the sheets that the workbook has, where the one that was chosen is not among them; `null`: it is
   * none, but for its name.
   */
  sheet: SheetRead | { allowed: string[] } | null;
  preview: Preview;
  measure: Questions[keyof Questions][1];
  contentHash: string;
}

/** What the Worker says. */
export type Reply =
  | { id: number; say: "progress"; progress: Progress }
  | { id: number; say: "done"; result: Answers[keyof Answers] }
  | { id: number; say: "failed"; error: ErrorData }
  /** The core has failed beyond repair; the Worker is of no further use, and everything that waits fails. */
  | { id: number; say: "broken"; error: ErrorData };
