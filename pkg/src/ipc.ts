// The messages of Arrow (Columnar Format 1.5, IPC): where each is, what it is, and its buffers unpacked.

import { refused } from "./columns.ts";
import type { Source } from "./protocol.ts";

const DAMAGED = "This Arrow file is damaged or incomplete.";
const TOO_LARGE =
  "This Arrow file has a batch of more than 1 GB. Write it in smaller batches, or save it as Parquet or CSV.";

/** A file begins with its signature; what follows is a stream. */
const SIGNATURE_LENGTH = 8;
const SIGNATURE = 0x41;
const CONTINUATION = 0xffffffff;
const LARGEST_HEAD = 64 << 20;
const LARGEST_BODY = 1 << 30;

/** Ways to pack buffers. */
export const [LZ4, ZSTD] = [0, 1];

/** Kinds of messages. */
const SCHEMA = 1;
export const [DICTIONARY, BATCH] = [2, 3];

/** What unpacks a buffer that is packed in one of the ways. */
export type Unpackers = Record<number, (bytes: Uint8Array, length: number) => Promise<Uint8Array>>;

/** Of what form a source is, where its messages begin, and the first of them. */
export async function beginning(
  source: Source,
): Promise<{ isFile: boolean; start: number; schema: Uint8Array }> {
  const isFile = (await viewOf(source, 0, 1)).getUint8(0) === SIGNATURE;
  const start = isFile ? SIGNATURE_LENGTH : 0;
  const first = await next(source, start);
  if (first?.kind !== SCHEMA) throw refused(source, DAMAGED);
  return { isFile, start, schema: await bytesOf(source, first) };
}

async function bytesOf({ bytes }: Source, { start, end }: Message): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await bytes.slice(start, end).arrayBuffer());
}

/** Where a buffer is in the body, and how long; both of eight bytes. */
const PLACE_LENGTH = 16;
/** A buffer that may be packed begins with its length, or this where it is not. */
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
  const contents: Uint8Array[] = [];
  const places: [at: number, length: number][] = [];
  let size = 0;
  for (let n = 0; n < buffers.count; n++) {
    const at = buffers.at + n * PLACE_LENGTH;
    const offset = bodyAt + Number(view.getBigInt64(at, true));
    const end = offset + Number(view.getBigInt64(at + 8, true));
    if (!(offset >= bodyAt && end >= offset && end <= bytes.length)) throw refused(source, DAMAGED);
    const content = end === offset ? null : await contentOf(bytes.subarray(offset, end), unpack);
    places.push([size, content ? ALIGNED + content.length : 0]);
    contents.push(content ?? new Uint8Array());
    if (content) size += ALIGNED + Math.ceil(content.length / ALIGNED) * ALIGNED;
    if (size > LARGEST_BODY) throw refused(source, TOO_LARGE);
  }
  const all = new Uint8Array(bodyAt + size);
  all.set(bytes.subarray(0, bodyAt));
  const out = new DataView(all.buffer);
  out.setBigInt64(bodyLengthAt, BigInt(size), true);
  for (const [n, [at, length]] of places.entries()) {
    out.setBigInt64(buffers.at + n * PLACE_LENGTH, BigInt(at), true);
    out.setBigInt64(buffers.at + n * PLACE_LENGTH + 8, BigInt(length), true);
    if (length === 0) continue;
    out.setBigInt64(bodyAt + at, NOT_PACKED, true);
    all.set(contents[n] as Uint8Array, bodyAt + at + ALIGNED);
  }
  return all;
}

async function contentOf(buffer: Uint8Array, unpack: NonNullable<Unpackers[number]>): Promise<Uint8Array> {
  const length = new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true);
  const packed = buffer.subarray(8);
  if (length === NOT_PACKED) return packed;
  if (length < 0n || length > BigInt(LARGEST_BODY)) throw new RangeError("a buffer too large");
  const content = await unpack(packed, Number(length));
  if (content.length !== Number(length)) throw new RangeError("a buffer of another length");
  return content;
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

export async function* messages(source: Source, from: number): AsyncGenerator<Message, void, void> {
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
  const list = kind === SCHEMA ? undefined : batch?.list(2);
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
      place,
      list: field =>
        ifThere(place(field), found => {
          const at = found + view.getUint32(found, true);
          return { at: at + 4, count: view.getUint32(at, true) };
        }),
      byte: field => ifThere(place(field), found => view.getUint8(found)),
      long: field => ifThere(place(field), found => view.getBigInt64(found, true)),
      child: field => ifThere(place(field), found => this.table(found + view.getUint32(found, true))),
    };
  }
}

interface FlatTable {
  /** Where a field stands. */
  place(field: number): number | null;
  list(field: number): { at: number; count: number } | undefined;
  byte(field: number): number | undefined;
  long(field: number): bigint | undefined;
  child(field: number): FlatTable | undefined;
}

function ifThere<T>(place: number | null, read: (place: number) => T): T | undefined {
  return place === null ? undefined : read(place);
}
