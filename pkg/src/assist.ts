// The side of a Worker that reads parts of a source for another one.

import { Next } from "./core.ts";
import { decoder } from "./encoding.ts";
import { newOpening } from "./opening.ts";
import { pushAll, write, writeText } from "./push.ts";
import type { Port, Task, TaskReply } from "./team.ts";

/** What the core needs to see of a source to settle how it is read, and a byte order mark. */
const HEAD = (1 << 16) + 3;

const EVERY_MS = 100;

/** Nobody wants the part any more. */
class Dropped extends Error {}

/** Serves tasks until the Worker is ended; rejects when the core has failed beyond repair. */
export function assist(port: Port, memory: WebAssembly.Memory): Promise<never> {
  const post = (reply: TaskReply, transfer: Transferable[] = []) => port.postMessage(reply, transfer);
  return new Promise((_, reject) => {
    let latest = 0;
    port.onmessage = ({ data: { id, work } }: MessageEvent<Task>) => {
      latest = id;
      if (work === null) return;
      let next = 0;
      const report = (bytes: number, rows: number) => {
        if (id !== latest) throw new Dropped();
        if (performance.now() < next) return;
        next = performance.now() + EVERY_MS;
        post({ id, say: "read", bytes, rows });
      };
      readPart(work, memory, report).then(
        packed => post({ id, say: "part", packed }, packed ? [packed.buffer] : []),
        error => {
          // The core is of no further use after a trap. What is wrong with the bytes is found again, and
          // reported, by whoever reads them next.
          if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) reject(error);
          else post({ id, say: "part", packed: null });
        },
      );
    };
  });
}

async function readPart(
  { options, counts, seed, source, encoding, hypotheses, from, to }: NonNullable<Task["work"]>,
  memory: WebAssembly.Memory,
  report: (bytes: number, rows: number) => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { kind, name, bytes } = source;
  const opening = newOpening(options, counts, seed);
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
  const part = { bytes: bytes.slice(from, to), packed: false };
  const next = await pushAll(opening, memory, part, encoding, read => report(read, opening.rows));
  if (next !== Next.GoOn) return null;
  return opening.pack(to === bytes.size);
}
