// As much of Thrift's compact protocol as shows how long a page of a Parquet file is, and how many values it has.

/** Numbers by the path of field ids that leads to them, as `5.1`. */
export type Numbers = Map<string, number>;

const [STOP, TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, SET, MAP, STRUCT] = [0, 1, 2, 3, 7, 8, 9, 10, 11, 12];
/** Deeper than any header of a page. */
const DEEPEST = 8;

/** Reads one struct. */
export class Thrift {
  readonly #bytes: Uint8Array;
  /** How many bytes the struct took. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The whole numbers in a struct and in the structs in it. Throws a RangeError where the bytes end before it. */
  numbers(): Numbers {
    const found: Numbers = new Map();
    this.#struct("", 0, found);
    return found;
  }

  #struct(path: string, depth: number, found: Numbers): void {
    if (depth > DEEPEST) throw new RangeError("a header of too many levels");
    let field = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === STOP) return;
      field = head >> 4 ? field + (head >> 4) : this.#zigzag();
      this.#value(type, `${path}${field}`, depth, found, true);
    }
  }

  #value(type: number, path: string, depth: number, found: Numbers, isField: boolean): void {
    switch (type) {
      case TRUE:
      case FALSE:
        // As a field, the type is the value.
        if (!isField) this.#byte();
        return;
      case BYTE:
        this.#byte();
        return;
      case DOUBLE:
        this.#skip(8);
        return;
      case BINARY:
        this.#skip(this.#varint());
        return;
      case LIST:
      case SET: {
        const head = this.#byte();
        const count = head >> 4 === 15 ? this.#varint() : head >> 4;
        for (let n = 0; n < count; n++) this.#value(head & 15, "", depth + 1, new Map(), false);
        return;
      }
      case MAP: {
        const count = this.#varint();
        const types = count > 0 ? this.#byte() : 0;
        for (let n = 0; n < count; n++) {
          this.#value(types >> 4, "", depth + 1, new Map(), false);
          this.#value(types & 15, "", depth + 1, new Map(), false);
        }
        return;
      }
      case STRUCT:
        this.#struct(`${path}.`, depth + 1, found);
        return;
      default:
        if (type > STRUCT) throw new RangeError("an unknown type in a header");
        found.set(path, this.#zigzag());
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new RangeError("a header without an end");
    return byte;
  }

  #skip(length: number): void {
    this.at += length;
    if (this.at > this.#bytes.length) throw new RangeError("a header without an end");
  }

  #varint(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * weight;
      if (byte < 128) return value;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("a number too large");
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
