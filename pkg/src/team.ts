// The Worker that opens a source, and the ones that read parts of it meanwhile. A part begins at a line of which
// nobody knows yet whether it begins a record or stands inside a quoted cell. It is taken only if the part before
// it ends exactly there with a record; what is not taken is read again by the Worker that opens.

import type { Encoding } from "./encoding.ts";
import type { Counts, PlainOptions, Source } from "./protocol.ts";

/** Where there is less to read for each Worker, reading is over before the parts are put together. */
export const LEAST_PART = 8 << 20;

/** The first part is read by the Worker that opens: it shows how all are to be read. */
const FIRST_PART = 1 << 20;

/** How large parts are: so many for each Worker that all end at the same time, and no more than memory allows. */
const [SMALL_PART, LARGE_PART] = [4 << 20, 16 << 20];
const EACH = 3;

/** How many parts each Worker is asked for in advance, so that it need not wait; those that wait take memory. */
const AHEAD = 2;

/** How far to look for the end of a line. */
const LONGEST_LINE = 1 << 20;
const LOOK = 1 << 16;

/** The port of a Worker that reads parts. */
export type Port = MessagePort;

/** A part to read, after those that were asked for before. `null`: none of them is of use any more. */
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
    /** Parts of one reading have one number. */
    reading: number;
    from: number;
    to: number;
    /** A buffer for the packed part, if there is one. */
    spare: ArrayBuffer | null;
  } | null;
}

/** What comes back. The packed part is `null` where it is of no use. */
export type TaskReply =
  | { id: number; say: "read"; bytes: number; rows: number }
  | { id: number; say: "part"; packed: Uint8Array<ArrayBuffer> | null };

/** What is to be read, but for the place. */
type Work = Omit<NonNullable<Task["work"]>, "reading" | "from" | "to" | "spare">;

type Packed = Uint8Array<ArrayBuffer> | null;

/** A part that another Worker reads. */
interface Share {
  port: Port;
  bytes: number;
  rows: number;
  packed: Promise<Packed>;
  resolve(packed: Packed): void;
}

/** The Workers that help one that opens. */
export class Team {
  readonly #ports: readonly Port[];
  /** By number of the task. */
  readonly #shares = new Map<number, Share>();
  #id = 0;
  #work: (Work & { reading: number }) | null = null;
  #readings = 0;
  /** Where the parts begin and end. */
  #bounds: readonly number[] = [];
  /** By part: what became of it, or `null` where the Worker that opens reads it itself. */
  #dealt = new Map<number, Share | null>();
  /** Buffers of parts that were put together. What is thrown away waits for the collector, and takes memory meanwhile. */
  #spares: ArrayBuffer[] = [];

  constructor(ports: readonly Port[]) {
    this.#ports = ports;
    for (const port of ports) {
      port.onmessage = ({ data }: MessageEvent<TaskReply>) => {
        const share = this.#shares.get(data.id);
        if (data.say === "part") {
          share?.resolve(data.packed);
        } else if (share) {
          [share.bytes, share.rows] = [data.bytes, data.rows];
        }
      };
    }
  }

  /** Where the parts of a source begin and end; one part where more are not worth it. */
  async cut({ kind, bytes, packed }: Source, encoding: Encoding): Promise<readonly number[]> {
    this.drop();
    const { size } = bytes;
    this.#bounds = [0, size];
    const isShared = this.#ports.length > 0 && size >= 2 * LEAST_PART;
    if (kind !== "orders" || packed || !isShared) return this.#bounds;
    // In other encodings the byte of a line feed may be half of a character.
    if (!(encoding.raw || encoding.name === "gb18030")) return this.#bounds;
    const fair = Math.ceil(size / (EACH * (this.#ports.length + 1)));
    const part = Math.min(Math.max(fair, SMALL_PART), LARGE_PART);
    const places: number[] = [];
    for (let place = FIRST_PART; place + SMALL_PART / 2 < size; place += part) places.push(place);
    const bounds = [0];
    for (const cut of await Promise.all(places.map(place => lineStart(bytes, place)))) {
      if (cut !== null && cut < size && cut > (bounds.at(-1) ?? 0)) bounds.push(cut);
    }
    this.#bounds = [...bounds, size];
    return this.#bounds;
  }

  /** Has parts read; the first one is not among them. */
  begin(work: Work): void {
    this.#work = { ...work, reading: ++this.#readings };
    this.#dealt.set(0, null);
    this.#deal();
  }

  /** Whether parts of the source are read by others. */
  get isReading(): boolean {
    return this.#work !== null;
  }

  /** The part as another Worker reads it, or `null` where nobody does, and nobody will. */
  async take(part: number): Promise<Packed> {
    const share = this.#dealt.get(part);
    if (!share) {
      this.#dealt.set(part, null);
      this.#deal();
      return null;
    }
    const packed = await share.packed;
    for (const [id, one] of this.#shares) if (one === share) this.#shares.delete(id);
    this.#deal();
    return packed;
  }

  /** Takes back a part that was put together, to use its memory again. */
  giveBack(packed: Uint8Array<ArrayBuffer>): void {
    this.#spares.push(packed.buffer);
  }

  /** Has nothing read any more. */
  drop(): void {
    this.#work = null;
    this.#dealt.clear();
    this.#spares = [];
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

  /** Asks for parts in advance, each of whoever has least to do. */
  #deal(): void {
    const work = this.#work;
    while (work && this.#shares.size < AHEAD * this.#ports.length) {
      const free: number[] = [];
      for (let part = 1; part + 1 < this.#bounds.length && free.length < 2; part++) {
        if (!this.#dealt.has(part)) free.push(part);
      }
      // Unless it is the last, the first is left to the Worker that opens, which so need not wait for it.
      const part = free.pop();
      if (part === undefined) return;
      const asked = (one: Port) => [...this.#shares.values()].filter(({ port }) => port === one).length;
      const port = this.#ports.reduce((least, one) => (asked(one) < asked(least) ? one : least));
      const id = ++this.#id;
      let resolve: Share["resolve"] = () => {};
      const packed: Share["packed"] = new Promise(settle => {
        resolve = settle;
      });
      const share = { port, bytes: 0, rows: 0, packed, resolve };
      this.#shares.set(id, share);
      this.#dealt.set(part, share);
      const [from, to] = [this.#bounds[part] as number, this.#bounds[part + 1] as number];
      const spare = this.#spares.pop() ?? null;
      const task: Task = { id, work: { ...work, from, to, spare } };
      port.postMessage(task, spare ? [spare] : []);
    }
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
