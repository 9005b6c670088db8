// Arrow in its two forms, as a file and as a stream (Arrow Columnar Format 1.5, IPC), a record batch at a time: the
// messages are found here, and what is in each is read by flechette.

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
  type Written,
  zoned,
} from "./cells.ts";
import { type Columns, type Rows, refused, Turn } from "./columns.ts";
import { library, zstd } from "./library.ts";
import { unpackLz4 } from "./lz4.ts";
import type { Source } from "./protocol.ts";
import type { Unpacking } from "./unpack.ts";

/** What is used of the library. */
interface Flechette {
  tableFromIPC(messages: Uint8Array[], options: object): Table;
  setCompressionCodec(codec: number, functions: object): void;
}

interface Table {
  schema: { fields: { name: string; type: Type }[] };
  numRows: number;
  getChildAt(column: number): { at(row: number): unknown };
}

interface Type {
  typeId: number;
  bitWidth?: number;
  signed?: boolean;
  unit?: number;
  scale?: number;
  precision?: number;
  timezone?: string | null;
  dictionary?: Type;
  children?: { type: Type }[];
}

const DAMAGED = "This Arrow file is damaged or incomplete.";
const TOO_LARGE =
  "This Arrow file has a batch of more than 1 GB. Write it in smaller batches, or save it as Parquet or CSV.";

/** A file begins with its signature; what follows is a stream. */
const SIGNATURE_LENGTH = 8;
const CONTINUATION = 0xffffffff;
const LARGEST_HEAD = 64 << 20;
const LARGEST_BODY = 1 << 30;
const [LZ4, ZSTD] = [0, 1];

/** Kinds of messages. */
const [SCHEMA, DICTIONARY, BATCH] = [1, 2, 3];

/** The columns of an Arrow file or stream. */
export async function arrow(source: Source, how: Unpacking): Promise<Columns> {
  const flechette = await library<Flechette>(how.libraries, "@uwdata/flechette");
  const encode = () => {
    throw new Error("nothing is packed here");
  };
  flechette.setCompressionCodec(LZ4, { encode, decode: bounded(unpackLz4) });
  const options = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true };
  const dictionaries = new Map<bigint, Uint8Array[]>();
  const isFile = (await headOf(source, 0, 1))[0] === 0x41;
  const first = await next(source, isFile ? SIGNATURE_LENGTH : 0);
  if (first?.kind !== SCHEMA) throw refused(source, DAMAGED);
  const { start } = first;
  const schema = await first.bytes();
  const top = flechette.tableFromIPC([schema], options);
  const fields = top.schema.fields.flatMap(({ name, type }, column) => {
    const cell = cellOf(type);
    return cell ? [{ name, cell: cell as Written, column }] : [];
  });

  async function remember(message: Message): Promise<void> {
    const bytes = await message.bytes();
    const before = message.isDelta ? (dictionaries.get(message.id) ?? []) : [];
    dictionaries.set(message.id, [...before, bytes]);
  }

  async function* batches(): AsyncGenerator<Rows, void, void> {
    const turn = new Turn();
    // In a file a dictionary may stand behind the batch that it is for.
    if (isFile) {
      for await (const message of messages(source, start)) {
        if (message.kind === DICTIONARY) await remember(message);
      }
    }
    let isPacked = false;
    for await (const message of messages(source, start)) {
      if (message.kind === DICTIONARY && !isFile) await remember(message);
      if (message.kind !== BATCH) continue;
      const lots = [schema, ...[...dictionaries.values()].flat(), await message.bytes()];
      if (!isPacked && message.codec === ZSTD) {
        const unpack = await zstd(how.libraries);
        flechette.setCompressionCodec(ZSTD, { encode, decode: bounded(unpack) });
        isPacked = true;
      }
      await turn.ifDue();
      const table = flechette.tableFromIPC(lots, options);
      const columns = fields.map(({ column, cell }) => {
        const values = table.getChildAt(column);
        return (row: number) => {
          const value = values.at(row);
          return value === null || value === undefined ? "" : cell(value);
        };
      });
      await turn.ifDue();
      yield { rows: table.numRows, cells: columns, share: message.end / source.bytes.size };
    }
  }

  return { headers: fields.map(({ name }) => name), rows: batches() };
}

type Unpack = (bytes: Uint8Array, length: number) => Uint8Array;

/** No buffer is larger than the largest batch. */
const bounded =
  (unpack: Unpack): Unpack =>
  (bytes, length) => {
    if (length > LARGEST_BODY) throw new RangeError("a buffer too large");
    const unpacked = unpack(bytes, length);
    if (unpacked.length !== length) throw new RangeError("a buffer of another length");
    return unpacked;
  };

/** A message: where it is, and as much of its head as says what it is. */
interface Message {
  kind: number;
  start: number;
  end: number;
  /** Of dictionaries: which one, and whether it adds to it. */
  id: bigint;
  isDelta: boolean;
  /** How the buffers are packed, or -1. */
  codec: number;
  bytes(): Promise<Uint8Array>;
}

