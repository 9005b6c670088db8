// The first numbers: value, orders, buyers, who returns, month by month.

import type { Overview } from "siyu";
import { columnChart } from "../chart.ts";
import { type Child, choice, fold, h } from "../dom.ts";
import { daysAfter, int, interval, money, moneyShort, percent, short, signedPercent } from "../format.ts";
import { sentences, t } from "../i18n.ts";
import { table, tile } from "../table.ts";
import { asOfOf, type Context, type Section } from "../view.ts";
import { warningList } from "../warnings.ts";

const YEAR_DAYS = 365;

export const overview: Section<Overview> = {
  id: "overview",
  title: "overview.title",
  asks: ["asOf", "span"],
  shows: [],
  ask: (dataset, context) => {
    const asOf = asOfOf(context);
    if (context.view.span === "all") return dataset.overview({ asOf });
    const end = daysAfter(asOf, 1);
    return dataset.overview({ asOf, period: { start: daysAfter(end, -YEAR_DAYS), end } });
  },
  show: (answer, { view, change }) => [
    h(
      "div",
      { class: "controls" },
      choice({
        id: "span",
        label: t("overview.span"),
        value: view.span,
        values: [
          ["all", t("overview.all")],
          ["year", t("overview.year")],
        ],
        change: span => change({ span }),
      }),
    ),
    h("p", { class: "finding" }, finding(answer)),
    tiles(answer, view),
    h("div", { class: "pair" }, valueByMonth(answer), buyersByMonth(answer)),
    byMonthTable(answer),
    // Shares of few customers carry their n and N on the tile.
    warningList(answer.warnings, view.span === "all" ? ["not-enough-data"] : []),
  ],
};

function finding(answer: Overview): string {
  return t("overview.found", {
    buyers: answer.buyers,
    purchases: answer.purchases,
    value: money(answer.value),
    repeat: percent(answer.repeatRate.rate),
  });
}

function tiles(answer: Overview, view: Context["view"]): HTMLElement {
  const before = answer.previous;
  const against = (now: number | null, then: number | null | undefined): Child => {
    if (now === null || !then) return null;
    return t("overview.before", { change: signedPercent(now / then - 1) });
  };
  const rateNote = ({ n, N, interval: ends }: Overview["repeatRate"]) =>
    h("span", { title: interval(ends) }, t("overview.ofBuyers", { n, N }));
  return h(
    "dl",
    { class: "tiles" },
    tile(
      t("overview.value"),
      money(answer.value),
      against(answer.value, before?.value) ?? t("overview.refundsIn"),
    ),
    tile(t("overview.purchases"), int(answer.purchases), against(answer.purchases, before?.purchases)),
    tile(t("overview.buyers"), int(answer.buyers), against(answer.buyers, before?.buyers)),
    tile(
      t("overview.valuePerBuyer"),
      money(answer.valuePerBuyer),
      against(answer.valuePerBuyer, before?.valuePerBuyer),
    ),
    tile(
      t("overview.valuePerOrder"),
      money(answer.valuePerOrder),
      against(answer.valuePerOrder, before?.valuePerOrder),
    ),
    tile(t("overview.repeatRate"), percent(answer.repeatRate.rate), rateNote(answer.repeatRate)),
    // Before everything there is nobody to return.
    view.span === "year"
      ? tile(
          t("overview.returningShare"),
          percent(answer.returningShare.rate),
          rateNote(answer.returningShare),
        )
      : null,
  );
}

function valueByMonth({ byMonth, asOf }: Overview): HTMLElement {
  const best = byMonth.value.indexOf(Math.max(...byMonth.value));
  const title = t("overview.valueByMonth");
  const partial = isPartial(asOf);
  return h(
    "figure",
    {},
    h("h3", {}, title),
    h(
      "p",
      { class: "finding" },
      sentences(
        t("overview.valueFound", { month: byMonth.month[best] ?? "", value: money(byMonth.value[best]) }),
        partial ? t("overview.partialMonth", { month: byMonth.month.at(-1) ?? "" }) : null,
      ),
    ),
    columnChart({
      title,
      labels: byMonth.month,
      layers: [{ name: t("overview.value"), values: byMonth.value, class: "first" }],
      axis: moneyShort,
      exact: money,
      lastIsPartial: partial,
    }),
  );
}

function buyersByMonth({ byMonth, asOf }: Overview): HTMLElement {
  const returning = byMonth.buyers.map((buyers, at) => buyers - (byMonth.newBuyers[at] ?? 0));
  const buyers = byMonth.buyers.at(-1) ?? 0;
  const title = t("overview.buyersByMonth");
  return h(
    "figure",
    {},
    h("h3", {}, title),
    h(
      "p",
      { class: "finding" },
      t("overview.buyersFound", {
        month: byMonth.month.at(-1) ?? "",
        buyers,
        share: percent(buyers > 0 ? (returning.at(-1) ?? 0) / buyers : null),
      }),
    ),
    columnChart({
      title,
      labels: byMonth.month,
      layers: [
        { name: t("overview.returning"), values: returning, class: "first" },
        { name: t("overview.new"), values: byMonth.newBuyers, class: "second" },
      ],
      axis: short,
      exact: int,
      lastIsPartial: isPartial(asOf),
    }),
  );
}

const isPartial = (asOf: string) => !daysAfter(asOf, 1).endsWith("-01");

function byMonthTable({ byMonth }: Overview): HTMLElement {
  const rows = byMonth.month.map((month, at) => ({
    month,
    value: byMonth.value[at],
    purchases: byMonth.purchases[at],
    buyers: byMonth.buyers[at],
    newBuyers: byMonth.newBuyers[at],
  }));
  return fold(
    t("chart.table"),
    table(
      t("overview.valueByMonth"),
      [
        { title: t("overview.month"), cell: row => row.month, heading: true },
        { title: t("overview.value"), cell: row => money(row.value), number: true },
        { title: t("overview.purchases"), cell: row => int(row.purchases), number: true },
        { title: t("overview.buyers"), cell: row => int(row.buyers), number: true },
        { title: t("overview.new"), cell: row => int(row.newBuyers), number: true },
      ],
      rows,
    ),
  );
}
