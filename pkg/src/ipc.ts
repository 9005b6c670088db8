// The messages of Arrow (Columnar Format 1.5, IPC): where each is, what it is, and its buffers unpacked.

import { refused } from "./columns.ts";
import { Flat } from "./flat.ts";
import type { Source } from "./protocol.ts";

const DAMAGED = "This Arrow file is damaged or incomplete.";
const CUT = `${DAMAGED} Its end is missing. Download or save it again.`;
const TOO_LARGE =
  "This Arrow file has a batch of more than 1 GB. Write it in smaller batches, or save it as Parquet or CSV.";

/** A file begins with its signature, and ends with it behind the length of its index. */
const SIGNATURE = "ARROW1";
const SIGNATURE_LENGTH = 8;
const END_LENGTH = 10;
/** An item of the index: where a message begins, in eight bytes, and how long it is. */
const BLOCK_LENGTH = 24;
const CONTINUATION = 0xffffffff;
const LARGEST_HEAD = 64 << 20;
const LARGEST_BODY = 1 << 30;
/** What buffers unpack to, past the first bytes; those of orders become a few times to fifty times as large. */
const MOST_RATIO = 1000;
const FREELY = 256 << 20;

/** Ways to pack buffers. */
export const LZ4 = 0;
export const ZSTD = 1;

/** Kinds of messages. */
const SCHEMA = 1;
export const DICTIONARY = 2;
export const BATCH = 3;

/** What unpacks a buffer that is packed in one of the ways, to its place. */
export type Unpackers = Record<number, (bytes: Uint8Array, out: Uint8Array) => Promise<unknown>>;

/** The schema, as a message, and where the other messages are: of a file as its index says, dictionaries first. */
export interface Contents {
  schema: Uint8Array;
  messages: () => AsyncGenerator<Message, void, void>;
}

/** What a source holds. */
export async function contentsOf(source: Source): Promise<Contents> {
  if ((await textOf(source, 0, 1)) === SIGNATURE[0]) return indexed(source);
  const first = await next(source, 0);
  if (first?.kind !== SCHEMA) throw refused(source, DAMAGED);
  const messages = async function* () {
    for (let at = first.end; ; ) {
      const message = await next(source, at);
      if (message === null) return;
      yield message;
      at = message.end;
    }
  };
  return { schema: await bytesOf(source, first), messages };
}

/** A file has an index of its messages at its end; what it has not is not the whole of it. */
async function indexed(source: Source): Promise<Contents> {
  const at = source.bytes.size - END_LENGTH;
  const isWhole = at > 0 && (await textOf(source, at + 4, SIGNATURE.length)) === SIGNATURE;
  if (!isWhole) throw refused(source, CUT);
  const length = (await viewOf(source, at, 4)).getUint32(0, true);
  const from = at - length;
  if (length > LARGEST_HEAD || from < SIGNATURE_LENGTH) throw refused(source, DAMAGED);
  const view = await viewOf(source, from, length);
  const index = Flat.root(view);
  const schema = index.child(1);
  if (!schema) throw refused(source, DAMAGED);
  const places = [2, 3].flatMap(field => {
    const { at, count } = index.list(field, BLOCK_LENGTH);
    return Array.from({ length: count }, (_, n) => Number(view.getBigInt64(at + BLOCK_LENGTH * n, true)));
  });
  const messages = async function* () {
    for (const place of places) {
      const message = place >= SIGNATURE_LENGTH ? await next(source, place) : null;
      if (message === null) throw refused(source, DAMAGED);
      yield message;
    }
  };
  return { schema: schemaMessage(view, index.byte(0) ?? 0, schema.at), messages };
}

/** Not all programs repeat the schema of the index at the beginning as a message: one around it. */
function schemaMessage(index: DataView, version: number, schema: number): Uint8Array {
  const head = 40;
  const bytes = new Uint8Array(head + index.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, CONTINUATION, true);
  view.setUint32(4, bytes.length - 8, true);
  // Where the table is; its fields: how long, and where each stands; the table with these.
  const table = 24;
  view.setUint32(8, table - 8, true);
  for (const [n, field] of [12, 12, 8, 10, 4, 0].entries()) view.setUint16(12 + 2 * n, field, true);
  view.setInt32(table, table - 12, true);
  view.setUint32(table + 4, head + schema - (table + 4), true);
  view.setUint8(table + 8, version);
  view.setUint8(table + 10, SCHEMA);
  bytes.set(new Uint8Array(index.buffer, index.byteOffset, index.byteLength), head);
  return bytes;
}

async function textOf({ bytes }: Source, at: number, length: number): Promise<string> {
  return bytes.slice(at, at + length).text();
}

async function bytesOf({ bytes }: Source, { start, end }: Message): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await bytes.slice(start, end).arrayBuffer());
}

/** Where a buffer is in the body, and how long; both of eight bytes. */
const PLACE_LENGTH = 16;
/** Lengths of columns, and how many buffers each has that has any number. */
const OTHER_LISTS = [
  [1, 16],
  [4, 8],
] as const;
/** A buffer that may be packed begins with its length, in eight bytes, or this where it is not. */
const NOT_PACKED = -1n;
const ALIGNED = 8;

