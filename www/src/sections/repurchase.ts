// Whether and when customers come back.

import type { Rate, Repurchase } from "siyu";
import { type Child, h } from "../dom.ts";
import { date, daysAfter, decimal, int, interval, NONE, percent } from "../format.ts";
import { t } from "../i18n.ts";
import { barred, table } from "../table.ts";
import { asOfOf, type Section } from "../view.ts";
import { warningList } from "../warnings.ts";

const ENOUGH = 30;
const FOUND_DAYS = 90;

export const repurchase: Section<Repurchase> = {
  id: "repurchase",
  title: "repurchase.title",
  asks: ["asOf"],
  shows: [],
  ask: (dataset, context) => dataset.repurchase({ asOf: asOfOf(context) }),
  show: answer => [
    h("p", { class: "finding" }, finding(answer)),
    h("h3", {}, t("repurchase.rates")),
    rates(answer),
    period(answer),
    ...steps(answer),
    warningList(answer.warnings, ["not-enough-data", "hindsight"]),
  ],
};

function finding({ within, steps: [first] }: Repurchase): string {
  if (!first?.gapQuantiles) return t("repurchase.foundNone");
  return t("repurchase.found", {
    within: percent(within[String(FOUND_DAYS)]?.rate),
    days: FOUND_DAYS,
    step: percent(first.rate),
    median: int(first.gapQuantiles.p50),
  });
}

interface Line {
  name: string;
  how: string;
  rate: Rate;
}

function rates(answer: Repurchase): HTMLElement {
  const lines: Line[] = (["repeatRate", "returnRate", "returningShare"] as const).map(key => ({
    name: t(`repurchase.${key}`),
    how: t(`repurchase.${key}How`),
    rate: answer[key],
  }));
  const days = Object.keys(answer.within)
    .map(Number)
    .sort((a, b) => a - b);
  for (const count of days) {
    const rate = answer.within[String(count)];
    if (rate === undefined) continue;
    const how = t("repurchase.withinHow", { days: count });
    lines.push({ name: t("repurchase.within", { days: count }), how, rate });
  }
  return table(
    t("repurchase.rates"),
    [
      { title: t("repurchase.measure"), heading: true, cell: line => line.name },
      {
        title: t("repurchase.rate"),
        number: true,
        bars: true,
        cell: line => barred(percent(line.rate.rate), line.rate.rate),
      },
      { title: t("repurchase.count"), number: true, cell: ({ rate }) => `${int(rate.n)} / ${int(rate.N)}` },
      { title: t("repurchase.interval"), number: true, cell: line => interval(line.rate.interval) },
      { title: t("repurchase.means"), class: "words", cell: line => meaning(line) },
    ],
    lines,
  );
}

function meaning({ how, rate }: Line): Child {
  const notes = [
    rate.partial ? t("repurchase.partial") : "",
    rate.N > 0 && rate.N < ENOUGH ? t("repurchase.fewData") : "",
  ].filter(note => note !== "");
  if (notes.length === 0) return how;
  return h("span", {}, how, h("span", { class: "caveat" }, ` · ${notes.join(" · ")}`));
}

function period({ options }: Repurchase): HTMLElement | null {
  if (!options.period) return null;
  const { start, end } = options.period;
  return h(
    "p",
    { class: "note" },
    t("repurchase.period", { start: date(start), end: date(daysAfter(end, -1)) }),
  );
}

function steps({ steps: all }: Repurchase): Child[] {
  const made = all.filter(step => step.N > 0);
  if (made.length === 0) return [];
  const [first, later] = [made[0], made.filter(step => step.N >= ENOUGH).at(-1)];
  const grows = first && later && later !== first && (later.rate ?? 0) > (first.rate ?? 0);
  return [
    h("h3", {}, t("repurchase.steps")),
    grows
      ? h(
          "p",
          { class: "finding" },
          t("repurchase.stepsFound", {
            first: percent(first.rate),
            later: percent(later.rate),
            nth: later.from,
          }),
        )
      : null,
    table(
      t("repurchase.steps"),
      [
        {
          title: t("repurchase.step"),
          heading: true,
          cell: step => t("repurchase.stepName", { from: step.from, to: step.to }),
        },
        {
          title: t("repurchase.rate"),
          number: true,
          bars: true,
          cell: step => barred(percent(step.rate), step.rate),
        },
        { title: t("repurchase.count"), number: true, cell: step => `${int(step.n)} / ${int(step.N)}` },
        { title: t("repurchase.interval"), number: true, cell: step => interval(step.interval) },
        {
          title: t("repurchase.gap"),
          number: true,
          cell: ({ gapQuantiles: gap }) =>
            gap ? `${decimal(gap.p25, 0)} / ${decimal(gap.p50, 0)} / ${decimal(gap.p75, 0)}` : NONE,
        },
      ],
      made,
    ),
    h("p", { class: "note" }, t("repurchase.stepsHow")),
  ];
}
