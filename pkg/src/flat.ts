// As much of FlatBuffers as is needed of Arrow's messages: tables, with numbers, lists and tables in them. Outside of the
// bytes, a RangeError.

/** A table: where it is, and what stands in its fields. */
export class Flat {
  readonly at: number;
  readonly #view: DataView;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.at = at;
  }

  /** The table that the bytes from a place on are. */
  static root(view: DataView, from = 0): Flat {
    return new Flat(view, from + view.getUint32(from, true));
  }

  /** Where it says, in two bytes, where a field stands; `null` where it has fewer. */
  slot(field: number): number | null {
    const fields = this.at - this.#view.getInt32(this.at, true);
    const slot = 4 + 2 * field;
    return slot < this.#view.getUint16(fields, true) ? fields + slot : null;
  }

  /** Where a field stands; `null` where it is missing. */
  place(field: number): number | null {
    const slot = this.slot(field);
    const offset = slot === null ? 0 : this.#view.getUint16(slot, true);
    return offset === 0 ? null : this.at + offset;
  }

  byte(field: number): number | undefined {
    const place = this.place(field);
    return place === null ? undefined : this.#view.getUint8(place);
  }

  long(field: number): bigint | undefined {
    const place = this.place(field);
    return place === null ? undefined : this.#view.getBigInt64(place, true);
  }

  child(field: number): Flat | undefined {
    const place = this.place(field);
    return place === null ? undefined : new Flat(this.#view, place + this.#view.getUint32(place, true));
  }

  /** Where the items of a list begin, each of so many bytes, and how many there are. */
  list(field: number, length: number): { at: number; count: number } {
    const place = this.place(field);
    if (place === null) return { at: 0, count: 0 };
    const at = place + this.#view.getUint32(place, true);
    const count = this.#view.getUint32(at, true);
    if (at + 4 + length * count > this.#view.byteLength) throw new RangeError("a list without an end");
    return { at: at + 4, count };
  }

  /** The tables in a list. */
  children(field: number): Flat[] {
    const { at, count } = this.list(field, 4);
    return Array.from({ length: count }, (_, n) => {
      const place = at + 4 * n;
      return new Flat(this.#view, place + this.#view.getUint32(place, true));
    });
  }
}