/** A message as bytes, in which no buffer is packed. */
export async function unpacked(source: Source, message: Message, unpackers: Unpackers): Promise<Uint8Array> {
  const bytes = await bytesOf(source, message);
  if (message.codec < 0) return bytes;
  const unpack = unpackers[message.codec];
  const { buffers, bodyAt, bodyLengthAt } = message;
  if (!unpack || bodyLengthAt === null) throw refused(source, DAMAGED);
  const view = new DataView(bytes.buffer);
  const packed: (Uint8Array | null)[] = [];
  const places: [at: number, length: number][] = [];
  let size = 0;
  for (let n = 0; n < buffers.count; n++) {
    const at = buffers.at + n * PLACE_LENGTH;
    const offset = bodyAt + Number(view.getBigInt64(at, true));
    const end = offset + Number(view.getBigInt64(at + 8, true));
    if (!(offset >= bodyAt && end >= offset && end <= bytes.length)) throw refused(source, DAMAGED);
    const stored = end - offset - ALIGNED;
    const says = stored < 0 ? 0n : view.getBigInt64(offset, true);
    const length = says === NOT_PACKED ? stored : Number(says);
    if (end > offset && !(stored >= 0 && length >= 0)) throw refused(source, DAMAGED);
    packed.push(end > offset ? bytes.subarray(offset, end) : null);
    places.push([size, end > offset ? ALIGNED + length : 0]);
    if (end > offset) size += ALIGNED + Math.ceil(length / ALIGNED) * ALIGNED;
    if (size > LARGEST_BODY) throw refused(source, TOO_LARGE);
  }
  if (size > Math.max(FREELY, MOST_RATIO * bytes.length)) throw refused(source, DAMAGED);
  const all = new Uint8Array(bodyAt + size);
  all.set(bytes.subarray(0, bodyAt));
  const out = new DataView(all.buffer);
  out.setBigInt64(bodyLengthAt, BigInt(size), true);
  for (const [n, [at, length]] of places.entries()) {
    const place = buffers.at + n * PLACE_LENGTH;
    out.setBigInt64(place, BigInt(at), true);
    out.setBigInt64(place + 8, BigInt(length), true);
    const buffer = packed[n];
    if (!buffer) continue;
    out.setBigInt64(bodyAt + at, NOT_PACKED, true);
    const content = all.subarray(bodyAt + at + ALIGNED, bodyAt + at + length);
    const isPacked = new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true) !== NOT_PACKED;
    if (isPacked) await unpack(buffer.subarray(ALIGNED), content);
    else content.set(buffer.subarray(ALIGNED));
  }
  return all;
}

/** A message: where it is, and as much of its head as says what it is. */
export interface Message {
  kind: number;
  start: number;
  end: number;
  /** Of dictionaries: which one, and whether it adds to it. */
  id: bigint;
  isDelta: boolean;
  /** How the buffers are packed, or -1. */
  codec: number;
  /** Where the places of the buffers stand, from the beginning, and how many there are. */
  buffers: { at: number; count: number };
  /** Where the length of the body stands, and where it begins. */
  bodyLengthAt: number | null;
  bodyAt: number;
}

/** The message at a place; `null` at the end. */
async function next(source: Source, at: number): Promise<Message | null> {
  const { size } = source.bytes;
  // A stream may just end, as the format says.
  if (at === size) return null;
  const prefix = await viewOf(source, at, 4);
  // Programs of before 2019 wrote the length at once.
  const isMarked = prefix.getUint32(0, true) === CONTINUATION;
  const length = isMarked ? (await viewOf(source, at + 4, 4)).getUint32(0, true) : prefix.getUint32(0, true);
  if (length === 0) return null;
  const headAt = at + (isMarked ? 8 : 4);
  if (length > LARGEST_HEAD) throw refused(source, DAMAGED);
  const message = Flat.root(await viewOf(source, headAt, length));
  const body = Number(message.long(3) ?? 0n);
  if (body > LARGEST_BODY) throw refused(source, TOO_LARGE);
  const end = headAt + length + body;
  if (!(body >= 0 && end <= size)) throw refused(source, DAMAGED);
  const kind = message.byte(1) ?? 0;
  const content = message.child(2);
  const batch = kind === DICTIONARY ? content?.child(1) : content;
  const packing = kind === SCHEMA ? undefined : batch?.child(3);
  const list = kind === SCHEMA ? undefined : batch?.list(2, PLACE_LENGTH);
  // Of how long the others are, the library makes sure of nothing.
  if (list) for (const [field, length] of OTHER_LISTS) batch?.list(field, length);
  const bodyLengthAt = message.place(3);
  return {
    kind,
    start: at,
    end,
    id: (kind === DICTIONARY && content?.long(0)) || 0n,
    isDelta: kind === DICTIONARY && content?.byte(2) === 1,
    codec: packing ? (packing.byte(0) ?? LZ4) : -1,
    buffers: list ? { at: headAt - at + list.at, count: list.count } : { at: 0, count: 0 },
    bodyLengthAt: bodyLengthAt === null ? null : headAt - at + bodyLengthAt,
    bodyAt: headAt + length - at,
  };
}

async function viewOf(source: Source, at: number, length: number): Promise<DataView> {
  if (at + length > source.bytes.size) throw refused(source, DAMAGED);
  return new DataView(await source.bytes.slice(at, at + length).arrayBuffer());
}
