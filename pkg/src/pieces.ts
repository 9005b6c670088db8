// A Blob in pieces, the next one requested while one is worked on.

import { SiyuError } from "./errors.ts";

/** The first piece is small: it makes the core's code hot, and the browser compiles that better meanwhile. */
const FIRST_PIECE = 1 << 18;
/** Reading goes on beside the parsing, so larger pieces gain nothing and smaller ones cost messages. */
const PIECE = 4 << 20;

/** The bytes of a Blob, in order. */
export async function* pieces(blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const load = (start: number, end: number) => {
    const piece = blob.slice(start, end).arrayBuffer();
    // It may fail while nobody waits for it; whoever does wait still hears of it.
    piece.catch(() => {});
    return piece;
  };
  let next = load(0, FIRST_PIECE);
  for (let start = 0, end = FIRST_PIECE; start < blob.size; start = end, end += PIECE) {
    const piece = await loaded(next);
    if (end < blob.size) next = load(end, end + PIECE);
    yield piece;
  }
}

async function loaded(piece: Promise<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await piece);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new SiyuError(
      "missing-source",
      "A file can no longer be read: it was changed, moved or taken away after it was picked. Pick it again.",
    );
  }
}
