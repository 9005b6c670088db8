// From Blobs into the core: which bytes, in which encoding, how often, and how far.

import { Next, type Opening } from "../wasm/siyu.js";
import { decoder, type Encoding, firstEncoding, nextEncoding } from "./encoding.ts";
import { pieces } from "./pieces.ts";
import type { Progress, Source } from "./protocol.ts";

/** A core would have to contradict itself to ask for more. */
const MOST_READINGS = 16;

/** Pushes every source into the core. */
export async function readAll(
  opening: Opening,
  memory: WebAssembly.Memory,
  sources: Source[],
  encodingOption: unknown,
  meter: Meter,
): Promise<void> {
  for (const source of sources) {
    let encoding = await firstEncoding(source, encodingOption);
    let next = Next.ReadAgain;
    for (let readings = 1; next !== Next.GoOn; readings++) {
      if (readings > MOST_READINGS) throw new Error("the core asked for the same source again and again");
      const { kind, name, modified } = source;
      opening.begin(kind, name, civilDay(modified), encoding.name, encoding.unreadable > 0);
      next = await readOnce(opening, memory, source, encoding, meter);
      if (next === Next.GoOn) next = opening.end();
      if (next === Next.Decode) encoding = await nextEncoding(encoding, source);
    }
    meter.finishSource(source.bytes.size, opening.rows);
  }
}

/** Pushes one source once, or until it is clear that this was in vain. */
async function readOnce(
  opening: Opening,
  memory: WebAssembly.Memory,
  source: Source,
  encoding: Encoding,
  meter: Meter,
): Promise<Next> {
  const decode = encoding.raw ? null : decoder(encoding);
  let read = 0;
  for await (const piece of pieces(source.bytes)) {
    read += piece.length;
    if (decode === null) {
      const at = opening.space(piece.length);
      new Uint8Array(memory.buffer, at, piece.length).set(piece);
      const next = opening.push(piece.length);
      if (next !== Next.GoOn) return next;
    } else {
      const texts = decode(piece, read === source.bytes.size);
      let text = texts.next();
      for (; !text.done; text = texts.next()) {
        const next = pushText(opening, memory, text.value);
        if (next !== Next.GoOn) return next;
      }
      if (!text.value) return Next.Decode;
    }
    meter.report(read, opening.rows);
  }
  return Next.GoOn;
}

const encoder = new TextEncoder();

function pushText(opening: Opening, memory: WebAssembly.Memory, text: string): Next {
  // No UTF-16 unit takes more than three bytes in UTF-8.
  const most = text.length * 3;
  const at = opening.space(most);
  return opening.push(encoder.encodeInto(text, new Uint8Array(memory.buffer, at, most)).written);
}

/** The civil date here of a moment, in days since 1970-01-01. */
function civilDay(milliseconds: number | null): number | undefined {
  if (milliseconds === null) return undefined;
  const offset = new Date(milliseconds).getTimezoneOffset() * 60_000;
  return Math.floor((milliseconds - offset) / 86_400_000);
}

const EVERY_MS = 100;

/** Turns positions, which fall when a source is read again, into progress, which does not. */
export class Meter {
  readonly #totalBytes: number;
  readonly #send: (progress: Progress) => void;
  #finishedBytes = 0;
  #finishedRows = 0;
  #last: Progress;
  #next = 0;

  constructor(totalBytes: number, send: (progress: Progress) => void) {
    this.#totalBytes = totalBytes;
    this.#send = send;
    this.#last = { phase: "read", bytes: 0, totalBytes, rows: 0 };
  }

  /** How far the current source has come in its current reading. */
  report(bytes: number, rows: number): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + EVERY_MS;
    this.#emit("read", this.#finishedBytes + bytes, this.#finishedRows + rows);
  }

  /** The current source is done with. */
  finishSource(bytes: number, rows: number): void {
    this.#finishedBytes += bytes;
    this.#finishedRows += rows;
  }

  /** Everything is read; what follows is merging. */
  finish(): void {
    this.#emit("merge", this.#totalBytes, this.#finishedRows);
  }

  #emit(phase: Progress["phase"], bytes: number, rows: number): void {
    this.#last = {
      phase,
      bytes: Math.max(bytes, this.#last.bytes),
      totalBytes: this.#totalBytes,
      rows: Math.max(rows, this.#last.rows),
    };
    this.#send(this.#last);
  }
}
