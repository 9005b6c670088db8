// The core's things as objects. What they are asked, and what they answer, crosses as messages; numbers cross as they
// are. Everything here is of one Worker, which has one core.

import type * as Exports from "../wasm/siyu_bg.wasm";
import { decode, encode } from "./message.ts";
import type { CoreModule } from "./platform.ts";
import type { Counts, Kind } from "./protocol.ts";

/** What to do next with a source. */
export const Next = {
  /** Go on with the next bytes, or after the end with the next source. */
  GoOn: 0,
  /** Begin the same source again, and push it all again. */
  ReadAgain: 1,
  /** These bytes are not UTF-8: begin again with decoded text. */
  Decode: 2,
} as const;
export type Next = (typeof Next)[keyof typeof Next];

const FAILED = 0xffffffff;

/** What the core's first module exports. */
export let wasm: typeof Exports;
let memory: WebAssembly.Memory;

const PAGE = 1 << 16;
/** All that can be addressed. */
const ALL_PAGES = 1 << 16;
const PAGES_PER_MB = 16;

/** Pages that the core can never have. */
let withheld = 0;

/** Makes the core of the compiled modules, which may take so much memory; returns it. */
export function start([first, rest]: CoreModule, memoryMb = ALL_PAGES / PAGES_PER_MB): WebAssembly.Memory {
  // The rest is made of the same memory when something of it is called, and by nobody else before.
  const make = () => {
    if (typeof rest === "string") throw new Error(rest);
    new WebAssembly.Instance(rest, { core: wasm });
  };
  wasm = new WebAssembly.Instance(first, { more: { make } }).exports as typeof Exports;
  memory = wasm.memory;
  // What was taken before it, and is never touched, costs addresses and nothing else.
  withheld = ALL_PAGES - Math.max(memoryMb * PAGES_PER_MB, memory.buffer.byteLength / PAGE);
  memory.grow(withheld);
  return memory;
}

/** If the end of memory is what ended the core, the bytes that it had; else `null`. Tables grow by doubling. */
export function memoryIfFull(): number | null {
  const taken = memory.buffer.byteLength - withheld * PAGE;
  try {
    memory.grow(taken / PAGE);
    return null;
  } catch {
    return taken;
  }
}

/** The bytes of the last answer, where they lie. */
function answer(): Uint8Array {
  const at = wasm.answer() >>> 0;
  return new Uint8Array(memory.buffer, at, wasm.answerLength());
}

/** What a call led to; an error is thrown as the plain data that it is. */
function led(code: number): number {
  if (code >>> 0 === FAILED) throw decode(answer());
  return code;
}

function leave(message: Uint8Array): void {
  const at = wasm.room(message.length) >>> 0;
  new Uint8Array(memory.buffer, at, message.length).set(message);
}

/** What stands in a slot of the core. */
class Slot {
  readonly slot: number;

  constructor(slot: number) {
    this.slot = slot;
  }

  protected sent(question: unknown[]): Uint8Array {
    leave(encode(question));
    led(wasm.ask(this.slot));
    return answer();
  }

  /** Asks by name. */
  // biome-ignore lint/suspicious/noExplicitAny: the core's types say what each question is answered with
  ask(...question: unknown[]): any {
    return decode(this.sent(question));
  }

  /** Where the next `len` bytes of UTF-8 are to be written; valid until the next call. */
  space(len: number): number {
    return wasm.space(this.slot, len) >>> 0;
  }

  /** Gives back what the core keeps. */
  free(): void {
    wasm.drop_slot(this.slot);
  }
}

/** Questions that nothing in particular is asked. */
const NOBODY = new Slot(FAILED);

/** One call of `open`: sources are begun, pushed and ended one after the other. */
export class Opening extends Slot {
  /** `zone`: offsets as pairs: seconds since 1970 UTC, seconds east. `seed`: random, 0 to 1. */
  constructor(options: object, zone: Float64Array | undefined, counts: Counts, seed: number) {
    super(NOBODY.ask("open", options, zone, counts.orders, counts.members, counts.referrals, seed));
  }

  /**
   * Starts, or starts again, the next source of a kind. `modified`: days since 1970-01-01. `mixed`: characters that
   * could not be decoded were replaced. `bytes`: about how many will be pushed.
   */
  begin(
    kind: Kind,
    name: string,
    modified: number | undefined,
    encoding: string,
    mixed: boolean,
    bytes: number,
  ): void {
    this.ask("begin", kind, name, modified, encoding, mixed, bytes);
  }

  /** Reads the bytes written. */
  push(len: number): Next {
    return led(wasm.push(this.slot, len, 0)) as Next;
  }

  /** Rows of this source so far. */
  get rows(): number {
    return wasm.rows(this.slot) >>> 0;
  }

  /** About how much the rows of all sources take so far, in units of 16 bytes. */
  get weight(): number {
    return wasm.weight(this.slot) >>> 0;
  }

  /** The first bytes of the source were written; what is pushed is a later part of it, read for another Worker. */
  join(len: number, hypotheses: number): void {
    this.ask("join", len, hypotheses);
  }

  /** What another Worker has to know to `join`; `null` until enough is read. */
  hypotheses(): number | null {
    return this.ask("hypotheses");
  }

  /**
   * The part that was read, for `append` in another Worker; `null` where it is of no use there. Ends this. `spare` is
   * used where it is large enough.
   */
  pack(last: boolean, spare: ArrayBuffer | null): Uint8Array<ArrayBuffer> | null {
    const packed = this.sent(["pack", last]);
    if (packed.length === 0) return null;
    // The next part may be a little larger.
    const buffer =
      spare && spare.byteLength >= packed.length ? spare : new ArrayBuffer(Math.ceil(packed.length * 1.125));
    const copy = new Uint8Array(buffer, 0, packed.length);
    copy.set(packed);
    return copy;
  }

  /** Appends the part that follows what was pushed; false where its bytes must be pushed instead. */
  append(packed: Uint8Array): boolean {
    leave(packed);
    return led(wasm.append(this.slot)) === 1;
  }

  /** Ends the source. */
  end(): Next {
    return this.ask("end");
  }

  /** Builds the tables. Ends this. */
  finish(): Dataset {
    return new Dataset(this.ask("finish"));
  }
}

/** A shop that was read; it is asked for measures by their names. */
export class Dataset extends Slot {
  /** Takes the rows with these numbers, ascending, from a source of a kind. */
  picker(kind: Kind, source: number, wanted: Uint32Array): Picker {
    return new Picker(this.ask("picker", kind, source, wanted));
  }
}

/** Single rows of a source. */
export class Picker extends Slot {
  /** Reads the bytes written; false: nothing more is wanted. `last`: nothing follows. */
  push(len: number, last: boolean): boolean {
    return led(wasm.push(this.slot, len, +last)) === 1;
  }
}

/** What `open` would recognise in the beginning of a source, decoded from `encoding`. */
export function preview(
  head: string,
  complete: boolean,
  kind: Kind,
  encoding: string,
  options: object,
  zone: Float64Array | undefined,
  // biome-ignore lint/suspicious/noExplicitAny: as with every answer of the core
): any {
  return NOBODY.ask("preview", kind, complete, encoding, options, zone, head);
}
