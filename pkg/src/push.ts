// Bytes of a Blob into the core, decoded on the way where they are not UTF-8.

import { Next, type Opening } from "../wasm/siyu.js";
import { decoder, type Encoding } from "./encoding.ts";
import { pieces } from "./pieces.ts";

const BITE = 1 << 19;

/** Pushes a Blob; `after` each piece, with the bytes so far. Ends early where going on would be in vain. */
export async function pushAll(
  opening: Opening,
  memory: WebAssembly.Memory,
  bytes: Blob,
  encoding: Encoding,
  after: (bytes: number) => void,
): Promise<Next> {
  const decode = encoding.raw ? null : decoder(encoding);
  let read = 0;
  for await (const piece of pieces(bytes)) {
    read += piece.length;
    if (decode === null) {
      // In bites that stay in the processor's cache until they are read.
      for (let at = 0; at < piece.length; at += BITE) {
        const bite = piece.subarray(at, at + BITE);
        write(opening, memory, bite);
        const next = opening.push(bite.length);
        if (next !== Next.GoOn) return next;
      }
    } else {
      const texts = decode(piece, read === bytes.size);
      let text = texts.next();
      for (; !text.done; text = texts.next()) {
        const next = opening.push(writeText(opening, memory, text.value));
        if (next !== Next.GoOn) return next;
      }
      if (!text.value) return Next.Decode;
    }
    after(read);
  }
  return Next.GoOn;
}

/** Puts bytes where the core takes them from. */
export function write(opening: Opening, memory: WebAssembly.Memory, bytes: Uint8Array): void {
  // Making room may move the memory: its buffer is looked up afterwards.
  const at = opening.space(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
}

const encoder = new TextEncoder();

/** Puts text where the core takes it from; returns how many bytes it is. */
export function writeText(opening: Opening, memory: WebAssembly.Memory, text: string): number {
  // No UTF-16 unit takes more than three bytes in UTF-8.
  const most = text.length * 3;
  const at = opening.space(most);
  return encoder.encodeInto(text, new Uint8Array(memory.buffer, at, most)).written;
}
