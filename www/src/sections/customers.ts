// The customers one by one: the first hundred of the list, sorted by any column.

import type { Customers } from "siyu";
import { h } from "../dom.ts";
import { date, int, money } from "../format.ts";
import { type Key, named, t } from "../i18n.ts";
import { type Column, table } from "../table.ts";
import { asOfOf, type Context, type Section } from "../view.ts";
import { warningList } from "../warnings.ts";

const SHOWN = 100;

interface Row {
  id: string;
  segment: string;
  recencyDays: number | undefined;
  frequency: number | undefined;
  scores: string;
  firstPurchase: string | undefined;
  lastPurchase: string | undefined;
  ownValue: number | undefined;
  referralValue: number | undefined;
  relationshipValue: number | undefined;
}

export const customers: Section<Customers> = {
  id: "customers",
  title: "customers.title",
  asks: ["asOf", "segments", "sort"],
  shows: [],
  ask: (dataset, context) =>
    dataset.customers({
      asOf: asOfOf(context),
      rfm: { segments: context.view.segments },
      sort: context.view.sort,
      limit: SHOWN,
    }),
  show: (answer, context) => {
    const rows = rowsOf(answer);
    const column = context.view.sort.replace(/^-/, "");
    return [
      h(
        "p",
        { class: "finding" },
        t("customers.shown", {
          shown: rows.length,
          total: answer.total,
          column: t(`customers.${column}` as Key),
        }),
      ),
      table(t("customers.title"), columnsOf(context), rows),
      warningList(answer.warnings, ["hindsight"]),
    ];
  },
};

function rowsOf({ columns }: Customers): Row[] {
  return (columns.id ?? []).map((id, at) => ({
    id,
    segment: columns.segment?.[at] ?? "",
    recencyDays: columns.recencyDays?.[at],
    frequency: columns.frequency?.[at],
    scores: [columns.rScore, columns.fScore, columns.mScore].map(scores => scores?.[at] ?? 0).join(" "),
    firstPurchase: columns.firstPurchase?.[at],
    lastPurchase: columns.lastPurchase?.[at],
    ownValue: columns.ownValue?.[at],
    referralValue: columns.referralValue?.[at],
    relationshipValue: columns.relationshipValue?.[at],
  }));
}

function columnsOf(context: Context): Column<Row>[] {
  const sortable = (name: keyof Row, column: Omit<Column<Row>, "title">): Column<Row> => {
    const { sort } = context.view;
    const sorted = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
    // A first click shows the largest number, or texts from the beginning.
    const next =
      sorted === "none" ? (column.number ? `-${name}` : name) : sorted === "descending" ? name : `-${name}`;
    const button = h(
      "button",
      { id: `sort-${name}`, type: "button", class: "sort", onclick: () => context.change({ sort: next }) },
      t(`customers.${name}` as Key),
      sorted === "none" ? null : h("span", { "aria-hidden": "true" }, sorted === "ascending" ? " ↑" : " ↓"),
    );
    return { ...column, title: button, sorted };
  };
  return [
    sortable("id", { heading: true, class: "id", cell: row => row.id }),
    sortable("segment", { cell: row => named(context.view.segments, row.segment) }),
    sortable("recencyDays", { number: true, cell: row => int(row.recencyDays) }),
    sortable("frequency", { number: true, cell: row => int(row.frequency) }),
    { title: t("customers.scores"), number: true, cell: row => row.scores },
    sortable("firstPurchase", { class: "date", cell: row => date(row.firstPurchase) }),
    sortable("lastPurchase", { class: "date", cell: row => date(row.lastPurchase) }),
    sortable("ownValue", { number: true, cell: row => money(row.ownValue) }),
    sortable("referralValue", { number: true, cell: row => money(row.referralValue) }),
    sortable("relationshipValue", { number: true, cell: row => money(row.relationshipValue) }),
  ];
}
