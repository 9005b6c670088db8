// Parquet by hyparquet, a few thousand values of a column at a time (pages.ts). The library is given the values without
// what they mean, since it makes floats of decimals; what they mean is written here.

import {
  type Cell,
  type Digits,
  date,
  decimal,
  double,
  plain,
  single,
  text,
  time,
  timestamp,
  unsigned,
  uuid,
  type Written,
} from "./cells.ts";
import { type Columns, type Rows, refused } from "./columns.ts";
import type { Libraries } from "./libraries.ts";
import { library } from "./library.ts";
import { unpackLz4Block } from "./lz4.ts";
import { contents } from "./packed.ts";
import { type Chunk, Column, type Element, type Reading } from "./pages.ts";
import type { Source } from "./protocol.ts";
import { Turn, type Unpack } from "./turn.ts";
import type { Unpacking } from "./unpacking.ts";
import { unpackZstd } from "./zstd.ts";

/** What is used of the library. */
interface Hyparquet {
  parquetMetadataAsync(file: File, options: object): Promise<Metadata>;
  parquetRead(options: object): Promise<void>;
  snappyUncompress(bytes: Uint8Array, out: Uint8Array): void;
}

interface File {
  byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer> | ArrayBuffer;
}

interface Metadata {
  schema: Element[];
  row_groups: Group[];
  num_rows: bigint;
}

interface Group {
  num_rows: bigint;
  columns: { file_path?: string; meta_data?: Chunk }[];
}

const UNKNOWN = "This Parquet file is damaged, or written in a way that is not known.";
const LARGEST_FOOTER = 64 << 20;

/** The columns of a Parquet file. */
export async function parquet(source: Source, { libraries }: Unpacking): Promise<Columns> {
  const { bytes } = source;
  const end = new DataView(await bytes.slice(-8).arrayBuffer());
  if (end.byteLength < 8 || end.getUint32(4, false) !== 0x50415231) throw refused(source, UNKNOWN);
  const footer = end.getUint32(0, true);
  if (footer > Math.min(LARGEST_FOOTER, bytes.size - 12)) throw refused(source, UNKNOWN);
  const hyparquet = await library<Hyparquet>(libraries, "hyparquet");
  const file: File = {
    byteLength: bytes.size,
    slice: (start, end) => bytes.slice(start, end).arrayBuffer(),
  };
  const metadata = await hyparquet.parquetMetadataAsync(file, { geoparquet: false });
  const leftOut: string[] = [];
  const fields = tops(metadata.schema).flatMap(({ element, place }) => {
    const isNested = element.num_children !== undefined || element.repetition_type === "REPEATED";
    const cell = isNested ? null : cellOf(element);
    if (cell === null) leftOut.push(element.name);
    return cell ? [{ element, place, cell: cell as Written }] : [];
  });
  const turn = new Turn();
  const unpackers = await unpackersOf(metadata, hyparquet, libraries);
  const read = (options: object) =>
    hyparquet.parquetRead({
      ...options,
      utf8: false,
      geoparquet: false,
      parsers: { timestampFromNanoseconds: same },
    });
  return {
    headers: fields.map(({ element }) => element.name),
    leftOut,
    rows: rowsOf(source, metadata, fields, { bytes, read, unpackers, turn }),
  };
}

/** What unpacks the pages of a file: what is left to a library may take long with a large page. */
async function unpackersOf(
  { row_groups }: Metadata,
  hyparquet: Hyparquet,
  libraries: Libraries,
): Promise<Record<string, Unpack>> {
  const codecs = row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec));
  const own: Record<string, Unpack> = {
    SNAPPY(bytes, length) {
      const out = new Uint8Array(length);
      hyparquet.snappyUncompress(bytes, out);
      return out;
    },
    LZ4_RAW: unpackLz4Block,
    ZSTD: unpackZstd,
    GZIP: unpackGzip,
  };
  if (codecs.every(codec => !codec || codec === "UNCOMPRESSED" || own[codec])) return own;
  const { compressors } = await library<{ compressors: typeof own }>(libraries, "hyparquet-compressors");
  return { ...compressors, ...own };
}

