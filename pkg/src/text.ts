// CSV in UTF-8, cell by cell into bytes: as strings, a table of some million cells would be thrown away twice over.

/** Bytes per part of the Blob. */
const PART = 1 << 20;

/** Longer texts are left to the platform. */
const SHORT = 64;

const LF = 10;
const QUOTE = 34;
/** What could be read as the end of a cell, or as a quote. */
const SPECIAL = new Uint8Array(128);
for (const character of '",;|\t\r\n') SPECIAL[character.charCodeAt(0)] = 1;

const encoder = new TextEncoder();

/** A table that is being written. */
export class Text {
  readonly #delimiter: number;
  readonly #parts: Blob[] = [];
  #bytes = new Uint8Array(PART);
  #at = 0;
  #isFirst = true;
  #handedOn = 0;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /** How many bytes there are. */
  get made(): number {
    return this.#handedOn + this.#at;
  }

  /** Begins the next row. */
  row(): void {
    this.#room(1);
    this.#bytes[this.#at++] = LF;
    this.#isFirst = true;
  }

  /** Writes the next cell of the row. */
  cell(value: string | Uint8Array): void {
    // Each byte may be a quote; no character takes more than three.
    this.#room(3 + 3 * value.length);
    if (!this.#isFirst) this.#bytes[this.#at++] = this.#delimiter;
    this.#isFirst = false;
    if (typeof value !== "string") this.#quoted(value);
    else if (value.length > SHORT || !this.#plain(value)) this.#quoted(encoder.encode(value));
  }

  /** All of it. */
  blob(): Blob {
    this.#handOn();
    return new Blob(this.#parts);
  }

  /** Writes a text of a few simple letters; false, and nothing, where it is none. */
  #plain(text: string): boolean {
    const { length } = text;
    const [bytes, at] = [this.#bytes, this.#at];
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127 || SPECIAL[code] === 1) return false;
      bytes[at + index] = code;
    }
    this.#at = at + length;
    return true;
  }

  #quoted(text: Uint8Array): void {
    const bytes = this.#bytes;
    const { length } = text;
    let at = this.#at;
    let isSpecial = false;
    for (let index = 0; index < length && !isSpecial; index++) {
      const byte = text[index] as number;
      isSpecial = byte < 128 && SPECIAL[byte] === 1;
      bytes[at + index] = byte;
    }
    if (!isSpecial) {
      this.#at = at + length;
      return;
    }
    bytes[at++] = QUOTE;
    for (let index = 0; index < length; index++) {
      const byte = text[index] as number;
      if (byte === QUOTE) bytes[at++] = QUOTE;
      bytes[at++] = byte;
    }
    bytes[at++] = QUOTE;
    this.#at = at;
  }

  #room(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    this.#handOn();
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(length);
  }

  #handOn(): void {
    this.#parts.push(new Blob([this.#bytes.subarray(0, this.#at)]));
    this.#handedOn += this.#at;
    this.#at = 0;
  }
}
