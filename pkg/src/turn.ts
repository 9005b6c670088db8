// What runs on the page's thread must not keep it: it asks every so often whether it is others' turn.

/** The page may be kept from answering for so long; the step that is under way when it is over comes on top. */
const TURN_MS = 8;

/** Asked at least every so many cells, and so many bytes that are unpacked: steps of a millisecond or two. */
export const STEP_CELLS = 1 << 12;
export const STEP_BYTES = 1 << 17;

/** Lets others have their turn where it has been ours for long enough. */
export class Turn {
  #since = performance.now();

  async ifDue(): Promise<void> {
    if (performance.now() - this.#since < TURN_MS) return;
    await new Promise(done => setTimeout(done));
    this.#since = performance.now();
  }
}

/** Unpacks bytes into as many as they are said to be, while others have their `turn`. */
export type Unpack = (bytes: Uint8Array, length: number, turn: Turn) => Promise<Uint8Array> | Uint8Array;
