// Snappy (format description of 2011), as Parquet packs its pages.

import { STEP_BYTES, type Turn } from "./turn.ts";

/** Unpacks what has this length. A RangeError where that is not what is in it. */
export async function unpackSnappy(bytes: Uint8Array, length: number, turn: Turn): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  let [at, made, due] = [0, 0, STEP_BYTES];
  // The length of it all, seven bits to a byte.
  while ((bytes[at++] ?? 0) > 127);
  while (at < bytes.length) {
    const tag = bytes[at++] as number;
    const kind = tag & 3;
    let [count, back] = [1 + (tag >> 2), 0];
    // How many bytes follow the tag with the lower parts of a number.
    const width = kind === 0 ? Math.max(0, count - 60) : kind === 3 ? 4 : kind;
    if (at + width > bytes.length) throw wrong();
    let number = 0;
    for (let n = width - 1; n >= 0; n--) number = number * 256 + (bytes[at + n] as number);
    at += width;
    if (kind === 0) {
      if (width > 0) count = 1 + number;
    } else if (kind === 1) {
      [count, back] = [4 + ((tag >> 2) & 7), (tag >> 5) * 256 + number];
    } else back = number;
    const end = made + count;
    if (end > length) throw wrong();
    if (kind === 0) {
      if (at + count > bytes.length) throw wrong();
      if (count > 32) out.set(bytes.subarray(at, at + count), made);
      else for (let n = 0; n < count; n++) out[made + n] = bytes[at + n] as number;
      at += count;
      made = end;
    } else {
      if (back === 0 || back > made) throw wrong();
      for (; made < end; made++) out[made] = out[made - back] as number;
    }
    if (made >= due) {
      due = made + STEP_BYTES;
      await turn.ifDue();
    }
  }
  if (made !== length) throw wrong();
  return out;
}

function wrong(): RangeError {
  return new RangeError("a page of Snappy that is damaged");
}
