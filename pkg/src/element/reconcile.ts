// The difference between a total that a platform shows and the report's, as far as the report's own account explains
// it: which of the amounts that it left out the platform must have counted.

import type { Exclusion, OrdersReport } from "../types.ts";

/** An amount that the report's value does not contain: of a rule's rows, or what refunds took off. */
export interface Part {
  of: Exclusion["rule"] | "refunded";
  value: number;
}

/** What makes the totals differ. */
export interface Reconciled {
  /** The platform's total without the report's. */
  difference: number;
  /** Parts that explain it best: of all combinations that come nearest the one with the fewest. */
  counted: Part[];
  /** The other parts. */
  rest: Part[];
  /** What they leave unexplained. */
  unexplained: number;
}

/** Amounts have up to four decimals. */
const UNIT = 10_000;
/** Amounts up to here are exact to the cent. */
const MOST = 1e13;

const whole = (value: number) => Math.round(value * UNIT);

/** Compares a total with the report's. */
export function reconciled(orders: OrdersReport, total: number): Reconciled {
  const refunded: Part = { of: "refunded", value: orders.refunded };
  const ofRules = orders.exclusions.map(({ rule, value = 0 }): Part => ({ of: rule, value }));
  // There are a dozen rules, so that all combinations can be tried.
  const parts = [refunded, ...ofRules].filter(({ value }) => whole(value) !== 0);
  const difference = whole(total) - whole(orders.value);
  let [best, nearest, fewest] = [0, Math.abs(difference), 0];
  for (let set = 1; set < 1 << parts.length; set++) {
    let [left, count] = [difference, 0];
    for (const [at, { value }] of parts.entries()) {
      if ((set & (1 << at)) === 0) continue;
      left -= whole(value);
      count++;
    }
    const distance = Math.abs(left);
    if (distance < nearest || (distance === nearest && count < fewest))
      [best, nearest, fewest] = [set, distance, count];
  }
  const chosen = (part: Part) => (best & (1 << parts.indexOf(part))) !== 0;
  const counted = parts.filter(chosen);
  const explained = counted.reduce((sum, { value }) => sum + whole(value), 0);
  return {
    difference: difference / UNIT,
    counted,
    rest: parts.filter(part => !chosen(part)),
    unexplained: (difference - explained) / UNIT,
  };
}

/** An amount as people type it or copy it from a page; `null` where it is none. */
export function typedAmount(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/[\s,'’_]|[¥$€£元]|CNY|RMB|USD/gi, "");
  const [, digits = "", power] = /^(-?\d+(?:\.\d*)?)(万|亿)?$/.exec(plain) ?? [];
  const value = Number.parseFloat(digits) * (power === "亿" ? 1e8 : power === "万" ? 1e4 : 1);
  return digits !== "" && Math.abs(value) < MOST ? value : null;
}
