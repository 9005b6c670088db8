// ZIP archives: what is inside, as far as reading needs it (APPNOTE 6.3.10, § 4.3 and 4.5.3), ZIP64 included. Nothing
// is unpacked here.

import { damaged } from "./packed.ts";
import { pieces } from "./pieces.ts";
import { STEP_BYTES, Turn } from "./turn.ts";

/** A file in an archive. */
export interface Entry {
  /** Its bytes: as they are, or framed as gzip, so that whoever unpacks it also makes sure of its length and sum. */
  bytes: Blob;
  packed: boolean;
  encrypted: boolean;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;

const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
const END_64_LENGTH = 56;
const LOCATOR_64_LENGTH = 20;
const LONGEST_COMMENT = 0xffff;
const LONGEST_DIRECTORY = 64 << 20;

/** The extra field with what has no room in four bytes, where these values stand instead. */
const EXTRA_64 = 1;
const ELSEWHERE_16 = 0xffff;
const ELSEWHERE_32 = 0xffffffff;

const STORED = 0;
const DEFLATED = 8;
/** The real method stands elsewhere: the entry is encrypted. */
const AES = 99;

/** A file in an archive that is not looked at yet. Where only its `top` is wanted, the rest may be damaged. */
export interface Unopened {
  name: string;
  /** `null` where it is packed in an unknown way. */
  open: (top: boolean) => Promise<Entry | null>;
}

/** The names of the files in an archive, and how to get at each. Throws where it is none, or damaged. */
export async function directory(archive: Blob): Promise<Unopened[]> {
  const { offset, length, count } = await whereIsDirectory(archive);
  if (length > LONGEST_DIRECTORY || offset + length > archive.size) throw damaged();
  const view = await viewOf(archive, offset, length);
  const found: Unopened[] = [];
  let claimed = 0;
  for (let at = 0; at + CENTRAL_LENGTH <= length && found.length < count; ) {
    if (view.getUint32(at, true) !== CENTRAL) throw damaged();
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field =>
      view.getUint16(at + field, true),
    ) as [number, number, number];
    const next = at + CENTRAL_LENGTH + nameLength + extraLength + commentLength;
    if (next > length) throw damaged();
    const name = nameOf(bytesOf(view, at + CENTRAL_LENGTH, nameLength));
    const extra = at + CENTRAL_LENGTH + nameLength;
    // In the order in which the extra field has those that stand there.
    const [size = 0, compressed = 0, offset = 0] = wide(
      view,
      [at + 24, at + 20, at + 42],
      extra,
      extraLength,
    );
    const encrypted = (flags & 1) !== 0 || method === AES;
    const sum = view.getUint32(at + 16, true);
    const entry = { encrypted, method, sum, compressed, size, offset };
    claimed += entry.compressed;
    // Entries that share their bytes are how a small archive is made to look endless.
    if (claimed > archive.size) throw damaged();
    found.push({ name, open: top => entryOf(archive, entry, top) });
    at = next;
  }
  if (found.length < count) throw damaged();
  return found;
}

interface Place {
  compressed: number;
  size: number;
  offset: number;
}

async function entryOf(
  archive: Blob,
  entry: Place & { encrypted: boolean; method: number; sum: number },
  top: boolean,
): Promise<Entry | null> {
  const { encrypted, method, compressed, size, offset, sum } = entry;
  const local = await viewOf(archive, offset, LOCAL_LENGTH);
  if (local.getUint32(0, true) !== LOCAL) throw damaged();
  const start = offset + LOCAL_LENGTH + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + compressed > archive.size) throw damaged();
  const bytes = archive.slice(start, start + compressed);
  if (method === STORED || encrypted) {
    // Nobody unpacks it, and Workers read parts of it.
    if (!encrypted && (compressed !== size || (!top && (await sumOf(bytes)) !== sum))) throw damaged();
    return { bytes, packed: false, encrypted };
  }
  if (method !== DEFLATED) return null;
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, sum, true);
  trailer.setUint32(4, size % 2 ** 32, true);
  return { bytes: new Blob([header, bytes, trailer]), packed: true, encrypted };
}

/** What the sum is changed by, for each value of a byte. */
const SUMS = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  return sum;
});

/** CRC-32. */
async function sumOf(bytes: Blob): Promise<number> {
  const turn = new Turn();
  let sum = -1;
  for await (const piece of pieces(bytes)) {
    for (let at = 0; at < piece.length; ) {
      const end = Math.min(at + STEP_BYTES, piece.length);
      while (at < end) sum = (SUMS[(sum ^ (piece[at++] as number)) & 255] as number) ^ (sum >>> 8);
      await turn.ifDue();
    }
  }
  return ~sum >>> 0;
}

interface Directory {
  offset: number;
  length: number;
  count: number;
}

async function whereIsDirectory(archive: Blob): Promise<Directory> {
  const from = Math.max(0, archive.size - END_LENGTH - LONGEST_COMMENT);
  const view = await viewOf(archive, from, archive.size - from);
  for (let at = view.byteLength - END_LENGTH; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    const short = {
      count: view.getUint16(at + 10, true),
      length: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    const isElsewhere =
      short.count === ELSEWHERE_16 || short.length === ELSEWHERE_32 || short.offset === ELSEWHERE_32;
    return (isElsewhere && (await longDirectory(archive, from + at))) || short;
  }
  throw damaged();
}

/** The same of ZIP64, by the locator that stands before the end; `null` where there is none. */
async function longDirectory(archive: Blob, end: number): Promise<Directory | null> {
  if (end < LOCATOR_64_LENGTH) return null;
  const locator = await viewOf(archive, end - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH);
  if (locator.getUint32(0, true) !== LOCATOR_64) return null;
  const view = await viewOf(archive, long(locator, 8), END_64_LENGTH);
  if (view.getUint32(0, true) !== END_64) throw damaged();
  return { count: long(view, 32), length: long(view, 40), offset: long(view, 48) };
}

/** Numbers of four bytes, or of eight where these say so and stand in the extra field. */
function wide(view: DataView, places: number[], extra: number, length: number): number[] {
  let [at, end] = [0, 0];
  for (let field = extra; field + 4 <= extra + length; field = end) {
    end = field + 4 + view.getUint16(field + 2, true);
    if (end > extra + length) break;
    if (view.getUint16(field, true) !== EXTRA_64) continue;
    at = field + 4;
    break;
  }
  return places.map(place => {
    const short = view.getUint32(place, true);
    if (short !== ELSEWHERE_32 || at === 0) return short;
    at += 8;
    if (at > end) throw damaged();
    return long(view, at - 8);
  });
}

/** A number of eight bytes. Larger ones than JavaScript knows exactly are the size of no file. */
function long(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged();
  return Number(value);
}

const bytesOf = (view: DataView<ArrayBuffer>, at: number, length: number) =>
  new Uint8Array(view.buffer, at, length);

async function viewOf(archive: Blob, from: number, length: number): Promise<DataView<ArrayBuffer>> {
  if (from + length > archive.size) throw damaged();
  return new DataView(await archive.slice(from, from + length).arrayBuffer());
}

/** In UTF-8, which most programs write, else as Chinese systems do. */
function nameOf(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
