// What was read, how, and what was set aside: the account of every row.

import type { OrdersReport, Report, SourceReport } from "siyu";
import { type Child, fold, h } from "../dom.ts";
import { date, int, percent } from "../format.ts";
import { type Key, named, t } from "../i18n.ts";
import { barred, table } from "../table.ts";
import { warningList } from "../warnings.ts";

/** Rejected rows shown at first. */
const FIRST_REJECTIONS = 20;

const DELIMITERS: Record<string, Key> = {
  ",": "data.comma",
  "\t": "data.tab",
  ";": "data.semicolon",
  "|": "data.pipe",
};

/** The section's content; `editor` changes columns and settings. */
export function data(report: Report, editor: Child): Child[] {
  const { orders, members, referrals } = report;
  const others: Child[] = [];
  if (members) others.push(h("h3", {}, t("data.kind.members")), ...account(members));
  if (referrals) others.push(h("h3", {}, t("data.kind.referrals")), ...account(referrals));
  const { used, rows, purchases, buyers } = orders;
  return [
    h("p", { class: "finding" }, t("data.found", { used, rows, purchases, buyers })),
    h("div", { class: "pair" }, recognised(orders), columns(orders)),
    editor,
    h("h3", {}, t("data.aside")),
    ...account(orders),
    ...others,
  ];
}

function recognised(orders: OrdersReport): HTMLElement {
  const facts: [string, Child][] = [
    [
      t("data.files"),
      h(
        "span",
        {},
        ...orders.sources.map(({ name, rows }) =>
          h("span", { class: "line" }, t("data.rowsOf", { name, rows })),
        ),
      ),
    ],
    [t("data.platform"), named("profile", orders.profile ?? "generic")],
    [t("data.encoding"), orders.encoding.toUpperCase()],
    [
      t("data.delimiter"),
      DELIMITERS[orders.delimiter] ? t(DELIMITERS[orders.delimiter] as Key) : orders.delimiter,
    ],
    [t("data.dates"), t("data.dateRange", { first: date(orders.firstDate), last: date(orders.lastDate) })],
    [t("data.currency"), orders.currency ?? t("data.noCurrency")],
  ];
  if (orders.amountIs) {
    facts.push([
      t("data.amountIs"),
      t(orders.amountIs === "line" ? "data.amountIsLine" : "data.amountIsOrder"),
    ]);
  }
  if (orders.refundIs && (orders.mapping.refund || orders.refunds > 0)) {
    const key = orders.refundIs === "separate" ? "data.refundIsSeparate" : "data.refundIsIncluded";
    facts.push([t("data.refundIs"), t(key)]);
  }
  facts.push([t("data.refunds"), int(orders.refunds)]);
  return h(
    "div",
    {},
    h("h3", {}, t("data.recognised")),
    h("dl", { class: "facts" }, ...facts.flatMap(([name, fact]) => [h("dt", {}, name), h("dd", {}, fact)])),
  );
}

function columns(orders: OrdersReport): HTMLElement {
  const rows = Object.entries(orders.mapping).flatMap(([field, column]) =>
    column ? [{ field, ...column }] : [],
  );
  rows.sort((a, b) => a.index - b.index);
  return h(
    "div",
    {},
    h("h3", {}, t("data.columns")),
    table(
      t("data.columns"),
      [
        { title: t("data.field"), heading: true, cell: row => named("field", row.field) },
        { title: t("data.column"), class: "words", cell: row => row.column || `#${row.index + 1}` },
        { title: t("data.confidence"), number: true, cell: row => percent(row.confidence, 0) },
      ],
      rows,
    ),
  );
}

/** Where every row of one kind of source went. */
function account(source: SourceReport): Child[] {
  const { rows, used, excluded, rejected } = source;
  const part = (count: number, name: string, key: Key) =>
    count > 0
      ? h("span", { class: `part ${name}`, "--part": count / rows, title: `${t(key)}: ${int(count)}` })
      : null;
  return [
    h("p", { class: "identity" }, t("data.identity", { rows, used, excluded, rejected })),
    h(
      "div",
      { class: "account", "aria-hidden": "true" },
      part(used, "used", "data.used"),
      part(excluded, "excluded", "data.excluded"),
      part(rejected, "rejected", "data.rejected"),
    ),
    exclusions(source),
    ...rejections(source),
    source.warnings.length > 0 ? h("h4", {}, t("data.warnings")) : null,
    warningList(source.warnings),
  ];
}

function exclusions({ exclusions: rules, rows, excluded, rejected }: SourceReport): HTMLElement | null {
  if (excluded + rejected === 0) return h("p", { class: "note" }, t("data.nothingAside"));
  if (rules.length === 0) return null;
  return table(
    t("data.aside"),
    [
      { title: t("data.rule"), heading: true, cell: exclusion => named("rule", exclusion.rule) },
      { title: t("data.rows"), number: true, cell: exclusion => int(exclusion.rows) },
      {
        title: t("data.share"),
        number: true,
        bars: true,
        cell: exclusion => barred(percent(exclusion.rows / rows), exclusion.rows / rows, true),
      },
    ],
    rules,
  );
}

function rejections({ rejections: rejected, rejected: all }: SourceReport): Child[] {
  if (rejected.length === 0) return [];
  const shown = (rows: SourceReport["rejections"]) =>
    table(
      t("data.rejections"),
      [
        { title: t("data.line"), number: true, cell: row => int(row.line) },
        { title: t("data.column"), cell: row => row.column ?? "" },
        { title: t("data.value"), class: "words", cell: row => h("code", {}, row.value) },
        { title: t("data.reason"), class: "words", cell: row => named("reason", row.reason) },
      ],
      rows,
    );
  const title = `${t("data.rejections")} · ${t("data.rejectionsShown", { shown: rejected.length, all })}`;
  const first = rejected.slice(0, FIRST_REJECTIONS);
  if (first.length === rejected.length) return [h("h4", {}, t("data.rejections")), shown(first)];
  return [h("h4", {}, t("data.rejections")), shown(first), fold(title, shown(rejected))];
}
