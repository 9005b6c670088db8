// The option `sheet`.

import { badOption } from "./errors.ts";
import { KINDS, type Kind } from "./protocol.ts";

/** A sheet by name or 0-based index: of orders, or of each kind of source. */
export type SheetOption = string | number | Partial<Record<Kind, string | number>>;

/** The option `sheet`, by kind. */
export function sheetOption(given: unknown): Partial<Record<Kind, string | number>> {
  const byKind = typeof given === "object" ? (given ?? {}) : given === undefined ? {} : { orders: given };
  for (const [kind, sheet] of Object.entries(byKind)) {
    const isSheet = typeof sheet === "string" || (Number.isInteger(sheet) && sheet >= 0);
    if (KINDS.includes(kind as Kind) && (isSheet || sheet === undefined || sheet === null)) continue;
    throw badOption(
      "sheet",
      "sheet must be the name of a sheet, its index (0 is the first), or one of these for each kind of source.",
    );
  }
  return byKind;
}
