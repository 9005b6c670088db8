// Bytes of a Blob into the core, decoded on the way where they are not UTF-8.

import { Next, type Opening } from "./core.ts";
import { decoder, type Encoding } from "./encoding.ts";
import { contents, type Packed } from "./packed.ts";

/** So much stays in the processor's cache until it is read. */
const BITE = 1 << 19;

/** What a source holds. The first piece is asked for before anybody waits for it: to begin takes a while. */
export class Begun {
  /** How many bytes of the file have come. */
  read = 0;
  readonly #pieces: ReturnType<typeof contents>;
  readonly #first: ReturnType<ReturnType<typeof contents>["next"]>;

  constructor(source: Packed) {
    this.#pieces = contents(source, bytes => {
      this.read = bytes;
    });
    this.#first = this.#pieces.next();
    // Whoever waits for it hears of it.
    this.#first.catch(() => {});
  }

  /** The first piece. */
  async head(): Promise<Uint8Array> {
    return (await this.#first).value ?? new Uint8Array();
  }

  /** All pieces, once. */
  async *pieces(): AsyncGenerator<Uint8Array, void, void> {
    for (let next = await this.#first; !next.done; next = await this.#pieces.next()) yield next.value;
  }

  /** Nobody wants them. */
  end(): void {
    this.#pieces.return().catch(() => {});
  }
}

/**
 * Pushes what a source holds; `after` each piece, with how many bytes of the file so far. Ends early where going on
 * would be in vain.
 */
export function pushAll(
  opening: Opening,
  memory: WebAssembly.Memory,
  source: Begun,
  encoding: Encoding,
  after: (bytes: number) => void,
): Promise<Next> {
  return pushPieces(opening, memory, source.pieces(), encoding, () => after(source.read));
}

/** The same for any pieces; `after` each, with its length. */
export async function pushPieces(
  opening: Opening,
  memory: WebAssembly.Memory,
  pieces: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  after: (length: number) => void,
): Promise<Next> {
  const decode = encoding.raw ? null : decoder(encoding);
  const pushDecoded = (piece: Uint8Array, last: boolean): Next => {
    if (decode === null) return Next.GoOn;
    const texts = decode(piece, last);
    let text = texts.next();
    for (; !text.done; text = texts.next()) {
      const next = opening.push(writeText(opening, memory, text.value));
      if (next !== Next.GoOn) return next;
    }
    return text.value ? Next.GoOn : Next.Decode;
  };
  for await (const piece of pieces) {
    let next: Next;
    if (decode === null) {
      next = Next.GoOn;
      for (let at = 0; at < piece.length && next === Next.GoOn; at += BITE) {
        const bite = piece.subarray(at, at + BITE);
        write(opening, memory, bite);
        next = opening.push(bite.length);
      }
    } else {
      next = pushDecoded(piece, false);
    }
    if (next !== Next.GoOn) return next;
    after(piece.length);
  }
  return pushDecoded(new Uint8Array(), true);
}

/** Something of the core that takes bytes from a place in its memory. */
interface Taking {
  space(len: number): number;
}

/** Puts bytes where the core takes them from. */
export function write(opening: Taking, memory: WebAssembly.Memory, bytes: Uint8Array): void {
  // Making room may move the memory: its buffer is looked up afterwards.
  const at = opening.space(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
}

const encoder = new TextEncoder();

/** Puts text where the core takes it from; returns how many bytes it is. */
export function writeText(opening: Taking, memory: WebAssembly.Memory, text: string): number {
  // No UTF-16 unit takes more than three bytes in UTF-8.
  const most = text.length * 3;
  const at = opening.space(most);
  return encoder.encodeInto(text, new Uint8Array(memory.buffer, at, most)).written;
}
