// The side of a Worker that reads parts of a source for another one.

import { Next } from "./core.ts";
import { decoder } from "./encoding.ts";
import { newOpening } from "./opening.ts";
import { Onward } from "./pieces.ts";
import { pushPieces, write, writeText } from "./push.ts";
import type { Port, Task, TaskReply } from "./team.ts";

/**
 * What the core needs to see of a source to settle how it is read, which is 64 KB of UTF-8: in GB18030 that may be
 * a third more. It must be no more than is decoded at once.
 */
const HEAD = 1 << 17;

const EVERY_MS = 100;

/** Nobody wants the part any more. */
class Dropped extends Error {}

/** Serves tasks until the Worker is ended; rejects when the core has failed beyond repair. */
export function assist(port: Port, memory: WebAssembly.Memory): Promise<never> {
  const post = (reply: TaskReply, transfer: Transferable[] = []) => port.postMessage(reply, transfer);
  return new Promise((_, reject) => {
    const onward = new Onward();
    let queue = Promise.resolve();
    /** Tasks up to this one are of no use any more. */
    let dropped = 0;
    const serve = async ({ id, work }: Task): Promise<void> => {
      if (work === null || id <= dropped) return;
      let next = 0;
      const report = (bytes: number, rows: number) => {
        if (id <= dropped) throw new Dropped();
        if (performance.now() < next) return;
        next = performance.now() + EVERY_MS;
        post({ id, say: "read", bytes, rows });
      };
      try {
        const packed = await readPart(work, memory, onward, report);
        post({ id, say: "part", packed }, packed ? [packed.buffer] : []);
      } catch (error) {
        // The core is of no further use after a trap. What is wrong with the bytes is found again, and
        // reported, by whoever reads them next.
        if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) reject(error);
        else post({ id, say: "part", packed: null });
      }
    };
    port.onmessage = ({ data }: MessageEvent<Task>) => {
      if (data.work === null) dropped = data.id;
      queue = queue.then(() => serve(data));
    };
  });
}

async function readPart(
  {
    options,
    counts,
    seed,
    source,
    encoding,
    hypotheses,
    reading,
    from,
    to,
    spare,
  }: NonNullable<Task["work"]>,
  memory: WebAssembly.Memory,
  onward: Onward,
  report: (bytes: number, rows: number) => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { kind, name, bytes } = source;
  const opening = newOpening(options, counts, seed);
  try {
    opening.begin(kind, name, undefined, encoding.name, false, to - from);
    const head = new Uint8Array(await bytes.slice(0, HEAD).arrayBuffer());
    if (encoding.raw) {
      write(opening, memory, head);
      opening.join(head.length, hypotheses);
    } else {
      const text = decoder(encoding)(head, false).next();
      if (text.done) return null;
      opening.join(writeText(opening, memory, text.value), hypotheses);
    }
    const pieces = onward.read(reading, bytes, from, to);
    let read = 0;
    const next = await pushPieces(opening, memory, pieces, encoding, piece => {
      read += piece;
      report(read, opening.rows);
    });
    return next === Next.GoOn ? opening.pack(to === bytes.size, spare) : null;
  } finally {
    opening.free();
  }
}
