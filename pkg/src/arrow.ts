// Arrow in its two forms, as a file and as a stream (Arrow Columnar Format 1.5, IPC), a record batch at a time by
// flechette.

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
import type { Columns, Rows } from "./columns.ts";
import { BATCH, contentsOf, DICTIONARY, LZ4, type Unpackers, unpacked, ZSTD } from "./ipc.ts";
import { library } from "./library.ts";
import { unpackLz4 } from "./lz4.ts";
import type { Source } from "./protocol.ts";
import { apart, asBatch } from "./schema.ts";
import { Turn } from "./turn.ts";
import type { Unpacking } from "./unpacking.ts";
import { unpackZstd } from "./zstd.ts";

/** What is used of the library. */
interface Flechette {
  tableFromIPC(messages: Uint8Array[], options: object): Table;
  setCompressionCodec(codec: number, functions: object): void;
}

interface Table {
  schema: { fields: { name: string; type: Type }[] };
  numRows: number;
  getChildAt(column: number): Values;
}

interface Values {
  at(row: number): unknown;
  length: number;
}

interface Type {
  typeId: number;
  /** Of a dictionary. */
  id?: number;
  bitWidth?: number;
  signed?: boolean;
  unit?: number;
  scale?: number;
  precision?: number;
  timezone?: string | null;
  dictionary?: Type;
  children?: { type: Type }[];
}

/** The columns of an Arrow file or stream. */
export async function arrow(source: Source, { libraries }: Unpacking): Promise<Columns> {
  const flechette = await library<Flechette>(libraries, "@uwdata/flechette");
  const turn = new Turn();
  // Buffers are unpacked here, so that the page has its turn meanwhile; but it wants to know that somebody could.
  const none = { encode: never, decode: never };
  for (const codec of [LZ4, ZSTD]) flechette.setCompressionCodec(codec, none);
  const unpackers: Unpackers = {
    [LZ4]: (bytes, out) => unpackLz4(bytes, out.length, turn, out),
    [ZSTD]: (bytes, out) => unpackZstd(bytes, out.length, turn, out),
  };
  const table = (messages: Uint8Array[]) =>
    flechette.tableFromIPC(messages, { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true });
  const { schema, messages } = await contentsOf(source);
  const { ofBatches, ofDictionary } = apart(schema);
  const leftOut: string[] = [];
  const fields = table([schema]).schema.fields.flatMap(({ name, type }, column) => {
    const cell = cellOf(type);
    if (cell === null) leftOut.push(name);
    return cell ? [{ name, cell: cell as Written, column, dictionary: dictionaryOf(type) }] : [];
  });

  async function* batches(): AsyncGenerator<Rows, void, void> {
    const batchesOf = new Map<bigint, Uint8Array[]>();
    const dictionaries = new Map<bigint, Values>();
    for await (const message of messages()) {
      if (message.kind !== BATCH && message.kind !== DICTIONARY) continue;
      const bytes = await unpacked(source, message, unpackers);
      await turn.ifDue();
      if (message.kind === DICTIONARY) {
        const { id, isDelta } = message;
        const [own, all] = [
          ofDictionary.get(id),
          [...((isDelta && batchesOf.get(id)) || []), asBatch(bytes)],
        ];
        batchesOf.set(id, all);
        if (own) dictionaries.set(id, table([own, ...all]).getChildAt(0));
        continue;
      }
      const batch = table([ofBatches, bytes]);
      // A row takes a bit at least, of one of the columns.
      if (batch.numRows > 8 * bytes.length) throw new RangeError("more rows than there can be");
      const columns = fields.map(({ column, cell, dictionary }) => {
        const values = batch.getChildAt(column);
        if (values.length !== batch.numRows) throw new RangeError("columns of several lengths");
        const of = dictionary === null ? null : (dictionaries.get(dictionary) ?? NOTHING);
        return (row: number) => {
          let value = values.at(row);
          if (of && value !== null && value !== undefined) value = lookedUp(of, Number(value));
          return value === null || value === undefined ? "" : cell(value);
        };
      });
      await turn.ifDue();
      yield { rows: batch.numRows, cells: columns, share: Math.min(1, message.end / source.bytes.size) };
    }
  }

  return { headers: fields.map(({ name }) => name), leftOut, rows: batches() };
}

function never(): never {
  throw new Error("nothing is packed here");
}

const NOTHING: Values = { length: 0, at: () => null };

function lookedUp(dictionary: Values, code: number): unknown {
  if (!(code >= 0 && code < dictionary.length)) throw new RangeError("a value that no dictionary has");
  return dictionary.at(code);
}

/** The dictionary that the values of a column are in. */
function dictionaryOf({ typeId, id, children }: Type): bigint | null {
  if (typeId === TYPES.dictionary) return BigInt(id ?? 0);
  const inside = typeId === TYPES.runEndEncoded ? children?.[1]?.type : undefined;
  return inside ? dictionaryOf(inside) : null;
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

function inZone(digits: Digits, timezone: string): Cell {
  try {
    return zoned(digits, timezone);
  } catch {
    throw new RangeError(`a time zone that is not known: ${timezone.slice(0, 50)}`);
  }
}

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
      return timezone ? inZone(digits, timezone) : timestamp(digits);
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
