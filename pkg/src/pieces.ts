// A Blob in pieces, the next one requested while one is worked on.

import { SiyuError } from "./errors.ts";

/** Larger pieces read no faster, smaller ones slower. */
const PIECE = 16 << 20;

/** The bytes of a Blob, in order. */
export async function* pieces(blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const load = (at: number) => {
    const piece = blob.slice(at, at + PIECE).arrayBuffer();
    // It may fail while nobody waits for it; whoever does wait still hears of it.
    piece.catch(() => {});
    return piece;
  };
  let next = load(0);
  for (let at = 0; at < blob.size; at += PIECE) {
    const piece = await loaded(next);
    if (at + PIECE < blob.size) next = load(at + PIECE);
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
