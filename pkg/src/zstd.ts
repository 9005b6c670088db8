// Zstandard, by fzstd. It keeps packed bytes until it has all of a block, so it is given a few at a time.

import { Decompress } from "fzstd";
import type { Turn } from "./turn.ts";

/** So many packed bytes are given at once: less than a block may take. */
const STEP = 1 << 14;
/** The largest window that is usual, 128 MB; the library makes room for whatever a frame says. */
const LARGEST_WINDOW = 27;
const FIRST_WINDOW = 10;

/** Unpacks what has this length. A RangeError where that is not what is in it. */
export async function unpackZstd(
  bytes: Uint8Array,
  length: number,
  turn: Turn,
  out: Uint8Array = new Uint8Array(length),
): Promise<Uint8Array> {
  if (length > 0 && windowOf(bytes) > Math.max(length, 2 ** LARGEST_WINDOW)) throw wrong();
  let made = 0;
  const unpacker = new Decompress(part => {
    if (made + part.length > length) throw wrong();
    out.set(part, made);
    made += part.length;
  });
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      unpacker.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
      await turn.ifDue();
    }
  } catch {
    throw wrong();
  }
  if (made !== length) throw wrong();
  return out;
}

/** How much a frame says that it looks back at most (RFC 8878, 3.1.1.1). */
function windowOf(bytes: Uint8Array): number {
  const [described = 0, window = 0] = bytes.subarray(4, 6);
  const isOne = (described >> 5) & 1;
  if (!isOne) {
    const base = 2 ** (FIRST_WINDOW + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  // All of it is the window: the length stands behind the number of a dictionary.
  const size = 1 << (described >> 6);
  const from = 5 + ((1 << (described & 3)) >> 1);
  let total = size === 2 ? 256 : 0;
  for (let at = 0; at < size; at++) total += (bytes[from + at] ?? 0) * 256 ** at;
  return total;
}

function wrong(): RangeError {
  return new RangeError("Zstandard that is damaged");
}
