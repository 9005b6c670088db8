// Rows of sources, read again: the tables keep where they stand, not what they say.

import type { Dataset, Picker } from "./core.ts";
import { decoder, type Encoding } from "./encoding.ts";
import { badOption } from "./errors.ts";
import { contents } from "./packed.ts";
import { type Aside, type AsideOptions, type AsideRow, KINDS, type Kind, type Source } from "./protocol.ts";
import { write, writeText } from "./push.ts";
import type { Customer, Reason } from "./types.ts";

/** Rows of one answer at most. */
const MOST_ROWS = 1000;
const USUAL_ROWS = 100;

/** In the order in which the core numbers them. */
const REASONS: readonly Reason[] = [
  "bad-date",
  "ambiguous-date",
  "date-out-of-range",
  "bad-amount",
  "amount-out-of-range",
  "too-many-cells",
  "unclosed-quote",
  "row-too-long",
];

/** A source, and how it was read. */
export interface Read {
  source: Source;
  encoding: Encoding;
}

/**
 * Where rows stand, in three numbers each: the source of its kind, the row in it, and one that the question gives a
 * meaning. There may be millions of them.
 */
type Places = Uint32Array;
const PLACE = 3;

/** A row as it was met again. */
interface Met {
  line: number;
  cells: string[];
}

/** Some rows, and the header that stands above them. */
export interface Lot {
  source: number;
  headers: string[];
  rows: AsideRow[];
}

/** Reads rows again; it keeps none. */
export class Again {
  readonly #memory: WebAssembly.Memory;
  readonly #dataset: Dataset;
  readonly #read: readonly Read[];

  constructor(memory: WebAssembly.Memory, dataset: Dataset, read: readonly Read[]) {
    this.#memory = memory;
    this.#dataset = dataset;
    this.#read = read;
  }

  /** A page of what was set aside. */
  async page(options: AsideOptions): Promise<Aside> {
    refuseUnknown(options, ["kind", "rule", "offset", "limit"]);
    const { kind, rule } = checked(options);
    const offset = whole("offset", options.offset ?? 0, 0, 0xffffffff);
    const limit = whole("limit", options.limit ?? USUAL_ROWS, 1, MOST_ROWS);
    const { total, places } = this.places(kind, rule, offset, limit);
    const aside: Aside = { total, offset, sources: [], rows: [] };
    for await (const { source, headers, rows } of this.lots(kind, rule, places)) {
      const name = this.#of(kind)[source]?.source.name ?? "";
      if (aside.rows.at(-1)?.source !== source) aside.sources.push({ source, name, headers });
      aside.rows.push(...rows);
    }
    return aside;
  }

  /** Where rows stand that were set aside. */
  places(kind: Kind, rule: string | null, offset: number, limit: number): { total: number; places: Places } {
    const numbers: Uint32Array = this.#dataset.ask("aside", kind, rule, offset, limit);
    return { total: numbers[0] ?? 0, places: numbers.subarray(1) };
  }

  /** The rows at places that stand in the order of the sources, lot by lot. */
  async *lots(kind: Kind, rule: string | null, places: Places): AsyncGenerator<Lot, void, void> {
    for (let start = 0; start < places.length; ) {
      const source = places[start] as number;
      let end = start;
      while (end < places.length && places[end] === source) end += PLACE;
      const rows = new Uint32Array((end - start) / PLACE);
      for (let at = 0; at < rows.length; at++) rows[at] = places[start + at * PLACE + 1] as number;
      for await (const { headers, met } of this.#met(kind, source, rows)) {
        const told = met.map(({ line, cells }): AsideRow => {
          const why = places[start + 2] ?? 0;
          start += PLACE;
          const reason = rule === null ? (REASONS[why & 0xff] ?? null) : null;
          const column = why >> 8;
          return {
            source,
            line,
            cells,
            column: column > 0 ? (headers[column - 1] ?? null) : null,
            value: column > 0 ? (cells[column - 1] ?? null) : null,
            reason,
          };
        });
        yield { source, headers, rows: told };
      }
      start = end;
    }
  }

