// A column of a row group of Parquet, page by page and a few thousand values at a time: the library reads a column of a
// row group in one go, which may be a million rows and keep the page from answering. So each lot of values is handed to
// it as a file of its own. Pages are unpacked here, dictionaries are read once, and which rows have no value is said by
// levels that are read here too, so that a page can be cut between any two rows.

import { Hybrid } from "./hybrid.ts";
import { Thrift, page as written } from "./thrift.ts";
import { STEP_CELLS, type Turn, type Unpack } from "./turn.ts";

/** A column as the footer describes it. */
export interface Element {
  name: string;
  type?: string;
  type_length?: number;
  repetition_type?: string;
  num_children?: number;
  converted_type?: string;
  logical_type?: Logical;
  scale?: number;
}

export interface Logical {
  type: string;
  unit?: string;
  isAdjustedToUTC?: boolean;
  isSigned?: boolean;
  bitWidth?: number;
  scale?: number;
}

/** Where the column of a row group stands. */
export interface Chunk {
  codec: string;
  path_in_schema: string[];
  total_compressed_size: bigint;
  data_page_offset: bigint;
  dictionary_page_offset?: bigint;
}

/** What pages are read with. */
export interface Reading {
  bytes: Blob;
  /** The library, given a file of its form. */
  read: (options: object) => Promise<void>;
  unpackers: Record<string, Unpack>;
  turn: Turn;
}

type Values = ArrayLike<unknown>;

const LARGEST_PAGE = 256 << 20;
/** The values of a page, which take memory also where they take none in the file. */
const MOST_VALUES = 1 << 24;
/** Statistics stand in the header of a page, with values of any length. */
const LONGEST_HEADER = 1 << 16;
/** What is read of a column in advance. */
const AHEAD = 1 << 18;

/** Kinds of pages, and encodings of values. */
const DATA = 0;
const DICTIONARY = 2;
const DATA_2 = 3;
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RLE_DICTIONARY = 8;
const LEVELS_BY_RUNS = 3;

/** How many bytes a plain value has, where all have as many. */
const WIDTHS: Record<string, number> = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8, INT96: 12 };

/** A column of a row group. */
export class Column {
  readonly #element: Element;
  readonly #chunk: Chunk;
  readonly #how: Reading;
  readonly #end: number;
  #place: number;
  #rowsLeft: number;
  #dictionary: unknown[] = [];
  #window: { from: number; bytes: Uint8Array } = { from: 0, bytes: new Uint8Array() };
  #page: Page | null = null;
  /** What is read and not yet passed. */
  #values: Values = [];
  #at = 0;

