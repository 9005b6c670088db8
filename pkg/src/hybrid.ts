// Small whole numbers as Parquet writes levels and places in a dictionary: runs of one, and lots of eight bit by bit.

/** Reads as many at a time as are wanted. A RangeError where there are not as many. */
export class Hybrid {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  #at = 0;
  /** What is left of the current run, or of the current lot; and which of them it is. */
  #left = 0;
  #same: number | null = null;
  /** Where the next number of the lot begins, in bits. */
  #bit = 0;

  constructor(bytes: Uint8Array, width: number) {
    if (width > 32) throw short();
    this.#bytes = bytes;
    this.#width = width;
  }

  /** The next numbers, into `out`. */
  read(out: Uint8Array | Uint32Array, count: number): void {
    if (this.#width === 0) {
      out.fill(0, 0, count);
      return;
    }
    for (let done = 0; done < count; ) {
      if (this.#left === 0) this.#begin();
      const many = Math.min(this.#left, count - done);
      if (this.#same !== null) out.fill(this.#same, done, done + many);
      else for (let n = 0; n < many; n++) out[done + n] = this.#next();
      this.#left -= many;
      done += many;
    }
  }

  #begin(): void {
    const bytes = this.#bytes;
    let head = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes[this.#at++];
      if (byte === undefined || weight > 2 ** 28) throw short();
      head += (byte & 127) * weight;
      if (byte < 128) break;
    }
    const isLot = head % 2 === 1;
    this.#left = Math.floor(head / 2) * (isLot ? 8 : 1);
    if (isLot) {
      this.#same = null;
      this.#bit = 8 * this.#at;
      this.#at += (this.#left / 8) * this.#width;
    } else {
      let value = 0;
      const width = (this.#width + 7) >> 3;
      for (let n = width - 1; n >= 0; n--) value = value * 256 + (bytes[this.#at + n] ?? 0);
      this.#same = value;
      this.#at += width;
      if (this.#at > bytes.length) throw short();
    }
  }

  #next(): number {
    const [bytes, width] = [this.#bytes, this.#width];
    const from = this.#bit;
    this.#bit += width;
    if (this.#bit > 8 * bytes.length) throw short();
    const first = Math.floor(from / 8);
    const shift = from % 8;
    if (width <= 24) {
      const four =
        (bytes[first] as number) |
        ((bytes[first + 1] ?? 0) << 8) |
        ((bytes[first + 2] ?? 0) << 16) |
        ((bytes[first + 3] ?? 0) << 24);
      return (four >>> shift) & ((1 << width) - 1);
    }
    let five = 0;
    for (let n = 4; n >= 0; n--) five = five * 256 + (bytes[first + n] ?? 0);
    return Math.floor(five / 2 ** shift) % 2 ** width;
  }
}

function short(): RangeError {
  return new RangeError("fewer numbers than there should be");
}
