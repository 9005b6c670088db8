// Parquet by hyparquet, a page of a column at a time: the library reads a column of a row group at once, which may be a
// million rows and keep the page from answering. So each page is handed to it as a file of its own. The library is
// given the values without what they mean, since it makes floats of decimals; what they mean is written here.

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
import { library, zstd } from "./library.ts";
import { unpackLz4Block } from "./lz4.ts";
import type { Source } from "./protocol.ts";
import { Thrift } from "./thrift.ts";
import type { Unpacking } from "./unpacking.ts";

/** What is used of the library. */
interface Hyparquet {
  parquetMetadataAsync(file: File, options: object): Promise<Metadata>;
  parquetRead(options: object): Promise<void>;
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

interface Element {
  name: string;
  type?: string;
  type_length?: number;
  repetition_type?: string;
  num_children?: number;
  converted_type?: string;
  logical_type?: Logical;
  scale?: number;
}

interface Logical {
  type: string;
  unit?: string;
  isAdjustedToUTC?: boolean;
  isSigned?: boolean;
  bitWidth?: number;
  scale?: number;
}

interface Group {
  num_rows: bigint;
  columns: { file_path?: string; meta_data?: Chunk }[];
}

interface Chunk {
  codec: string;
  path_in_schema: string[];
  total_compressed_size: bigint;
  data_page_offset: bigint;
  dictionary_page_offset?: bigint;
}

type Values = ArrayLike<unknown>;

const UNKNOWN = "This Parquet file is damaged, or written in a way that is not known.";
const LARGEST_FOOTER = 64 << 20;
const LARGEST_PAGE = 256 << 20;
/** The values of a page, which take memory also where they take none in the file. */
const MOST_VALUES = 1 << 24;
/** Pages are put together up to so many values, since the dictionary is read anew with each lot. */
const LOT_VALUES = 1 << 14;
const LOT_BYTES = 1 << 20;
/** Statistics stand in the header of a page, with values of any length. */
const LONGEST_HEADER = 1 << 16;
/** What is read of a column in advance. */
const AHEAD = 1 << 18;

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
  const fields = leaves(metadata.schema).flatMap(element => {
    const cell = cellOf(element);
    return cell ? [{ element, cell }] : [];
  });
  const compressors = await unpackers(metadata, libraries);
  const read = (options: object) =>
    hyparquet.parquetRead({
      ...options,
      compressors,
      utf8: false,
      geoparquet: false,
      parsers: { timestampFromNanoseconds: same },
    });
  return {
    headers: fields.map(({ element }) => element.name),
    rows: rowsOf(source, metadata, fields, read),
  };
}

type Unpack = (bytes: Uint8Array, length: number) => Uint8Array;

/** What unpacks the pages of a file, as far as the library does not do it itself. */
async function unpackers({ row_groups }: Metadata, libraries: Libraries): Promise<Record<string, Unpack>> {
  const codecs = row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec));
  const own = { LZ4_RAW: unpackLz4Block };
  const isOwn = (codec: string | undefined) => /^(SNAPPY|UNCOMPRESSED|LZ4_RAW)$/.test(codec ?? "");
  if (codecs.every(isOwn)) return own;
  const others = await library<{ compressors: Record<string, Unpack> }>(libraries, "hyparquet-compressors");
  const { SNAPPY: _, ...compressors } = others.compressors;
  return { ...compressors, ZSTD: await zstd(libraries), ...own };
}

const same = <T>(value: T) => value;

interface FieldOf {
  element: Element;
  cell: Cell;
}

type Read = (options: object) => Promise<void>;

async function* rowsOf(
  source: Source,
  metadata: Metadata,
  fields: FieldOf[],
  read: Read,
): AsyncGenerator<Rows, void, void> {
  const total = Number(metadata.num_rows);
  let done = 0;
  for (const group of metadata.row_groups) {
    let left = Number(group.num_rows);
    const columns = fields.map(({ element, cell }) => {
      const chunk = group.columns.find(({ file_path, meta_data }) => {
        const path = meta_data?.path_in_schema;
        return !file_path && path?.length === 1 && path[0] === element.name;
      })?.meta_data;
      if (!chunk) throw refused(source, UNKNOWN);
      return new Column(source, element, cell, chunk, left, read);
    });
    while (left > 0 && columns.length > 0) {
      for (const column of columns) await column.more();
      const rows = Math.min(left, ...columns.map(({ rest }) => rest));
      done += rows;
      yield { rows, cells: columns.map(column => column.cells()), share: total > 0 ? done / total : 1 };
      for (const column of columns) column.pass(rows);
      left -= rows;
    }
  }
}

/** A column of a row group. */
class Column {
  readonly #source: Source;
  readonly #element: Element;
  readonly #cell: Cell;
  readonly #chunk: Chunk;
  readonly #read: Read;
  readonly #end: number;
  #place: number;
  #valuesLeft: number;
  #dictionary: Uint8Array = new Uint8Array();
  #window: { from: number; bytes: Uint8Array } = { from: 0, bytes: new Uint8Array() };
  /** What is read and not yet passed. */
  #values: Values[] = [];
  #at = 0;