  constructor(element: Element, chunk: Chunk, rows: number, how: Reading) {
    this.#element = element;
    this.#chunk = chunk;
    this.#how = how;
    this.#rowsLeft = rows;
    const { data_page_offset, dictionary_page_offset, total_compressed_size } = chunk;
    const data = Number(data_page_offset);
    const dictionary = Number(dictionary_page_offset ?? 0n);
    this.#place = dictionary > 0 && dictionary < data ? dictionary : data;
    this.#end = this.#place + Number(total_compressed_size);
    if (!(this.#place >= 4 && this.#end <= how.bytes.size)) throw damaged();
  }

  /** Rows that are at hand. */
  get rest(): number {
    return this.#values.length - this.#at;
  }

  /** The value of one of them; nothing where it has none. */
  value(row: number): unknown {
    return this.#values[this.#at + row];
  }

  pass(rows: number): void {
    this.#at += rows;
  }

  /** Sees to it that a row is at hand. */
  async more(): Promise<void> {
    if (this.rest > 0) return;
    while (!this.#page || this.#page.rest === 0) await this.#nextPage();
    this.#values = await this.#page.take();
    this.#at = 0;
    await this.#how.turn.ifDue();
  }

  /** The next page of values; a dictionary is read on the way. */
  async #nextPage(): Promise<void> {
    const { turn } = this.#how;
    await turn.ifDue();
    if (this.#place >= this.#end) throw damaged();
    const header = new Thrift(await this.#bytes(Math.min(LONGEST_HEADER, this.#end - this.#place)));
    const numbers = header.numbers();
    const number = (path: string) => numbers.get(path) ?? -1;
    const [type, length, packed] = [number("1"), number("2"), number("3")];
    const field = type === DATA ? "5" : type === DATA_2 ? "8" : "7";
    const values = type === DATA || type === DATA_2 || type === DICTIONARY ? number(`${field}.1`) : 0;
    const isSound =
      packed >= 0 && length >= 0 && length <= LARGEST_PAGE && values >= 0 && values <= MOST_VALUES;
    if (!isSound || this.#place + header.at + packed > this.#end) throw damaged();
    this.#place += header.at;
    const bytes = await this.#bytes(packed);
    this.#place += packed;
    if (type === DICTIONARY) {
      const page = new Page(this.#element, this.#how, await this.#unpacked(bytes, length), values, PLAIN);
      this.#dictionary = [];
      while (page.rest > 0) {
        for (const value of Array.from(await page.take())) this.#dictionary.push(value);
        await turn.ifDue();
      }
    }
    if (type !== DATA && type !== DATA_2) return;
    this.#rowsLeft -= values;
    if (this.#rowsLeft < 0) throw damaged();
    const isOptional = this.#element.repetition_type === "OPTIONAL";
    let body: Uint8Array;
    let levels: Uint8Array = new Uint8Array();
    let encoding: number;
    if (type === DATA) {
      encoding = number("5.2");
      body = await this.#unpacked(bytes, length);
      if (isOptional) {
        if (number("5.3") !== LEVELS_BY_RUNS) throw damaged();
        const size = new DataView(body.buffer, body.byteOffset, body.length).getUint32(0, true);
        if (4 + size > body.length) throw damaged();
        levels = body.subarray(4, 4 + size);
        body = body.subarray(4 + size);
      }
    } else {
      encoding = number("8.4");
      const [start, size] = [number("8.6"), number("8.5")];
      const from = start + size;
      if (start < 0 || size < 0 || from > bytes.length || from > length) throw damaged();
      levels = bytes.subarray(start, from);
      const rest = bytes.subarray(from);
      body = numbers.get("8.7") === 0 ? rest : await this.#unpacked(rest, length - from);
    }
    const dictionary = encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY ? this.#dictionary : null;
    const present = isOptional ? new Uint8Array(values) : null;
    if (present) new Hybrid(levels, 1).read(present, values);
    this.#page = new Page(this.#element, this.#how, body, values, encoding, present, dictionary);
  }

  async #unpacked(bytes: Uint8Array, length: number): Promise<Uint8Array> {
    const { codec } = this.#chunk;
    const { unpackers, turn } = this.#how;
    // What is nothing is not packed.
    if (codec === "UNCOMPRESSED" || length === 0) return bytes;
    const unpack = unpackers[codec];
    if (!unpack) throw new RangeError(`packed by ${codec}, which is not known`);
    const body = await unpack(bytes, length, turn);
    if (body.length !== length) throw damaged();
    return body;
  }

  /** Bytes from the current place. */
  async #bytes(length: number): Promise<Uint8Array> {
    const { from, bytes } = this.#window;
    if (this.#place >= from && this.#place + length <= from + bytes.length) {
      return bytes.subarray(this.#place - from, this.#place - from + length);
    }
    const to = Math.min(this.#end, this.#place + Math.max(length, AHEAD));
    const read = new Uint8Array(await this.#how.bytes.slice(this.#place, to).arrayBuffer());
    this.#window = { from: this.#place, bytes: read };
    return read.subarray(0, length);
  }
}

/** The values of a page, lot by lot. */
class Page {
  readonly #element: Element;
  readonly #how: Reading;
  readonly #body: Uint8Array;
  readonly #values: number;
  readonly #encoding: number;
  readonly #present: Uint8Array | null;
  readonly #dictionary: unknown[] | null;
  readonly #codes: Hybrid | null;
  /** Rows that were taken, and bytes of plain values. */
  #row = 0;
  #at = 0;
  /** All values of a page that cannot be cut, and how many of them were taken. */
  #whole: Values | null = null;
  #taken = 0;

  constructor(
    element: Element,
    how: Reading,
    body: Uint8Array,
    values: number,
    encoding: number,
    present: Uint8Array | null = null,
    dictionary: unknown[] | null = null,
  ) {
    this.#element = element;
    this.#how = how;
    this.#body = body;
    this.#values = values;
    this.#encoding = encoding;
    this.#present = present;
    this.#dictionary = dictionary;
    this.#codes = dictionary ? new Hybrid(body.subarray(1), body[0] ?? 0) : null;
  }

  /** Rows that are left. */
  get rest(): number {
    return this.#values - this.#row;
  }

  /** The next rows, a few thousand; where there is no value, nothing. */
  async take(): Promise<Values> {
    const rows = Math.min(STEP_CELLS, this.rest);
    const present = this.#present?.subarray(this.#row, this.#row + rows);
    let count = rows;
    if (present) for (let row = 0; row < rows; row++) if (present[row] === 0) count--;
    const values = await this.#next(count);
    this.#row += rows;
    if (count === rows) return values;
    const spread: unknown[] = new Array(rows).fill(null);
    let at = 0;
    for (let row = 0; row < rows; row++) if (present?.[row] !== 0) spread[row] = values[at++];
    return spread;
  }

  async #next(count: number): Promise<Values> {
    if (this.#codes) return this.#looked(count);
    const width = this.#width();
    if (width === null) {
      this.#whole ??= await this.#read(this.#body, this.#count());
      const from = this.#taken;
      this.#taken += count;
      return Array.prototype.slice.call(this.#whole, from, this.#taken);
    }
    const from = this.#at;
    if (width > 0) this.#at += count * width;
    else {
      const view = new DataView(this.#body.buffer, this.#body.byteOffset, this.#body.length);
      for (let n = 0; n < count; n++) this.#at += 4 + view.getUint32(this.#at, true);
    }
    if (this.#at > this.#body.length) throw damaged();
    return this.#read(this.#body.subarray(from, this.#at), count);
  }

  /** Values that stand in the dictionary. */
  #looked(count: number): Values {
    const codes = new Uint32Array(count);
    this.#codes?.read(codes, count);
    const dictionary = this.#dictionary ?? [];
    const values = new Array(count);
    for (let n = 0; n < count; n++) {
      const code = codes[n] as number;
      if (code >= dictionary.length) throw damaged();
      values[n] = dictionary[code];
    }
    return values;
  }

  /** Bytes of a plain value; 0 where each says it; `null` where the page cannot be cut. */
  #width(): number | null {
    const { type = "", type_length = 0 } = this.#element;
    if (this.#encoding !== PLAIN || type === "BOOLEAN") return null;
    return type === "BYTE_ARRAY" ? 0 : (WIDTHS[type] ?? type_length);
  }

  #count(): number {
    const present = this.#present;
    return present ? present.reduce((sum, is) => sum + is, 0) : this.#values;
  }

  /** So many values that are all there, by the library. */
  async #read(body: Uint8Array, count: number): Promise<Values> {
    if (count === 0) return [];
    const header = written(body.length, count, this.#encoding);
    const bytes = new Uint8Array(4 + header.length + body.length);
    bytes.set(header, 4);
    bytes.set(body, 4 + header.length);
    const { scale: _, converted_type: __, logical_type: ___, ...bare } = this.#element;
    const element = { ...bare, name: "column", repetition_type: "REQUIRED" };
    const size = BigInt(bytes.length - 4);
    const chunk = {
      type: element.type,
      codec: "UNCOMPRESSED",
      path_in_schema: ["column"],
      encodings: [],
      num_values: BigInt(count),
      total_compressed_size: size,
      total_uncompressed_size: size,
      data_page_offset: 4n,
    };
    const got: Values[] = [];
    await this.#how.read({
      file: {
        byteLength: bytes.length,
        slice: (from: number, to?: number) => bytes.slice(from, to).buffer,
      },
      metadata: {
        version: 1,
        schema: [{ name: "root", num_children: 1 }, element],
        num_rows: BigInt(count),
        row_groups: [
          {
            columns: [{ meta_data: chunk, file_offset: 4n }],
            num_rows: BigInt(count),
            total_byte_size: size,
          },
        ],
        metadata_length: 0,
      },
      onPage: ({ columnData }: { columnData: Values }) => got.push(columnData),
    });
    const [values = []] = got;
    if (got.length !== 1 || values.length !== count) throw damaged();
    return values;
  }
}

function damaged(): RangeError {
  return new RangeError("a page is not what its header says");
}