/** By the platform, which does it aside. */
async function unpackGzip(bytes: Uint8Array, length: number): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  let made = 0;
  for await (const piece of contents({ bytes: new Blob([bytes as Uint8Array<ArrayBuffer>]), packed: true })) {
    out.set(piece, made);
    made += piece.length;
  }
  return out.subarray(0, made);
}

const same = <T>(value: T) => value;

/** A column that is no part of another, and its place among those that have values: names may come twice. */
interface Top {
  element: Element;
  place: number;
}

interface FieldOf extends Top {
  cell: Written;
}

async function* rowsOf(
  source: Source,
  metadata: Metadata,
  fields: FieldOf[],
  how: Reading,
): AsyncGenerator<Rows, void, void> {
  const total = Number(metadata.num_rows);
  let done = 0;
  for (const group of metadata.row_groups) {
    let left = Number(group.num_rows);
    // Without rows nothing has a place in the file.
    if (left === 0) continue;
    const columns = fields.map(({ element, place }) => {
      const { file_path, meta_data } = group.columns[place] ?? {};
      const path = meta_data?.path_in_schema;
      if (!meta_data || file_path || path?.length !== 1 || path[0] !== element.name) {
        throw refused(source, UNKNOWN);
      }
      return new Column(element, meta_data, left, how);
    });
    const cells = fields.map(({ cell }, at) => {
      const column = columns[at] as Column;
      return (row: number) => {
        const value = column.value(row);
        return value === undefined || value === null ? "" : cell(value);
      };
    });
    while (left > 0 && columns.length > 0) {
      for (const column of columns) await column.more();
      const rows = Math.min(left, ...columns.map(({ rest }) => rest));
      done += rows;
      yield { rows, cells, share: total > 0 ? done / total : 1 };
      for (const column of columns) column.pass(rows);
      left -= rows;
    }
  }
}

/** The columns that are no part of others. */
function tops(schema: Element[]): Top[] {
  const found: Top[] = [];
  let [at, place] = [1, 0];
  for (let left = schema[0]?.num_children ?? 0; left > 0 && at < schema.length; left--) {
    found.push({ element: schema[at] as Element, place });
    // Behind a column stand its parts, and theirs; those that have none have values.
    for (let inside = 1; inside > 0 && at < schema.length; inside--) {
      const parts = schema[at++]?.num_children;
      if (parts === undefined) place++;
      inside += parts ?? 0;
    }
  }
  return found;
}

const UNITS: Record<string, Digits> = { MILLIS: 3, MICROS: 6, NANOS: 9 };

/** How the values of a column are written; `null`: they are nothing that a cell has. */
function cellOf({ type, converted_type, logical_type, scale = 0 }: Element): Cell | null {
  const logical = logical_type?.type;
  const digits = UNITS[logical_type?.unit ?? ""] ?? (converted_type?.endsWith("MICROS") ? 6 : 3);
  if (logical === "DECIMAL" || converted_type === "DECIMAL") return decimal(logical_type?.scale ?? scale);
  if (logical === "DATE" || converted_type === "DATE") return date;
  if (logical === "TIME" || converted_type?.startsWith("TIME_")) return time(digits);
  if (logical === "TIMESTAMP") return timestamp(digits, logical_type?.isAdjustedToUTC ? "Z" : "");
  // Of those that do not say it, the older ones, it holds by definition.
  if (converted_type?.startsWith("TIMESTAMP_")) return timestamp(digits, "Z");
  if (logical === "UUID") return uuid;
  const isUnsigned = logical === "INTEGER" && logical_type?.isSigned === false;
  switch (type) {
    case "BOOLEAN":
      return plain;
    case "INT32":
      return isUnsigned || converted_type?.startsWith("UINT_") ? unsigned(32) : plain;
    case "INT64":
      return isUnsigned || converted_type === "UINT_64" ? unsigned(64) : plain;
    case "INT96":
      return timestamp(9);
    case "FLOAT":
      return single;
    case "DOUBLE":
      return double;
    case "BYTE_ARRAY":
      return logical === "BSON" || converted_type === "BSON" || GEO.test(logical ?? "") ? null : text;
    default:
      return null;
  }
}

const GEO = /^(GEOMETRY|GEOGRAPHY|VARIANT)$/;
