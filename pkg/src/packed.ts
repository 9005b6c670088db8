// Gzip: the bytes inside, piece by piece, as often as they are asked for. What is inside a ZIP archive comes here as
// well: an entry of an archive is a member of a gzip file but for its frame (see zip.ts).

import { SiyuError } from "./errors.ts";
import { pieces } from "./pieces.ts";
import type { Source } from "./protocol.ts";

/** Deflate packs a thousand to one at most, so that no more than 64 MB come of one step. */
const STEP = 1 << 16;

/** Order files pack five to fifty to one. What unpacks to more than this, past the first bytes, is no such file. */
const MOST_RATIO = 300;
const UNPACKED_FREELY = 64 << 20;

/** How often the beginning of a member is one in appearance only, which happens once in many gigabytes. */
const MOST_TRIES = 8;

export const DAMAGED = "This archive is damaged or incomplete. Download or save it again.";

/** What is needed of a source to get at its bytes. */
export type Packed = Pick<Source, "bytes" | "packed" | "ends">;

/**
 * The bytes that a source holds, unpacked where they are packed. `stored` hears of how many bytes of the file they
 * were made.
 */
export function contents(
  { bytes, packed, ends = [bytes.size] }: Packed,
  stored?: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  return packed ? unpacked(bytes, ends, stored) : counted(bytes, stored);
}

async function* counted(
  bytes: Blob,
  stored: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let read = 0;
  for await (const piece of pieces(bytes)) {
    read += piece.length;
    stored?.(read);
    yield piece;
  }
}

/** The members of a gzip file, each by itself: platforms differ in what they make of bytes behind the first one. */
async function* unpacked(
  bytes: Blob,
  ends: readonly number[],
  stored: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let [start, before, given, tries] = [0, 0, 0, 0];
  for (const end of ends) {
    let made = 0;
    let read = 0;
    try {
      const member = inflated(bytes.slice(start, end), step => {
        read += step;
      });
      for await (const piece of member) {
        made += piece.length;
        const all = before + made;
        if (all > UNPACKED_FREELY && all > MOST_RATIO * (start + read + STEP)) throw bomb();
        stored?.(start + read);
        const fresh = Math.min(piece.length, made - given);
        if (fresh <= 0) continue;
        given = made;
        yield piece.subarray(piece.length - fresh);
      }
      // Some platforms pass over what stands behind a member.
      if (made % 2 ** 32 !== (await lengthBefore(bytes, end))) throw damaged();
      [start, before, given] = [end, before + made, 0];
    } catch (error) {
      // What looks like the beginning of a member may stand inside of one, which then goes on.
      const mayGoOn = error instanceof SiyuError && error.message === DAMAGED && end !== ends.at(-1);
      if (!mayGoOn || ++tries > MOST_TRIES) throw error;
    }
  }
}

/** What the last bytes of a member say of the length of its content. */
async function lengthBefore(bytes: Blob, end: number): Promise<number> {
  return new DataView(await bytes.slice(end - 4, end).arrayBuffer()).getUint32(0, true);
}

/** What one member holds; `fed` hears of the bytes that go in. */
async function* inflated(
  bytes: Blob,
  fed: (step: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { readable, writable } = decompression();
  const writer = writable.getWriter();
  const reader = readable.getReader();
  /** What went wrong with the file itself, not with what is in it. */
  let unreadable: unknown;
  const feed = async () => {
    try {
      for await (const piece of pieces(bytes)) {
        for (let at = 0; at < piece.length; at += STEP) {
          // A copy: in Node what is written may still wait to be unpacked when the next piece takes this one's place.
          const step = piece.slice(at, at + STEP);
          await writer.write(step);
          fed(step.length);
        }
      }
    } catch (error) {
      if (error instanceof SiyuError) unreadable = error;
      throw error;
    }
    await writer.close();
  };
  const feeding = feed();
  // Whatever stops the feeding stops the reading too, and is told there.
  feeding.catch(error => writer.abort(error).catch(() => {}));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    await feeding;
  } catch (error) {
    if (unreadable !== undefined) throw unreadable;
    throw error instanceof SiyuError || error instanceof RangeError ? error : damaged();
  } finally {
    // Where nobody wants the rest, nothing is to go on.
    reader.cancel().catch(() => {});
  }
}

function decompression(): TransformStream<BufferSource, Uint8Array<ArrayBuffer>> {
  if (typeof DecompressionStream !== "function") {
    throw new SiyuError(
      "unsupported-browser",
      "This browser is too old to unpack files. Unpack the archive yourself, or use a current browser.",
    );
  }
  return new DecompressionStream("gzip") as unknown as TransformStream<BufferSource, Uint8Array<ArrayBuffer>>;
}

/** What is said of any archive that is. */
export function damaged(): SiyuError {
  return new SiyuError("unsupported-format", DAMAGED);
}

function bomb(): SiyuError {
  return new SiyuError(
    "unsupported-format",
    `This archive unpacks to more than ${MOST_RATIO} times its size, which no order file does. Unpack it and look inside.`,
  );
}
