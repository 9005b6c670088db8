// ZIP archives: what is inside, as far as reading needs it (APPNOTE 6.3.10, § 4.3). Nothing is unpacked here, and
// archives of more than 4 GB are not read.

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
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
const LONGEST_COMMENT = 0xffff;
const LONGEST_DIRECTORY = 64 << 20;

const STORED = 0;
const DEFLATED = 8;
/** The real method stands elsewhere: the entry is encrypted. */
const AES = 99;

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
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field =>
      view.getUint16(at + field, true),
    ) as [number, number, number];
    const next = at + CENTRAL_LENGTH + nameLength + extraLength + commentLength;
    if (next > length) throw damaged();
    const name = nameOf(bytesOf(view, at + CENTRAL_LENGTH, nameLength));
    const entry = {
      name,
      encrypted: (flags & 1) !== 0 || method === AES,
      method,
      sum: view.getUint32(at + 16, true),
      compressed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
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
      "This archive is packed in an unknown way. Unpack it yourself, and choose the file inside.",
    );
  }
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, sum, true);
  trailer.setUint32(4, size % 2 ** 32, true);
  return { name, bytes: new Blob([header, bytes, trailer]), packed: true, encrypted };
}

async function whereIsDirectory(archive: Blob): Promise<{ offset: number; length: number; count: number }> {
  const from = Math.max(0, archive.size - END_LENGTH - LONGEST_COMMENT);
  const view = await viewOf(archive, from, archive.size - from);
  for (let at = view.byteLength - END_LENGTH; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    return {
      count: view.getUint16(at + 10, true),
      length: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
  }
  throw damaged();
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

function damaged(): SiyuError {
  return new SiyuError(
    "unsupported-format",
    "This archive is damaged or incomplete. Download or export it again.",
  );
}
