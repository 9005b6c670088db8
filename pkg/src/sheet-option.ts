// The option `sheet`.

import { badOption } from "./errors.ts";
import { KINDS, type Kind } from "./protocol.ts";

/** A sheet by name or 0-based index: of orders, or of each kind of source. */
export type SheetOption = string | number | Partial<Record<Kind, string | number>>;

/** The option `sheet`, by kind. */
export function sheetOption(given: unknown): Partial<Record<Kind, string | number>> {
  const isSheet = (value: unknown) =>
    typeof value === "string" || (Number.isInteger(value) && (value as number) >= 0);
  if (given === undefined || given === null) return {};
  if (isSheet(given)) return { orders: given as string | number };
  const entries = typeof given === "object" ? Object.entries(given) : [["", null]];
  for (const [kind, value] of entries) {
    if (KINDS.includes(kind as Kind) && (value === undefined || value === null || isSheet(value))) continue;
    throw badOption(
      "sheet",
      'sheet must be the name of a sheet or its index (0 is the first), or say one for each kind: { orders: "May" }.',
    );
  }
  return given as Partial<Record<Kind, string | number>>;
}
