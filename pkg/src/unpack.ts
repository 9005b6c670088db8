// What is inside the sources. This runs on the calling side, so that it is known before any Worker begins how many
// sources there are and how large. What most sources need nothing of is a file of its own, loaded with the first one
// that is packed or has columns.

import { SiyuError } from "./errors.ts";
import { isArrow, isCompound, isEmptyZip, isGzip, isParquet, isZip } from "./magic.ts";
import { reason } from "./platform.ts";
import type { Source } from "./protocol.ts";
import type { Unpacked, Unpacking } from "./unpacking.ts";

type Formats = typeof import("./formats.ts");

let loading: Promise<Formats> | undefined;

/** The same, once something has needed it. */
export let opener: Formats | undefined;

/** What opens sources that are more than text; loaded once. */
export async function formats(): Promise<Formats> {
  // Bundlers know the file by this form; it stays beside this one.
  loading ??= import("./formats.ts");
  try {
    opener = await loading;
    return opener;
  } catch (error) {
    // A failure may pass.
    loading = undefined;
    throw new SiyuError(
      "internal",
      `The file formats.js of this package could not be loaded from beside it. (${reason(error)})`,
    );
  }
}

/** The sources that a source consists of. */
export async function unpack(source: Source, how: Unpacking): Promise<Unpacked> {
  if (!source.isText) {
    const head = new Uint8Array(await source.bytes.slice(0, 6).arrayBuffer());
    if (isCompound(head)) return { sources: [{ ...source, workbook: true }], leftOut: [] };
    if ([isGzip, isZip, isEmptyZip, isParquet, isArrow].some(is => is(head))) {
      const { opened } = await formats();
      return meant(opened(source, how));
    }
  }
  return { sources: [source], leftOut: [] };
}

/** What the other file throws, which has a class of its own. */
export async function meant<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    const data = error as SiyuError;
    throw data?.name === "SiyuError" ? SiyuError.from(data) : error;
  }
}