async function* messages(source: Source, from: number): AsyncGenerator<Message, void, void> {
  for (let at = from; ; ) {
    const message = await next(source, at);
    if (message === null) return;
    yield message;
    at = message.end;
  }
}

/** The message at a place; `null` at the end. */
async function next(source: Source, at: number): Promise<Message | null> {
  const { size } = source.bytes;
  // A stream may just end.
  if (at === size) return null;
  const prefix = await viewOf(source, at, 4);
  // Programs of before 2019 wrote the length at once.
  const isMarked = prefix.getUint32(0, true) === CONTINUATION;
  const length = isMarked ? (await viewOf(source, at + 4, 4)).getUint32(0, true) : prefix.getUint32(0, true);
  if (length === 0) return null;
  const headAt = at + (isMarked ? 8 : 4);
  if (length > LARGEST_HEAD) throw refused(source, DAMAGED);
  const head = new Flat(await viewOf(source, headAt, length));
  const message = head.table(head.root());
  const body = Number(message.long(3) ?? 0n);
  if (body > LARGEST_BODY) throw refused(source, TOO_LARGE);
  const end = headAt + length + body;
  if (!(body >= 0 && end <= size)) throw refused(source, DAMAGED);
  const kind = message.byte(1) ?? 0;
  const content = message.child(2);
  const batch = kind === DICTIONARY ? content?.child(1) : content;
  const packing = kind === SCHEMA ? undefined : batch?.child(3);
  return {
    kind,
    start: at,
    end,
    id: (kind === DICTIONARY && content?.long(0)) || 0n,
    isDelta: kind === DICTIONARY && content?.byte(2) === 1,
    codec: packing ? (packing.byte(0) ?? LZ4) : -1,
    bytes: async () => new Uint8Array(await source.bytes.slice(at, end).arrayBuffer()),
  };
}

async function headOf({ bytes }: Source, at: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await bytes.slice(at, at + length).arrayBuffer());
}

async function viewOf(source: Source, at: number, length: number): Promise<DataView> {
  if (at + length > source.bytes.size) throw refused(source, DAMAGED);
  return new DataView(await source.bytes.slice(at, at + length).arrayBuffer());
}

/** As much of FlatBuffers as is needed: tables with numbers and tables in them. Outside of the bytes, a RangeError. */
class Flat {
  readonly #view: DataView;

  constructor(view: DataView) {
    this.#view = view;
  }

  root(): number {
    return this.#view.getUint32(0, true);
  }

  table(at: number): FlatTable {
    const view = this.#view;
    const fields = at - view.getInt32(at, true);
    const size = view.getUint16(fields, true);
    const place = (field: number): number | null => {
      const slot = 4 + 2 * field;
      const offset = slot < size ? view.getUint16(fields + slot, true) : 0;
      return offset === 0 ? null : at + offset;
    };
    return {
      byte: field => ifThere(place(field), found => view.getUint8(found)),
      long: field => ifThere(place(field), found => view.getBigInt64(found, true)),
      child: field => ifThere(place(field), found => this.table(found + view.getUint32(found, true))),
    };
  }
}

interface FlatTable {
  byte(field: number): number | undefined;
  long(field: number): bigint | undefined;
  child(field: number): FlatTable | undefined;
}

function ifThere<T>(place: number | null, read: (place: number) => T): T | undefined {
  return place === null ? undefined : read(place);
}

/** Types, by their numbers in the format. */
const TYPES = {
  dictionary: -1,
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  largeBinary: 19,
  largeUtf8: 20,
  runEndEncoded: 22,
  binaryView: 23,
  utf8View: 24,
};

const UNITS: readonly Digits[] = [0, 3, 6, 9];
const DAY_MS = 86_400_000;

/** How the values of a column are written; `null`: they are nothing that a cell has. */
function cellOf(type: Type): Cell | null {
  const { typeId, unit = 0, scale = 0, precision, timezone, bitWidth = 64, signed = true } = type;
  const digits = UNITS[unit] ?? 0;
  switch (typeId) {
    case TYPES.dictionary:
      return type.dictionary ? cellOf(type.dictionary) : null;
    case TYPES.runEndEncoded:
      return type.children?.[1] ? cellOf(type.children[1].type) : null;
    case TYPES.int:
      return signed ? plain : unsigned(bitWidth);
    case TYPES.float:
      return precision === 1 ? single : double;
    case TYPES.null:
    case TYPES.bool:
      return plain;
    case TYPES.decimal:
      return scale >= 0 ? decimal(scale) : null;
    case TYPES.date:
      return (value: number) => date(Math.floor(value / DAY_MS) as never);
    case TYPES.time:
      return time(digits);
    case TYPES.timestamp:
      return timezone ? zoned(digits, timezone) : timestamp(digits);
    case TYPES.utf8:
    case TYPES.largeUtf8:
    case TYPES.utf8View:
    case TYPES.binary:
    case TYPES.largeBinary:
    case TYPES.binaryView:
      return text;
    default:
      return null;
  }
}
