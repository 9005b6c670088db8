// A Blob in pieces, the next one requested while one is worked on. A piece is valid until the next one is asked for:
// large files are read into the same two buffers over and over, since what is thrown away waits for the collector, and
// dead pieces of a file of 500 MB took more memory than everything that was made of it.

import { SiyuError } from "./errors.ts";

/** The first piece is small: it makes the core's code hot, and the browser compiles that better meanwhile. */
const FIRST_PIECE = 1 << 18;
/** Reading goes on beside the parsing, so larger pieces gain nothing and smaller ones cost messages. */
const PIECE = 1 << 21;
/** For what is smaller, a stream is not worth its beginning. */
const LEAST_STREAMED = 4 * PIECE;
/** A stream that says nothing for so long may never say anything again. */
const STALLED_MS = 5000;

type Piece = Uint8Array<ArrayBuffer>;

/** The bytes of a Blob, in order. */
export async function* pieces(blob: Blob): AsyncGenerator<Piece, void, void> {
  const from = blob.size < LEAST_STREAMED ? 0 : yield* streamed(blob);
  if (from < blob.size) yield* sliced(from === 0 ? blob : blob.slice(from));
}

/**
 * Reads parts of Blobs. A part that begins where the last one ended is read on in the same stream, since a stream takes
 * a while to begin, and meanwhile reads ahead.
 */
export class Onward {
  #reading = 0;
  #at = 0;
  #pieces: AsyncGenerator<Piece, void, void> | undefined;
  /** What belongs to the next part. */
  #rest: Piece | undefined;

  /** The bytes from one place to another. Blobs of the same reading are the same, though not the same object. */
  async *read(reading: number, blob: Blob, from: number, to: number): AsyncGenerator<Piece, void, void> {
    if (reading !== this.#reading || from !== this.#at || this.#pieces === undefined) {
      await this.#pieces?.return();
      this.#pieces = pieces(blob.slice(from));
      [this.#reading, this.#at, this.#rest] = [reading, from, undefined];
    }
    while (this.#at < to) {
      const piece = this.#rest ?? (await this.#pieces.next()).value;
      if (!piece) return;
      const own = piece.subarray(0, to - this.#at);
      this.#rest = own.length < piece.length ? piece.subarray(own.length) : undefined;
      this.#at += own.length;
      yield own;
    }
  }
}

/** As far as a stream comes, which is returned. Whatever is wrong with a file is told by reading slices of it. */
async function* streamed(blob: Blob): AsyncGenerator<Piece, number, void> {
  let at = 0;
  const reader = byobReader(blob);
  if (reader === null) return at;
  const read = (buffer: ArrayBuffer, length: number) => {
    const reading = reader.read(new Uint8Array(buffer, 0, length), { min: length });
    // It may fail while nobody waits for it.
    reading.catch(() => {});
    return reading;
  };
  try {
    let next = read(new ArrayBuffer(PIECE), FIRST_PIECE);
    let spare = new ArrayBuffer(PIECE);
    for (;;) {
      const come = await inTime(next);
      if (come === null || !come.value?.length) return at;
      const piece: Piece = come.value;
      if (!come.done) next = read(spare, PIECE);
      yield piece;
      at += piece.length;
      if (come.done) return at;
      spare = piece.buffer;
    }
  } catch {
    return at;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** A reader that fills buffers which it is given; `null` where the platform has none. */
function byobReader(blob: Blob): ReadableStreamBYOBReader | null {
  try {
    return blob.stream().getReader({ mode: "byob" });
  } catch {
    return null;
  }
}

/** What a promise brings, or `null` if that takes too long. */
async function inTime<T>(promise: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>(resolve => {
    timer = setTimeout(resolve, STALLED_MS, null);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function* sliced(blob: Blob): AsyncGenerator<Piece, void, void> {
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

async function loaded(piece: Promise<ArrayBuffer>): Promise<Piece> {
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
