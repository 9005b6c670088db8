// The list of customers in pages: those in sight are asked of the Worker, and a few are kept.

import type { Column, CustomerColumns, Customers } from "../../types.ts";
import type { RowSource } from "./rows.ts";

/** Customers per page. */
export const PAGE = 100;

/** Pages kept; the ones not looked at for longest make way. */
const MOST = 40;

/** A sorted, filtered list, of which a part is here. */
export class Pages implements RowSource {
  readonly total: number;
  onArrival: (() => void) | null = null;
  readonly #ask: (offset: number) => Promise<Customers>;
  readonly #pages = new Map<number, CustomerColumns>();
  #asking = false;

  /** `ask`: for the page that begins at `offset`. `first`: the answer for the first one. */
  constructor(ask: (offset: number) => Promise<Customers>, first: Customers) {
    this.#ask = ask;
    this.total = first.total;
    this.#pages.set(0, first.columns);
  }

  has(at: number): boolean {
    return this.#pages.has(Math.floor(at / PAGE));
  }

  /** A cell of a row that is here. */
  cell<C extends Column>(column: C, at: number): CustomerColumns[C][number] | undefined {
    return this.#pages.get(Math.floor(at / PAGE))?.[column][at % PAGE];
  }

  want(from: number, to: number): void {
    const [first, last] = [Math.floor(from / PAGE), Math.floor(Math.max(from, to - 1) / PAGE)];
    for (let page = first; page <= last; page++) {
      const known = this.#pages.get(page);
      if (known === undefined) {
        void this.#fetch(page);
        return;
      }
      // Put last, so that what is looked at stays longest.
      this.#pages.delete(page);
      this.#pages.set(page, known);
    }
  }

  /** One at a time: by its arrival, who scrolls fast has long been somewhere else, and asks for that. */
  async #fetch(page: number): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { columns } = await this.#ask(page * PAGE);
      this.#pages.set(page, columns);
      const [oldest] = this.#pages.keys();
      if (this.#pages.size > MOST && oldest !== undefined) this.#pages.delete(oldest);
      this.#asking = false;
      this.onArrival?.();
    } catch {
      // The Dataset is closed: the section says so when it asks itself. The rows stay blank.
      this.#asking = false;
    }
  }
}
