// What a person decides about reading: which column is which, and what the file leaves open.

import type { OpenOptions } from "../open.ts";

/** Decisions about reading, in the words of `open`. */
export type Reading = Pick<
  OpenOptions,
  "mapping" | "sheet" | "zeroAmount" | "dateOrder" | "amountIs" | "refundIs"
>;

/** A column by its header, or by its index. */
type Column = string | number;

/** Columns by field; of the customer several can be one key. `null`: the field is off. */
export type OrderColumns = Record<string, Column | Column[] | null>;

/** The field that several columns together can say. */
export const KEYED = "customerId";

/** So many columns are one key at most. */
export const MOST_KEYS = 5;

/** The fields of orders that can be assigned, the necessary ones first. */
export const FIELDS: readonly string[] = [
  "customerId",
  "paidAt",
  "amount",
  "price",
  "quantity",
  "orderId",
  "refund",
  "refundedAt",
  "total",
  "status",
  "currency",
  "referrerId",
  "product",
  "category",
  "channel",
  "shop",
  "province",
  "coupon",
];

/** The settings, with the values that they take beside their default. */
export const SETTINGS = {
  zeroAmount: ["count"],
  dateOrder: ["dmy", "mdy"],
  amountIs: ["line", "order"],
  refundIs: ["separate", "included"],
} as const;

export type Setting = keyof typeof SETTINGS;

/** A cell as it is read: some exports keep spreadsheets from taking ids for numbers by ="…". */
export const bare = (cell: string) => cell.replace(/^="'?(.*)"$/, "$1").trim();

/** A reading with one field assigned to the columns at these indexes; to none: it is off. */
export function assigned(
  reading: Reading,
  headers: readonly string[],
  field: string,
  columns: readonly number[],
): Reading {
  const named = columns.map(at => reference(headers, at));
  const orders: OrderColumns = {
    ...decidedIn(reading),
    [field]: named.length > 1 ? named : (named[0] ?? null),
  };
  return { ...reading, mapping: { ...reading.mapping, orders } };
}

/** A reading with one setting; `null`: as by default. */
export function settled(reading: Reading, setting: Setting, value: string | null): Reading {
  const { [setting]: _, ...rest } = reading;
  return value === null ? rest : { ...rest, [setting]: value };
}

/** A reading of another sheet, whose columns are others. */
export function ofSheet({ mapping, ...rest }: Reading, sheet: string): Reading {
  const { orders: _, ...others } = mapping ?? {};
  return { ...rest, mapping: others, sheet };
}

/** The indexes of a field's columns: as decided, else as recognised. */
export function columnsOf(
  reading: Reading,
  headers: readonly string[],
  mapping: { readonly [field: string]: { index: number; with?: number[] } },
  field: string,
): number[] {
  const decided = decidedIn(reading)[field];
  const known = mapping[field];
  if (decided === undefined) return known ? [known.index, ...(known.with ?? [])] : [];
  return [decided ?? []]
    .flat()
    .map(column => (typeof column === "string" ? headers.indexOf(column) : column))
    .filter(at => at >= 0);
}

const decidedIn = (reading: Reading): OrderColumns => (reading.mapping?.orders ?? {}) as OrderColumns;

/** The header, or the index where several columns share one: other files of the shop may be ordered differently. */
function reference(headers: readonly string[], at: number): string | number {
  const header = headers[at] ?? "";
  return header !== "" && headers.filter(other => other === header).length === 1 ? header : at;
}
