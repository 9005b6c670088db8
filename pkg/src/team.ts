// The Worker that opens a source, and the ones that read parts of it meanwhile. A part begins at a line of which
// nobody knows yet whether it begins a record or stands inside a quoted cell. It is taken only if the part before
// it ends exactly there with a record; what is not taken is read again by the Worker that opens.

import type { Encoding } from "./encoding.ts";
import type { Counts, PlainOptions, Source } from "./protocol.ts";

/** Below this, reading is over before the parts are put together. */
export const LEAST_PART = 8 << 20;

/** How far to look for the end of a line. */
const LONGEST_LINE = 1 << 20;
const LOOK = 1 << 16;

/** The port of a Worker that reads parts. */
export type Port = MessagePort;

/** A part to read; whatever was to be read before is of no use any more. `null`: only that. */
export interface Task {
  id: number;
  work: {
    options: PlainOptions;
    counts: Counts;
    seed: number;
    source: Source;
    encoding: Encoding;
    /** What is believed of the source, as the core's number. */
    hypotheses: number;
    from: number;
    to: number;
  } | null;
}

/** What comes back. The packed part is `null` where it is of no use. */
export type TaskReply =
  | { id: number; say: "read"; bytes: number; rows: number }
  | { id: number; say: "part"; packed: Uint8Array<ArrayBuffer> | null };

interface Share {
  bytes: number;
  rows: number;
  packed: Promise<Uint8Array<ArrayBuffer> | null>;
  resolve(packed: Uint8Array<ArrayBuffer> | null): void;
}

/** The Workers that help one that opens. */
export class Team {
  readonly #ports: readonly Port[];
  readonly #shares = new Map<number, Share>();
  #id = 0;

  constructor(ports: readonly Port[]) {
    this.#ports = ports;
    for (const port of ports) {
      port.onmessage = ({ data }: MessageEvent<TaskReply>) => {
        const share = this.#shares.get(data.id);
        if (!share) return;
        if (data.say === "part") share.resolve(data.packed);
        else [share.bytes, share.rows] = [data.bytes, data.rows];
      };
    }
  }

  /** Where the parts of a source begin that others read; none where it is not worth it. */
  async cuts({ kind, bytes, packed }: Source, encoding: Encoding): Promise<number[]> {
    const parts = Math.min(this.#ports.length + 1, Math.floor(bytes.size / LEAST_PART));
    // In other encodings the byte of a line feed may be half of a character.
    if (kind !== "orders" || packed || !(encoding.raw || encoding.name === "gb18030")) return [];
    const cuts: number[] = [];
    for (let part = 1; part < parts; part++) {
      const cut = await lineStart(bytes, Math.floor((bytes.size / parts) * part));
      if (cut !== null && cut < bytes.size && cut > (cuts.at(-1) ?? 0)) cuts.push(cut);
    }
    return cuts;
  }

  /** Has the parts read that begin at the cuts. */
  deal(cuts: readonly number[], work: Omit<NonNullable<Task["work"]>, "from" | "to">): Share["packed"][] {
    this.drop();
    return cuts.map(async (from, index) => {
      const id = ++this.#id;
      const to = cuts[index + 1] ?? work.source.bytes.size;
      let resolve: Share["resolve"] = () => {};
      const packed: Share["packed"] = new Promise(settle => {
        resolve = settle;
      });
      this.#shares.set(id, { bytes: 0, rows: 0, packed, resolve });
      this.#ports[index]?.postMessage({ id, work: { ...work, from, to } } satisfies Task);
      return packed.finally(() => this.#shares.delete(id));
    });
  }

  /** Has nothing read any more. */
  drop(): void {
    if (this.#shares.size === 0) return;
    for (const share of this.#shares.values()) share.resolve(null);
    this.#shares.clear();
    for (const port of this.#ports) port.postMessage({ id: ++this.#id, work: null } satisfies Task);
  }

  /** How far the parts have come that are not put together yet. */
  get progress(): { bytes: number; rows: number } {
    const sum = { bytes: 0, rows: 0 };
    for (const { bytes, rows } of this.#shares.values()) {
      sum.bytes += bytes;
      sum.rows += rows;
    }
    return sum;
  }
}

/** Where the first line begins at or behind a place; `null` where none is in sight. */
async function lineStart(bytes: Blob, place: number): Promise<number | null> {
  for (let at = place - 1; at < Math.min(bytes.size, place + LONGEST_LINE); at += LOOK) {
    // One byte more, for the second half of a CRLF.
    const window = new Uint8Array(await bytes.slice(at, at + LOOK + 1).arrayBuffer());
    const end = window.findIndex((byte, index) => index < LOOK && (byte === 0x0a || byte === 0x0d));
    if (end >= 0) return at + end + (window[end] === 0x0d && window[end + 1] === 0x0a ? 2 : 1);
  }
  return null;
}
