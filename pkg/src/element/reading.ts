// What a person decides about reading: which column is which, and what the file leaves open.

import type { OpenOptions } from "../open.ts";

/** Decisions about reading, in the words of `open`. */
export type Reading = Pick<
  OpenOptions,
  "mapping" | "sheet" | "zeroAmount" | "dateOrder" | "amountIs" | "refundIs"
>;

/** Columns by field; `null`: the field is off. */
export type OrderColumns = Record<string, string | number | null>;

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

/** A reading with one field assigned to the column at an index; `null`: to none. */
export function assigned(
  reading: Reading,
  headers: readonly string[],
  field: string,
  at: number | null,
): Reading {
  const orders: OrderColumns = {
    ...columnsOf(reading),
    [field]: at === null ? null : reference(headers, at),
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

/** The index of a field's column: as decided, else as recognised; `null`: none. */
export function columnOf(
  reading: Reading,
  headers: readonly string[],
  mapping: { readonly [field: string]: { index: number } },
  field: string,
): number | null {
  const decided = columnsOf(reading)[field];
  if (decided === null) return null;
  if (typeof decided === "string") return headers.indexOf(decided);
  return decided ?? mapping[field]?.index ?? null;
}

const columnsOf = (reading: Reading): OrderColumns => (reading.mapping?.orders ?? {}) as OrderColumns;

/** The header, or the index where several columns share one: other files of the shop may be ordered differently. */
function reference(headers: readonly string[], at: number): string | number {
  const header = headers[at] ?? "";
  return header !== "" && headers.filter(other => other === header).length === 1 ? header : at;
}
