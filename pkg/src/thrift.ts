// As much of Thrift's compact protocol as shows how long a page of a Parquet file is, and how many values it has; and as
// much as says it of a page that is made here.

/** Numbers by the path of field ids that leads to them, as `5.1`. */
export type Numbers = Map<string, number>;

// One by one: what minifies writes the numbers for these names then.
const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const INT = 5;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;
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

  /** The whole numbers in a struct and in the structs in it, and what is true (1) or not (0). Throws a RangeError where the bytes end before it. */
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
        if (isField) found.set(path, type === TRUE ? 1 : 0);
        else this.#byte();
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

/** The header of a page that is not packed, with so many values that are all there, in an encoding. */
export function page(length: number, values: number, encoding: number): Uint8Array {
  const bytes: number[] = [];
  const number = (value: number) => {
    let rest = 2 * value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128));
    bytes.push(rest);
  };
  // Each field says how far its number is from the one before it, and of what type it is.
  const fields = (numbers: number[]) => {
    for (const value of numbers) {
      bytes.push(0x10 | INT);
      number(value);
    }
  };
  fields([0, length, length]);
  bytes.push(0x20 | STRUCT);
  // Levels are written in the third encoding, also where there are none.
  fields([values, encoding, 3, 3]);
  bytes.push(STOP, STOP);
  return Uint8Array.from(bytes);
}