  constructor(source: Source, element: Element, cell: Cell, chunk: Chunk, rows: number, read: Read) {
    this.#source = source;
    this.#element = element;
    this.#cell = cell;
    this.#chunk = chunk;
    this.#read = read;
    this.#valuesLeft = rows;
    const { data_page_offset, dictionary_page_offset, total_compressed_size } = chunk;
    const data = Number(data_page_offset);
    const dictionary = Number(dictionary_page_offset ?? 0n);
    this.#place = dictionary > 0 && dictionary < data ? dictionary : data;
    this.#end = this.#place + Number(total_compressed_size);
    if (!(this.#place >= 4 && this.#end <= source.bytes.size)) throw refused(source, UNKNOWN);
  }

  /** Rows that are at hand. */
  get rest(): number {
    return (this.#values[0]?.length ?? 0) - this.#at;
  }

  /** Sees to it that a row is at hand. */
  async more(): Promise<void> {
    if (this.rest > 0) return;
    this.#at = 0;
    this.#values.shift();
    while (this.#values.length === 0) await this.#readLot();
  }

  cells(): (row: number) => string | Uint8Array {
    const [values = []] = this.#values;
    const cell = this.#cell as Written;
    const at = this.#at;
    return row => {
      const value = values[at + row];
      return value === undefined || value === null ? "" : cell(value);
    };
  }

  pass(rows: number): void {
    this.#at += rows;
  }

  /** Reads the next pages, as many as are worth it. */
  async #readLot(): Promise<void> {
    const pages: Uint8Array[] = [];
    let [values, unpacked] = [0, 0];
    while (pages.length === 0 || (values < LOT_VALUES && unpacked < LOT_BYTES)) {
      if (this.#place >= this.#end) break;
      const page = await this.#page();
      if (page.values === null) {
        if (page.isDictionary) this.#dictionary = page.bytes.slice();
        continue;
      }
      values += page.values;
      unpacked += page.unpacked;
      pages.push(page.bytes.slice());
      this.#valuesLeft -= page.values;
      if (this.#valuesLeft < 0) throw refused(this.#source, UNKNOWN);
    }
    if (pages.length === 0) throw refused(this.#source, UNKNOWN);
    const bytes = joined([new Uint8Array(4), this.#dictionary, ...pages]);
    const { scale: _, converted_type: __, logical_type: ___, ...bare } = this.#element;
    const element = { ...bare, name: "column" };
    const start = BigInt(4 + this.#dictionary.length);
    const chunk = {
      ...this.#chunk,
      path_in_schema: ["column"],
      num_values: BigInt(values),
      total_compressed_size: BigInt(bytes.length - 4),
      data_page_offset: start,
      dictionary_page_offset: this.#dictionary.length > 0 ? 4n : undefined,
      statistics: undefined,
    };
    const got: Values[] = [];
    await this.#read({
      file: {
        byteLength: bytes.length,
        slice: (from: number, to?: number) => bytes.slice(from, to).buffer,
      },
      metadata: {
        version: 1,
        schema: [{ name: "root", num_children: 1 }, element],
        num_rows: BigInt(values),
        row_groups: [
          {
            columns: [{ meta_data: chunk, file_offset: start }],
            num_rows: BigInt(values),
            total_byte_size: BigInt(bytes.length),
          },
        ],
        metadata_length: 0,
      },
      onPage: ({ columnData }: { columnData: Values }) => got.push(columnData),
    });
    if (got.reduce((sum, { length }) => sum + length, 0) !== values) throw refused(this.#source, UNKNOWN);
    this.#values.push(...got.filter(({ length }) => length > 0));
  }

  /** The next page with its header. */
  async #page(): Promise<{
    bytes: Uint8Array;
    values: number | null;
    unpacked: number;
    isDictionary: boolean;
  }> {
    const header = new Thrift(await this.#bytes(Math.min(LONGEST_HEADER, this.#end - this.#place)));
    const numbers = header.numbers();
    const type = numbers.get("1");
    const unpacked = numbers.get("2") ?? -1;
    const packed = numbers.get("3") ?? -1;
    const length = header.at + packed;
    const isData = type === 0 || type === 3;
    const values = isData ? (numbers.get(type === 0 ? "5.1" : "8.1") ?? -1) : (numbers.get("7.1") ?? 0);
    const isSound =
      packed >= 0 && unpacked >= 0 && unpacked <= LARGEST_PAGE && values >= 0 && values <= MOST_VALUES;
    if (!isSound || this.#place + length > this.#end) throw refused(this.#source, UNKNOWN);
    const bytes = await this.#bytes(length);
    this.#place += length;
    return { bytes, values: isData ? values : null, unpacked, isDictionary: type === 2 };
  }

  /** Bytes from the current place. */
  async #bytes(length: number): Promise<Uint8Array> {
    const { from, bytes } = this.#window;
    if (this.#place >= from && this.#place + length <= from + bytes.length) {
      return bytes.subarray(this.#place - from, this.#place - from + length);
    }
    const to = Math.min(this.#end, this.#place + Math.max(length, AHEAD));
    const read = new Uint8Array(await this.#source.bytes.slice(this.#place, to).arrayBuffer());
    this.#window = { from: this.#place, bytes: read };
    return read.subarray(0, length);
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The columns that are no part of others, and have no others in them. */
function leaves(schema: Element[]): Element[] {
  const found: Element[] = [];
  const pass = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = pass(next);
    return next;
  };
  const count = schema[0]?.num_children ?? 0;
  for (let child = 0, at = 1; child < count && at < schema.length; child++) {
    const element = schema[at] as Element;
    if (!element.num_children && element.repetition_type !== "REPEATED") found.push(element);
    at = pass(at);
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
