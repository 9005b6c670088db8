// LZ4: in frames (LZ4 Frame Format 1.6), as Arrow packs its buffers, and in single blocks. The sums in frames are not
// compared.

import { STEP_BYTES, type Turn } from "./turn.ts";

const FRAME = 0x184d2204;
const STORED = 0x80000000;

/** Unpacks a frame whose content has this length, into `out`. A RangeError where that is not what is in it. */
export async function unpackLz4(
  bytes: Uint8Array,
  length: number,
  turn: Turn,
  out: Uint8Array = new Uint8Array(length),
): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== FRAME) throw new RangeError("no frame of LZ4");
  const flags = view.getUint8(4);
  // Flags, block size, length of the content, id of a dictionary, sum of all this.
  let at = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  let made = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const packed = size % STORED;
    const block = bytes.subarray(at, at + packed);
    if (block.length < packed) throw new RangeError("a block of LZ4 without an end");
    if (size >= STORED) {
      out.set(block, made);
      made += packed;
    } else {
      made = await unpackBlock(block, out, made, turn);
    }
    at += packed + (flags & 16 ? 4 : 0);
    await turn.ifDue();
  }
  if (made !== length) throw new RangeError("a frame of LZ4 of another length");
  return out;
}

/** Unpacks a block that stands alone, as Parquet packs its pages. */
export async function unpackLz4Block(bytes: Uint8Array, length: number, turn: Turn): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  return out.subarray(0, await unpackBlock(bytes, out, 0, turn));
}

/** Unpacks a block behind what is there already, to which it may refer; returns where it ends. */
async function unpackBlock(block: Uint8Array, out: Uint8Array, from: number, turn: Turn): Promise<number> {
  let [at, made, due] = [0, from, from + STEP_BYTES];
  const long = (short: number): number => {
    let sum = short;
    for (let more = short === 15 ? 255 : 0; more === 255; sum += more) {
      const byte = block[at++];
      if (byte === undefined) throw new RangeError("a block of LZ4 without an end");
      more = byte;
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = long(token >> 4);
    if (at + literals > block.length) throw new RangeError("a block of LZ4 without an end");
    if (made + literals > out.length) throw new RangeError("a block of LZ4 that is too long");
    if (literals > 32) out.set(block.subarray(at, at + literals), made);
    else for (let n = 0; n < literals; n++) out[made + n] = block[at + n] as number;
    at += literals;
    made += literals;
    if (at >= block.length) return made;
    const back = (block[at] as number) + 256 * (block[at + 1] ?? 0);
    at += 2;
    const match = long(token & 15) + 4;
    if (back === 0 || back > made || made + match > out.length) throw new RangeError("a wrong match in LZ4");
    if (back >= match && match > 32) {
      out.copyWithin(made, made - back, made - back + match);
      made += match;
    } else {
      for (const end = made + match; made < end; made++) out[made] = out[made - back] as number;
    }
    if (made < due) continue;
    due = made + STEP_BYTES;
    await turn.ifDue();
  }
  return made;
}
