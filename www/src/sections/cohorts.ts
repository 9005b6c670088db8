// Customers by the period of their first purchase, and what each group did afterwards.

import type { Cohorts } from "siyu";
import { choice, h } from "../dom.ts";
import { int, moneyShort, NONE, percent } from "../format.ts";
import { type Key, sentences, t } from "../i18n.ts";
import { scrolled } from "../table.ts";
import { asOfOf, type Section, type View } from "../view.ts";
import { warningList } from "../warnings.ts";

const PERIODS: readonly View["period"][] = ["month", "quarter", "week"];
const CELLS: readonly View["cell"][] = ["retention", "repeaters", "cumulativeRepurchase", "cumulativeValue"];
const OF_PERIOD: Record<View["period"], Key> = {
  month: "cohorts.ofMonth",
  quarter: "cohorts.ofQuarter",
  week: "cohorts.ofWeek",
};

/** What one table can show before nobody reads it any more; the latest cohorts are kept. */
const MOST_COHORTS = 60;
const MOST_OFFSETS = 36;

export const cohorts: Section<Cohorts> = {
  id: "cohorts",
  title: "cohorts.title",
  asks: ["asOf", "period"],
  shows: ["cell"],
  ask: (dataset, context) => dataset.cohorts({ asOf: asOfOf(context), period: context.view.period }),
  show: (answer, { view, change }) => [
    h(
      "div",
      { class: "controls" },
      choice({
        id: "period",
        label: t("cohorts.period"),
        value: view.period,
        values: PERIODS.map(period => [period, t(`cohorts.${period}` as Key)] as const),
        change: period => change({ period }),
      }),
      choice({
        id: "cell",
        label: t("cohorts.cell"),
        value: view.cell,
        values: CELLS.map(cell => [cell, t(`cohorts.${cell}` as Key)] as const),
        change: cell => change({ cell }),
      }),
    ),
    h("h3", {}, t("cohorts.heading")),
    h("p", { class: "finding" }, finding(answer, view.period)),
    heatmap(answer, view.cell),
    legend(),
    cut(answer),
    warningList(answer.warnings, ["hindsight"]),
  ],
};

function finding({ totals }: Cohorts, period: View["period"]): string {
  const words = { period: t(OF_PERIOD[period]) };
  const [retention, second] = [totals.retention[1], totals.cumulativeRepurchase[1]];
  if (typeof retention !== "number") return t("cohorts.foundNone", words);
  const first = t("cohorts.foundRetention", { ...words, share: percent(retention) });
  return typeof second === "number"
    ? sentences(first, t("cohorts.foundSecond", { ...words, share: percent(second) }))
    : first;
}

function heatmap(answer: Cohorts, cell: View["cell"]): HTMLElement {
  const { from, offsets } = window(answer);
  const write = (value: number | null | undefined) => {
    if (cell === "repeaters") return int(value);
    return cell === "cumulativeValue" ? moneyShort(value) : percent(value);
  };
  // The first period of retention is 100 % by definition and would drown the rest.
  const later = answer.cells[cell]
    .slice(from)
    .flatMap(row => row.slice(cell === "retention" ? 1 : 0, offsets));
  const most = Math.max(0, ...later.map(value => value ?? 0)) || 1;
  const ages = answer.offsets.slice(0, offsets);
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, t("cohorts.cohort")),
    h("th", { scope: "col", class: "number" }, t("cohorts.size")),
    ...ages.map(age => h("th", { scope: "col", class: "number" }, age === 0 ? "0" : `+${age}`)),
  );
  const rows = answer.cohorts.slice(from).map((label, at) => {
    const row = from + at;
    const cells = ages.map(age => {
      const observed = answer.observed[row]?.[age] ?? null;
      const value = answer.cells[cell][row]?.[age] ?? null;
      if (observed === null) return h("td", { class: "unknown", title: t("cohorts.unknown") });
      const whole = cell === "retention" && age === 0;
      return h(
        "td",
        {
          class: ["number", whole ? "" : "heat", observed === "partial" ? "partial" : ""].join(" ").trim(),
          "--heat": whole ? 0 : (value ?? 0) / most,
          title: observed === "partial" ? t("cohorts.partial") : undefined,
        },
        value === null ? NONE : write(value),
      );
    });
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, label),
      h("td", { class: "number" }, int(answer.sizes[row])),
      ...cells,
    );
  });
  const totals = answer.totals[cell];
  const foot = h(
    "tr",
    {},
    h("th", { scope: "row" }, t("cohorts.total")),
    h("td", { class: "number" }, int(answer.totals.customers[0])),
    ...ages.map(age => h("td", { class: "number" }, write(totals[age]))),
  );
  const label = `${t("cohorts.title")}: ${t(`cohorts.${cell}` as Key)}`;
  return scrolled(
    label,
    h(
      "table",
      { class: "cells cohorts" },
      h("caption", {}, label),
      h("thead", {}, head),
      h("tbody", {}, ...rows),
      h("tfoot", {}, foot),
    ),
  );
}

function window({ cohorts: labels, offsets }: Cohorts): { from: number; offsets: number } {
  return { from: Math.max(0, labels.length - MOST_COHORTS), offsets: Math.min(offsets.length, MOST_OFFSETS) };
}

function cut(answer: Cohorts): HTMLElement | null {
  const { from, offsets } = window(answer);
  if (from === 0 && offsets === answer.offsets.length) return null;
  const shown = answer.cohorts.length - from;
  return h("p", { class: "note" }, t("cohorts.cut", { shown, all: answer.cohorts.length, offsets }));
}

function legend(): HTMLElement {
  const item = (name: string, words: string) =>
    h("li", {}, h("span", { class: `swatch cell ${name}`, "--heat": 0.6 }), words);
  return h(
    "ul",
    { class: "legend" },
    item("heat", t("cohorts.legendFull")),
    item("heat partial", t("cohorts.legendPartial")),
    item("unknown", t("cohorts.legendUnknown")),
  );
}
