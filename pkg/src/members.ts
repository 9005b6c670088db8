// Where the members of a gzip file end (RFC 1952, § 2.2): files may be several of them, one behind the other, and zeros
// may follow. Nothing is unpacked here, so a place is found by what a member begins with. In other bytes that stands
// once in about 200 GB; whoever unpacks them goes on where a member turns out not to have ended.

import { pieces } from "./pieces.ts";

/** Signature, method, flags, time, kind of packing, system. */
const HEADER_LENGTH = 10;
/** With the smallest content, sum and length. */
const LEAST_LENGTH = HEADER_LENGTH + 10;
/** More would be members of a few bytes, which no program writes. */
const MOST_MEMBERS = 1 << 20;

/** Deflate packs a thousand to one at most. */
const LEAST_OF_4_GB = 4 << 20;
const MOST_RATIO = 1032;

const RESERVED_FLAGS = 0xe0;
/** As compression was, or not said. */
const PACKING = [0, 2, 4];
const LAST_SYSTEM = 13;
const UNKNOWN_SYSTEM = 255;

/** Where members end in the first so many bytes, and the end of the last of all. */
export async function memberEnds(bytes: Blob, within = Number.POSITIVE_INFINITY): Promise<number[]> {
  const ends: number[] = [];
  let last = 0;
  const overlap = HEADER_LENGTH - 1;
  let kept = new Uint8Array();
  let at = 0;
  for await (const piece of pieces(bytes)) {
    // A header may begin in one piece and end in the next.
    const seam = joined(kept, piece.subarray(0, overlap));
    const found = [...begins(seam, at - kept.length), ...begins(piece, at)];
    for (const place of found) {
      if (place - last < LEAST_LENGTH || ends.length >= MOST_MEMBERS) continue;
      ends.push(place);
      last = place;
    }
    kept = piece.slice(-overlap);
    at += piece.length;
    if (at >= within) break;
  }
  return [...ends, await endOf(bytes, last)];
}

/** The places at which a member could begin. */
function* begins(bytes: Uint8Array, from: number): Generator<number, void, void> {
  for (let at = bytes.indexOf(0x1f); at >= 0; at = bytes.indexOf(0x1f, at + 1)) {
    if (at + HEADER_LENGTH > bytes.length) return;
    const [, second, method, flags = 0] = bytes.subarray(at, at + 4);
    const [packing = 0, system = 0] = bytes.subarray(at + 8, at + HEADER_LENGTH);
    if (second !== 0x8b || method !== 8 || (flags & RESERVED_FLAGS) !== 0 || !PACKING.includes(packing)) {
      continue;
    }
    if (system <= LAST_SYSTEM || system === UNKNOWN_SYSTEM) yield from + at;
  }
}

/**
 * The end of the last member, without zeros behind it. A member ends with the length of its content, which often ends
 * with zeros, too. What is too many zeros shows by that length: deflate makes nothing longer by more than an eighth.
 */
async function endOf(bytes: Blob, start: number): Promise<number> {
  const { size } = bytes;
  const last = await lastByte(bytes);
  if (last + 1 === size || last < start) return size;
  // The length is told modulo 4 GB, which what is packed to more than this may exceed.
  if (size - start > LEAST_OF_4_GB && size - last <= 3) return size;
  const header = await headerLength(bytes, start);
  const tailStart = Math.max(start, last - 3);
  const tail = new DataView(await bytes.slice(tailStart, last + 10).arrayBuffer());
  const isLikely = (end: number) => {
    const at = end - 4 - tailStart;
    const length = at < 0 ? 0 : at + 4 <= tail.byteLength ? tail.getUint32(at, true) : 0;
    const packed = end - start - header - 8;
    return packed > 1 && length >= Math.floor(((packed - 2) * 8) / 9) && length <= MOST_RATIO * packed;
  };
  if (isLikely(size)) return size;
  for (let end = Math.min(size, last + 10); end > last; end--) if (isLikely(end)) return end;
  return size;
}

/** The place of the last byte that is not zero. */
async function lastByte(bytes: Blob): Promise<number> {
  const step = 1 << 16;
  for (let end = bytes.size; end > 0; end -= step) {
    const start = Math.max(0, end - step);
    const part = new Uint8Array(await bytes.slice(start, end).arrayBuffer());
    const at = part.findLastIndex(byte => byte !== 0);
    if (at >= 0) return start + at;
  }
  return -1;
}

/** How long the header of a member is, with the name of the file and whatever else it has. */
async function headerLength(bytes: Blob, start: number): Promise<number> {
  const head = new Uint8Array(await bytes.slice(start, start + (1 << 17)).arrayBuffer());
  const flags = head[3] ?? 0;
  let at = HEADER_LENGTH;
  if (flags & 4) at += 2 + (head[at] ?? 0) + 256 * (head[at + 1] ?? 0);
  for (const text of [8, 16]) if (flags & text) at = head.indexOf(0, at) + 1 || head.length;
  return flags & 2 ? at + 2 : at;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
