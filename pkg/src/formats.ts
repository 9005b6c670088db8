// Opens what is more than text: gzip, ZIP, Parquet and Arrow, in each other too. A file of its own in the package,
// loaded with the first such source.

import { archived } from "./archive.ts";
import { arrow } from "./arrow.ts";
import { refused, written } from "./columns.ts";
import { isArrow, isCompound, isEmptyZip, isGzip, isParquet, isZip } from "./magic.ts";
import { memberEnds } from "./members.ts";
import { contents } from "./packed.ts";
import { parquet } from "./parquet.ts";
import type { Source } from "./protocol.ts";
import type { Unpacked, Unpacking } from "./unpacking.ts";

export { first, sorted } from "./archive.ts";
export { tell } from "./left-out.ts";

/** An archive in an archive in an archive; nobody means more. */
const DEEPEST = 3;
const TOO_DEEP = "This is an archive in an archive in an archive. Unpack it, and choose the files inside.";

/** What must be at hand as a whole, and not piece by piece, has at most so many bytes unpacked. */
const LARGEST_INSIDE = 1 << 30;
const TOO_LARGE =
  "What is packed here is too large to be opened inside its archive. Unpack it, and choose the file inside.";

/** Enough of a file for the top of what is in it. */
const TOP = 8 << 20;

/** The sources that a source consists of. */
export async function opened(source: Source, how: Unpacking, depth = 0): Promise<Unpacked> {
  const itself = { sources: [source], leftOut: [] };
  const head = await headOf(source);
  if (isCompound(head)) return { sources: [{ ...source, workbook: true }], leftOut: [] };
  const isPacked = isGzip(head) || isZip(head) || isEmptyZip(head);
  if (!isPacked && !isParquet(head) && !isArrow(head)) return itself;
  if (depth > DEEPEST) throw refused(source, TOO_DEEP);
  const whole = source.packed ? await unpacked(source) : source;
  const { bytes } = whole;
  if (isGzip(head)) {
    const ends = await memberEnds(bytes, how.top ? TOP : Number.POSITIVE_INFINITY);
    return opened({ ...whole, packed: true, ends }, how, depth + 1);
  }
  if (isPacked) return archived(whole, how.top, inside => opened(inside, how, depth + 1));
  const one = isParquet(head)
    ? await written(whole, how, "Parquet", () => parquet(whole, how))
    : await written(whole, how, "Arrow", () => arrow(whole, how));
  return { sources: [one], leftOut: [] };
}

/** The first bytes of what a source holds. */
async function headOf(source: Source): Promise<Uint8Array> {
  for await (const piece of contents(source)) return piece.slice(0, 6);
  return new Uint8Array();
}

/** The source with its bytes unpacked, for those who have to find their way in them. */
async function unpacked(source: Source): Promise<Source> {
  const parts: Blob[] = [];
  let size = 0;
  for await (const piece of contents(source)) {
    size += piece.length;
    if (size > LARGEST_INSIDE) throw refused(source, TOO_LARGE);
    parts.push(new Blob([piece]));
  }
  const { ends: _, ...rest } = source;
  return { ...rest, bytes: new Blob(parts), packed: false };
}
