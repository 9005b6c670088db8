// From Blobs into the core: which bytes, in which encoding, how often, by whom, and how far.

import { Next, type Opening } from "./core.ts";
import { type Encoding, firstEncoding, nextEncoding } from "./encoding.ts";
import type { ErrorDetail } from "./errors.ts";
import { newOpening } from "./opening.ts";
import type { Packed } from "./packed.ts";
import { type Counts, KINDS, type PlainOptions, type Progress, type Source } from "./protocol.ts";
import { Begun, pushAll } from "./push.ts";
import type { Team } from "./team.ts";

/** A core would have to contradict itself to ask for more. */
const MOST_READINGS = 16;

/** This and more is how the core writes in the lowest byte of its hypotheses that order ids stand in no order. */
const IDS_ANYWHERE = 3;

/** Reads all sources of one call of `open`. */
export class Reader {
  readonly #memory: WebAssembly.Memory;
  readonly #sources: Source[];
  readonly #options: PlainOptions;
  readonly #team: Team;
  readonly #meter: Meter;
  readonly #counts: Counts;
  readonly #seed = Math.random();
  /** How many rows of all sources are in the core so far, and about how much they take, in units of 16 bytes. */
  rows = { read: 0, weight: 0 };
  /** Of the source that is being read, for errors. */
  at: Pick<ErrorDetail, "source" | "file"> = {};
  /** How each source was read in the end. */
  readonly encodings: Encoding[] = [];

  constructor(
    memory: WebAssembly.Memory,
    sources: Source[],
    options: PlainOptions,
    team: Team,
    send: (progress: Progress) => void,
  ) {
    this.#memory = memory;
    this.#sources = sources;
    this.#options = options;
    this.#team = team;
    this.#meter = new Meter(
      sources.reduce((sum, source) => sum + source.bytes.size, 0),
      send,
    );
    const counts = KINDS.map(kind => [kind, sources.filter(source => source.kind === kind).length]);
    this.#counts = Object.fromEntries(counts) as Counts;
  }

  /** The core with every source pushed into it, ready to finish. */
  async readAll(): Promise<Opening> {
    const opening = newOpening(this.#options, this.#counts, this.#seed);
    for (const source of this.#sources) {
      let begun = source.packed ? null : new Begun(source);
      let encoding = await firstEncoding(source, this.#options.encoding, begun?.head());
      this.at = { source: source.kind, ...(source.name && { file: source.name }) };
      let next: Next = Next.ReadAgain;
      for (let readings = 1; next !== Next.GoOn; readings++) {
        if (readings > MOST_READINGS) throw new Error("the core asked for the same source again and again");
        const { kind, name, modified } = source;
        const day = civilDay(modified);
        opening.begin(kind, name, day, encoding.name, encoding.unreadable > 0, source.bytes.size);
        next = await this.#readOnce(opening, source, encoding, begun);
        begun = null;
        this.#team.drop();
        if (next === Next.GoOn) next = opening.end();
        if (next === Next.Decode) encoding = await nextEncoding(encoding, source);
      }
      this.encodings.push(encoding);
      this.#meter.finishSource(source.bytes.size, opening.rows);
    }
    this.at = {};
    this.#meter.finish();
    return opening;
  }

  /** Pushes one source once, or until it is clear that this was in vain. */
  async #readOnce(opening: Opening, source: Source, encoding: Encoding, begun: Begun | null): Promise<Next> {
    const bounds = await this.#team.cut(source, encoding);
    const isWhole = bounds.length === 2;
    if (!isWhole) begun?.end();
    let next: Next = Next.GoOn;
    for (const [part, from] of bounds.slice(0, -1).entries()) {
      const packed = part > 0 ? await this.#team.take(part) : null;
      if (packed && opening.append(packed)) {
        this.#team.giveBack(packed);
        this.#count(opening);
        continue;
      }
      const isAlone = part > 0 && !this.#team.isReading;
      const to = isAlone ? source.bytes.size : (bounds[part + 1] as number);
      const bytes = (isWhole && begun) || new Begun(partOf(source, from, to));
      next = await this.#push(opening, source, encoding, bytes, from, part === 0);
      if (isAlone || next !== Next.GoOn) break;
    }
    return next;
  }

  #count(opening: Opening): void {
    this.rows = { read: this.#meter.finished.rows + opening.rows, weight: opening.weight };
  }

  /** Pushes a part of a source. The others begin as soon as the core has seen enough to say how it is to be read. */
  #push(
    opening: Opening,
    source: Source,
    encoding: Encoding,
    bytes: Begun,
    from: number,
    isFirst: boolean,
  ): Promise<Next> {
    let hypotheses: number | null = null;
    return pushAll(opening, this.#memory, bytes, encoding, read => {
      if (isFirst && hypotheses === null) {
        hypotheses = opening.hypotheses();
        const [options, counts, seed] = [this.#options, this.#counts, this.#seed];
        if (hypotheses !== null && isShareable(hypotheses)) {
          this.#team.begin({ options, counts, seed, source, encoding, hypotheses });
        }
      }
      this.#count(opening);
      const others = this.#team.progress;
      this.#meter.report(from + read + others.bytes, opening.rows + others.rows);
    });
  }
}

/**
 * Whether others are a help. Where orders are known by a dictionary, putting together two parts' dictionaries, with an
 * id for nearly every row, takes longer than reading the rows; where they are known by hashes, these do not travel.
 */
function isShareable(hypotheses: number): boolean {
  return (hypotheses & 0xff) < IDS_ANYWHERE;
}

/** Bytes of a file from one place to another; of what is packed always all. */
function partOf(source: Source, from: number, to: number): Packed {
  return source.packed ? source : { bytes: source.bytes.slice(from, to), packed: false };
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
  readonly totalBytes: number;
  readonly #send: (progress: Progress) => void;
  /** The sources that are done with. */
  finished = { bytes: 0, rows: 0 };
  #last: Progress;
  #next = 0;

  constructor(totalBytes: number, send: (progress: Progress) => void) {
    this.totalBytes = totalBytes;
    this.#send = send;
    this.#last = { phase: "read", bytes: 0, totalBytes, rows: 0 };
  }

  /** How far the current source has come in its current reading. */
  report(bytes: number, rows: number): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + EVERY_MS;
    this.#emit("read", this.finished.bytes + bytes, this.finished.rows + rows);
  }

  /** The current source is done with. */
  finishSource(bytes: number, rows: number): void {
    this.finished.bytes += bytes;
    this.finished.rows += rows;
  }

  /** Everything is read; what follows is merging. */
  finish(): void {
    this.#emit("merge", this.totalBytes, this.finished.rows);
  }

  #emit(phase: Progress["phase"], bytes: number, rows: number): void {
    this.#last = {
      phase,
      bytes: Math.max(bytes, this.#last.bytes),
      totalBytes: this.totalBytes,
      rows: Math.max(rows, this.#last.rows),
    };
    this.#send(this.#last);
  }
}
