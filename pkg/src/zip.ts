// ZIP archives: what is inside, as far as reading needs it (APPNOTE 6.3.10, § 4.3 and 4.5.3). Nothing is unpacked here.

import { SiyuError } from "./errors.ts";

/** A file in an archive. */
export interface Entry {
  /** Its path. */
  name: string;
  /** Its bytes: as they are, or framed as gzip, so that whoever unpacks it also checks its length and sum. */
  bytes: Blob;
  packed: boolean;
  encrypted: boolean;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

const END_LENGTH = 22;
const LOCATOR_LENGTH = 20;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
const LONGEST_COMMENT = 0xffff;
const LONGEST_DIRECTORY = 64 << 20;
/** In the place of a number that stands elsewhere, since it needs 64 bits. */
const ELSEWHERE = 0xffffffff;

const STORED = 0;
const DEFLATED = 8;
/** The real method stands elsewhere: the entry is encrypted. */
const AES = 99;

/** Whether bytes begin as a ZIP archive does. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/** The names of the files in an archive, and how to get at each. Throws where it is none, or damaged. */
export async function directory(archive: Blob): Promise<{ name: string; open: () => Promise<Entry> }[]> {
  const { offset, length, count } = await whereIsDirectory(archive);
  if (length > LONGEST_DIRECTORY || offset + length > archive.size) throw damaged();
  const view = await viewOf(archive, offset, length);
  const found: { name: string; open: () => Promise<Entry> }[] = [];
  let claimed = 0;
  for (let at = 0; at + CENTRAL_LENGTH <= length && found.length < count; ) {
    if (view.getUint32(at, true) !== CENTRAL) throw damaged();
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const next = at + CENTRAL_LENGTH + nameLength + extraLength + commentLength;
    if (next > length) throw damaged();
    const name = nameOf(bytesOf(view, at + CENTRAL_LENGTH, nameLength));
    const entry = {
      name,
      encrypted: (flags & 1) !== 0 || method === AES,
      method,
      sum: view.getUint32(at + 16, true),
      ...sizes(view, at, at + CENTRAL_LENGTH + nameLength, extraLength),
    };
    claimed += entry.compressed;
    // Entries that share their bytes are how a small archive is made to look endless.
    if (claimed > archive.size) throw damaged();
    found.push({ name, open: () => entryOf(archive, entry) });
    at = next;
  }
  return found;
}

interface Place {
  compressed: number;
  size: number;
  offset: number;
}

/** The sizes and the place of an entry; with 64 bits where its extra field says so. */
function sizes(view: DataView, at: number, extra: number, extraLength: number): Place {
  const numbers = [24, 20, 42].map(field => view.getUint32(at + field, true));
  for (let field = extra; field + 4 <= extra + extraLength; ) {
    const [id, size] = [view.getUint16(field, true), view.getUint16(field + 2, true)];
    let value = field + 4;
    for (let index = 0; id === 1 && index < 3 && value + 8 <= field + 4 + size; index++) {
      if (numbers[index] !== ELSEWHERE) continue;
      numbers[index] = long(view, value);
      value += 8;
    }
    field += 4 + size;
  }
  const [size, compressed, offset] = numbers as [number, number, number];
  return { size, compressed, offset };
}

async function entryOf(
  archive: Blob,
  entry: Place & { name: string; encrypted: boolean; method: number; sum: number },
): Promise<Entry> {
  const { name, encrypted, method, compressed, size, offset, sum } = entry;
  const local = await viewOf(archive, offset, LOCAL_LENGTH);
  if (local.getUint32(0, true) !== LOCAL) throw damaged();
  const start = offset + LOCAL_LENGTH + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + compressed > archive.size) throw damaged();
  const bytes = archive.slice(start, start + compressed);
  if (method === STORED || encrypted) return { name, bytes, packed: false, encrypted };
  if (method !== DEFLATED) {
    throw new SiyuError(
      "unsupported-format",
      `“${shown(name)}” is packed in a way that cannot be read here. Unpack the archive, or pack it as an ordinary ZIP.`,
    );
  }
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, sum, true);
  trailer.setUint32(4, size % 2 ** 32, true);
  return { name, bytes: new Blob([header, bytes, trailer]), packed: true, encrypted };
}

async function whereIsDirectory(archive: Blob): Promise<{ offset: number; length: number; count: number }> {
  const from = Math.max(0, archive.size - END_LENGTH - LONGEST_COMMENT - LOCATOR_LENGTH);
  const view = await viewOf(archive, from, archive.size - from);
  for (let at = view.byteLength - END_LENGTH; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    const [count, length, offset] = [
      view.getUint16(at + 10, true),
      view.getUint32(at + 12, true),
      view.getUint32(at + 16, true),
    ];
    const locator = at - LOCATOR_LENGTH;
    if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return { offset, length, count };
    const end = await viewOf(archive, long(view, locator + 8), 56);
    if (end.getUint32(0, true) !== END_64) throw damaged();
    return { count: long(end, 32), length: long(end, 40), offset: long(end, 48) };
  }
  throw damaged();
}

/** A number of 64 bits; beyond 2^53 it fails every comparison with a size anyway. */
const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

const bytesOf = (view: DataView, at: number, length: number) => new Uint8Array(view.buffer, at, length);

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

/** A name in a message. */
export const shown = (name: string): string => (name.length > 60 ? `…${name.slice(-59)}` : name);

function damaged(): SiyuError {
  return new SiyuError(
    "unsupported-format",
    "This ZIP archive is damaged or incomplete. Download or export it again.",
  );
}
