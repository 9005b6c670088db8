// Saying which column is which, and settling what the file leaves open.

import type { OpenOptions, Preview, Report } from "siyu";
import { choice, h } from "./dom.ts";
import { named, t } from "./i18n.ts";

/** What the person has decided about reading. */
export type Reading = Pick<OpenOptions, "mapping" | "zeroAmount" | "dateOrder" | "amountIs" | "refundIs">;

type OrderColumns = Record<string, string | number | null>;

/** The fields of orders that can be assigned here, the necessary ones first. */
const FIELDS = [
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

const AUTO = "auto";
const NO_COLUMN = "";

/** A form that hands back the reading with what was changed. */
export function editor(
  headers: readonly string[],
  mapping: Preview["mapping"] | Report["orders"]["mapping"],
  reading: Reading,
  again: (reading: Reading) => void,
): HTMLElement {
  const chosen: OrderColumns = { ...reading.mapping?.orders };
  const next: Reading = { ...reading };
  const columns = headers.map((header, at) => [String(at), header || `#${at + 1}`] as const);

  const shown = (field: string): string => {
    const decided = chosen[field];
    if (decided === null) return NO_COLUMN;
    if (typeof decided === "string") return String(headers.indexOf(decided));
    const at = decided ?? mapping[field]?.index;
    return at === undefined ? NO_COLUMN : String(at);
  };
  const fields = FIELDS.map(field =>
    choice({
      id: `column-${field}`,
      label: named("field", field),
      value: shown(field),
      values: [[NO_COLUMN, t("data.noColumn")], ...columns],
      change: value => {
        chosen[field] = value === NO_COLUMN ? null : reference(headers, Number(value));
      },
    }),
  );
  const setting = <K extends "zeroAmount" | "dateOrder" | "amountIs" | "refundIs">(
    key: K,
    label: string,
    values: readonly (readonly [NonNullable<Reading[K]> | typeof AUTO, string])[],
  ) =>
    choice<string>({
      id: `setting-${key}`,
      label,
      value: reading[key] ?? AUTO,
      values,
      change: value => {
        if (value === AUTO) delete next[key];
        else next[key] = value as NonNullable<Reading[K]>;
      },
    });
  const submit = (event: Event) => {
    event.preventDefault();
    again(Object.keys(chosen).length > 0 ? { ...next, mapping: { orders: chosen } } : next);
  };
  return h(
    "form",
    { class: "editor", onsubmit: submit },
    h("div", { class: "fields" }, ...fields),
    h(
      "div",
      { class: "fields" },
      setting("zeroAmount", t("data.zeroAmount"), [
        [AUTO, t("data.zeroExclude")],
        ["count", t("data.zeroCount")],
      ]),
      setting("dateOrder", t("data.dateOrder"), [
        [AUTO, t("data.auto")],
        ["dmy", t("data.dmy")],
        ["mdy", t("data.mdy")],
      ]),
      setting("amountIs", t("data.amountIs"), [
        [AUTO, t("data.auto")],
        ["line", t("data.amountIsLine")],
        ["order", t("data.amountIsOrder")],
      ]),
      setting("refundIs", t("data.refundIs"), [
        [AUTO, t("data.auto")],
        ["separate", t("data.refundIsSeparate")],
        ["included", t("data.refundIsIncluded")],
      ]),
    ),
    h("button", { type: "submit", class: "primary" }, t("data.again")),
  );
}

/** The header, or the index where several columns share one: other files of the shop may be ordered differently. */
function reference(headers: readonly string[], at: number): string | number {
  const header = headers[at] ?? "";
  return header !== "" && headers.filter(other => other === header).length === 1 ? header : at;
}