  /** Puts the ids of their orders into an answer. */
  async nameOrders(customer: Customer): Promise<void> {
    const places: Places = this.#dataset.ask("orderPlaces", customer.id);
    const of = (order: number) => places.subarray(order * PLACE, (order + 1) * PLACE);
    const orders = customer.orders.map((order, at) => ({ order, place: of(at) }));
    for (const source of new Set(orders.map(({ place }) => place[0]))) {
      if (source === undefined) continue;
      const own = orders.filter(({ place }) => place[0] === source);
      // Two records of one order may stand on one row.
      const rows = Uint32Array.from(new Set(own.map(({ place }) => place[1] as number))).sort();
      const cells = new Map<number, string[]>();
      for await (const { met } of this.#met("orders", source, rows)) {
        for (const one of met) cells.set(rows[cells.size] as number, one.cells);
      }
      for (const { order, place } of own) {
        const [, row = 0, column = 0] = place;
        if (column > 0) order.id = bare(cells.get(row)?.[column - 1] ?? "");
      }
    }
  }

  #of(kind: Kind): readonly Read[] {
    return this.#read.filter(({ source }) => source.kind === kind);
  }

  /** The rows at these places of one source, piece by piece of it. */
  async *#met(
    kind: Kind,
    at: number,
    rows: Uint32Array,
  ): AsyncGenerator<{ headers: string[]; met: Met[] }, void, void> {
    const read = this.#of(kind)[at];
    if (read === undefined || rows.length === 0) return;
    const picker = this.#dataset.picker(kind, at, rows);
    try {
      for await (const _ of this.#push(picker, read)) {
        const met = picker.ask("take") as Met[];
        if (met.length > 0) yield { headers: picker.ask("header") as string[], met };
      }
    } finally {
      picker.free();
    }
  }

  /** Pushes a source until nothing more is wanted; after each piece it is the caller's turn. */
  async *#push(picker: Picker, { source, encoding }: Read): AsyncGenerator<void, void, void> {
    const decode = encoding.raw ? null : decoder(encoding);
    let more = true;
    const decoded = (piece: Uint8Array, last: boolean) => {
      for (const text of decode?.(piece, last) ?? []) {
        more &&= picker.push(writeText(picker, this.#memory, text), false);
      }
    };
    for await (const piece of contents(source)) {
      if (decode === null) {
        write(picker, this.#memory, piece);
        more = picker.push(piece.length, false);
      } else {
        decoded(piece, false);
      }
      yield;
      if (!more) return;
    }
    decoded(new Uint8Array(), true);
    if (more) picker.push(0, true);
    yield;
  }
}

/** What is asked of rows that were set aside, with the kind and the rule understood. */
export function checked({ kind = "orders", rule = null }: AsideOptions): { kind: Kind; rule: string | null } {
  if (!KINDS.includes(kind)) throw badOption("kind", `kind must be one of ${KINDS.join(", ")}.`, [...KINDS]);
  if (rule !== null && typeof rule !== "string") {
    throw badOption(
      "rule",
      "rule must be the name of a rule as the report has it, or null for rejected rows.",
    );
  }
  return { kind, rule };
}

/** `bad-option` for a name that is none of these. */
export function refuseUnknown(options: object, known: string[]): void {
  const unknown = Object.keys(options).find(name => !known.includes(name));
  if (unknown === undefined) return;
  const said = `There is no option “${unknown.slice(0, 40)}”. Known here: ${known.join(", ")}.`;
  throw badOption(unknown, said, known);
}

function whole(option: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw badOption(option, `${option} must be a whole number from ${least} to ${most}.`, [
    `${least}..${most}`,
  ]);
}

/** What is written where there is no id, besides nothing. */
const MISSING = /^(?:|-|—|NA|N\/A|#N\/A|NULL|null|None|nan|\\N|[(（]空[)）]|无)$/;

/** An id without what spreadsheets put around it; `null` where the cell says that there is none. */
function bare(cell: string): string | null {
  const text = cell.trim();
  const id = /^="(.*)"$/.exec(text)?.[1] ?? text.replace(/^'/, "");
  return MISSING.test(id) ? null : id;
}
