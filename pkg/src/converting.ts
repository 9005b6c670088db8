// Progress over what was given, of which some is turned into CSV before it is read.

import type { Progress } from "./protocol.ts";

/** Hears how far so many bytes are turned into CSV, from 0 to 1; at 1 they are done with. */
export type Converting = (bytes: number, share: number) => void;

/** Reading goes on from where the conversion ended, which is half of what is converted, and half of all at most. */
export class Course {
  readonly #totalBytes: number;
  readonly #send: ((progress: Progress) => void) | undefined;
  #converted = 0;
  #last = 0;

  constructor(totalBytes: number, send: ((progress: Progress) => void) | undefined) {
    this.#totalBytes = totalBytes;
    this.#send = send;
  }

  /** See `Converting`. */
  convert(bytes: number, share: number): void {
    this.#emit({ phase: "read", bytes: this.#half(this.#converted + bytes * share), totalBytes: 0, rows: 0 });
    if (share >= 1) this.#converted += bytes;
  }

  /** What a Worker says of the sources that it reads. */
  read(progress: Progress): void {
    const base = this.#half(this.#converted);
    const share = progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 1;
    this.#emit({ ...progress, bytes: base + Math.round((this.#totalBytes - base) * share) });
  }

  #half(bytes: number): number {
    return Math.floor(Math.min(bytes, this.#totalBytes) / 2);
  }

  #emit(progress: Progress): void {
    this.#last = Math.max(this.#last, progress.bytes);
    this.#send?.({ ...progress, bytes: this.#last, totalBytes: this.#totalBytes });
  }
}
