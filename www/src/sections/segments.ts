// RFM: who bought recently, often and for much.

import type { Rfm, Segment } from "siyu";
import { choice, fold, h } from "../dom.ts";
import { decimal, int, money, percent } from "../format.ts";
import { type Key, named, sentences, t } from "../i18n.ts";
import { barred, scrolled, table } from "../table.ts";
import { asOfOf, type Section, type View } from "../view.ts";
import { warningList } from "../warnings.ts";

const PRESETS: readonly View["segments"][] = ["octants", "grid", "rfm11"];

/** Which halves make an octant, for the reader: R, F, M. */
const HALVES: Record<string, string> = {
  "important-value": "+++",
  "important-keep": "-++",
  "important-develop": "+-+",
  "important-retain": "--+",
  "general-value": "++-",
  "general-keep": "-+-",
  "general-develop": "+--",
  "general-retain": "---",
};

export const segments: Section<Rfm> = {
  id: "segments",
  title: "segments.title",
  asks: ["asOf", "segments"],
  shows: [],
  ask: (dataset, context) => dataset.rfm({ asOf: asOfOf(context), segments: context.view.segments }),
  show: (answer, { view, change }) => [
    h(
      "div",
      { class: "controls" },
      choice({
        id: "preset",
        label: t("segments.preset"),
        value: view.segments,
        values: PRESETS.map(preset => [preset, t(`segments.${preset}` as Key)] as const),
        change: preset => change({ segments: preset }),
      }),
    ),
    h("p", { class: "finding" }, finding(answer, view.segments)),
    segmentTable(answer, view.segments),
    h("p", { class: "note" }, method(answer, view.segments)),
    gridFigure(answer),
    fold(t("segments.cuts"), cutTable(answer)),
    warningList(answer.warnings, ["empty-population", "hindsight"]),
  ],
};

function finding(answer: Rfm, preset: View["segments"]): string {
  const best = answer.segments.reduce<Segment | null>(
    (most, segment) => ((segment.value ?? 0) > (most?.value ?? 0) ? segment : most),
    null,
  );
  if (best === null) return t("segments.none");
  return t("segments.found", {
    name: named(preset, best.key),
    share: percent(best.share),
    valueShare: percent(best.valueShare),
  });
}

function method(answer: Rfm, preset: View["segments"]): string {
  const split = answer.splitAt;
  if (preset === "octants") {
    return t("segments.octantsHow", {
      recency: decimal(split?.recency),
      frequency: decimal(split?.frequency, 2),
      monetary: money(split?.monetary),
    });
  }
  return preset === "rfm11" ? sentences(t("segments.scoresHow"), t("segments.own")) : t("segments.scoresHow");
}

function segmentTable(answer: Rfm, preset: View["segments"]): HTMLElement {
  const most = (part: (segment: Segment) => number | null) =>
    Math.max(0, ...answer.segments.map(segment => part(segment) ?? 0)) || 1;
  const mostPeople = most(segment => segment.share);
  const mostValue = most(segment => segment.valueShare);
  return table(
    t("segments.title"),
    [
      {
        title: t("segments.segment"),
        heading: true,
        cell: segment => h("span", {}, named(preset, segment.key), halves(segment.key, preset)),
      },
      { title: t("segments.customers"), number: true, cell: segment => int(segment.customers) },
      {
        title: t("segments.share"),
        number: true,
        bars: true,
        cell: segment => barred(percent(segment.share), (segment.share ?? 0) / mostPeople, true),
      },
      { title: t("segments.value"), number: true, cell: segment => money(segment.value) },
      {
        title: t("segments.valueShare"),
        number: true,
        bars: true,
        cell: segment => barred(percent(segment.valueShare), (segment.valueShare ?? 0) / mostValue),
      },
      { title: t("segments.recency"), number: true, cell: segment => decimal(segment.recencyMean) },
      { title: t("segments.frequency"), number: true, cell: segment => decimal(segment.frequencyMean, 2) },
      { title: t("segments.monetary"), number: true, cell: segment => money(segment.monetaryMean) },
      { title: t("segments.perOrder"), number: true, cell: segment => money(segment.valuePerOrder) },
    ],
    answer.segments,
  );
}

function halves(key: string, preset: View["segments"]): HTMLElement | null {
  const signs = preset === "octants" ? HALVES[key] : undefined;
  if (signs === undefined) return null;
  const measures = ["R", "F", "M"].map((name, at) => {
    const high = signs[at] === "+";
    const words = `${name}: ${t(high ? "segments.high" : "segments.low")}`;
    return h("abbr", { class: high ? "half high" : "half", title: words }, name);
  });
  return h("span", { class: "halves" }, ...measures);
}

/** R × F: the best at the top right. */
function gridFigure(answer: Rfm): HTMLElement {
  const levels = answer.grid.length;
  const scores = Array.from({ length: levels }, (_, at) => at + 1);
  const most = Math.max(1, ...answer.grid.flat());
  const title = t("segments.gridTitle");
  const head = h(
    "tr",
    {},
    h("td", { class: "corner" }, "R \\ F"),
    ...scores.map(score => h("th", { scope: "col" }, `F${score}`)),
  );
  const rows = scores.toReversed().map(r =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, `R${r}`),
      ...scores.map(f => {
        const customers = answer.grid[r - 1]?.[f - 1] ?? 0;
        return h("td", { class: "heat", "--heat": Math.sqrt(customers / most) }, int(customers));
      }),
    ),
  );
  return h(
    "figure",
    {},
    h("h3", {}, title),
    h(
      "p",
      { class: "finding" },
      t("segments.gridFound", {
        n: answer.grid[levels - 1]?.[levels - 1] ?? 0,
        lost: int(answer.grid[0]?.[0] ?? 0),
      }),
    ),
    scrolled(
      title,
      h(
        "table",
        { class: "cells" },
        h("caption", {}, `${t("segments.gridRecency")} × ${t("segments.gridFrequency")}`),
        h("thead", {}, head),
        h("tbody", {}, ...rows),
      ),
    ),
  );
}

function cutTable({ cutPoints }: Rfm): HTMLElement {
  const rows = [
    { name: t("segments.cutsR"), cuts: cutPoints.recency.map(cut => decimal(cut)) },
    { name: t("segments.cutsF"), cuts: cutPoints.frequency.map(cut => decimal(cut)) },
    { name: t("segments.cutsM"), cuts: cutPoints.monetary.map(money) },
  ];
  const count = Math.max(...rows.map(row => row.cuts.length));
  return table(
    t("segments.cuts"),
    [
      { title: "", heading: true, cell: row => row.name },
      ...Array.from({ length: count }, (_, at) => ({
        title: `${at + 1} | ${at + 2}`,
        number: true,
        cell: (row: (typeof rows)[number]) => row.cuts[at] ?? "",
      })),
    ],
    rows,
  );
}
