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
import { type Columns, type Rows, Turn } from "./columns.ts";
import {
  BATCH,
  beginning,
  DICTIONARY,
  LZ4,
  type Message,
  messages,
  type Unpackers,
  unpacked,
  ZSTD,
} from "./ipc.ts";
import { library, zstd } from "./library.ts";
import { unpackLz4 } from "./lz4.ts";
import type { Source } from "./protocol.ts";
import type { Unpacking } from "./unpacking.ts";

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

/** The columns of an Arrow file or stream. */
export async function arrow(source: Source, how: Unpacking): Promise<Columns> {
  const flechette = await library<Flechette>(how.libraries, "@uwdata/flechette");
  const turn = new Turn();
  const unpackers = unpackersOf(how, turn);
  // Buffers are unpacked here, so that the page has its turn meanwhile; but it wants to know that somebody could.
  const none = { encode: never, decode: never };
  for (const codec of [LZ4, ZSTD]) flechette.setCompressionCodec(codec, none);
  const options = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true };
  const dictionaries = new Map<bigint, Uint8Array[]>();
  const { isFile, start, schema } = await beginning(source);
  const top = flechette.tableFromIPC([schema], options);
  const fields = top.schema.fields.flatMap(({ name, type }, column) => {
    const cell = cellOf(type);
    return cell ? [{ name, cell: cell as Written, column }] : [];
  });

  async function remember(message: Message): Promise<void> {
    const bytes = await unpacked(source, message, unpackers);
    const before = message.isDelta ? (dictionaries.get(message.id) ?? []) : [];
    dictionaries.set(message.id, [...before, bytes]);
  }

  async function* batches(): AsyncGenerator<Rows, void, void> {
    // In a file a dictionary may stand behind the batch that it is for.
    if (isFile) {
      for await (const message of messages(source, start)) {
        if (message.kind === DICTIONARY) await remember(message);
      }
    }
    for await (const message of messages(source, start)) {
      if (message.kind === DICTIONARY && !isFile) await remember(message);
      if (message.kind !== BATCH) continue;
      const batch = await unpacked(source, message, unpackers);
      await turn.ifDue();
      const lots = [schema, ...[...dictionaries.values()].flat(), batch];
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

function never(): never {
  throw new Error("nothing is packed here");
}

function unpackersOf(how: Unpacking, turn: Turn): Unpackers {
  let loaded: ReturnType<typeof zstd> | undefined;
  return {
    [LZ4]: (bytes, length) => unpackLz4(bytes, length, () => turn.ifDue()),
    [ZSTD]: async (bytes, length) => {
      loaded ??= zstd(how.libraries);
      const unpack = await loaded;
      await turn.ifDue();
      return unpack(bytes, length);
    },
  };
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
