// The first numbers: value, orders, buyers, who returns, month by month, and how that compares with the time before.

import { css, html, nothing } from "lit";
import type { Overview, PeriodNumbers } from "../../types.ts";
import { daysAfter, daysBetween } from "../formats.ts";
import type { Language } from "../language.ts";
import { cartesian, hatching, monthLabels } from "../parts/drawing.ts";
import type { Sheet } from "../parts/figure.ts";
import type { Palette } from "../parts/palette.ts";
import { change, legend, segmented, sparkline, type Tile, tiles, warningList } from "../parts/pieces.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState, View } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import { vars } from "../vars.ts";
import type { Key } from "../words/index.ts";

/** Days of the spans; `null`: everything. */
export const SPANS: Record<View["span"], number | null> = { all: null, year: 365, quarter: 90, month: 30 };

/** Months that a sparkline shows. */
const SPARK_MONTHS = 13;

interface Answer {
  overview: Overview;
  /** The longest span of days for which the data hold the same span before; `null` where they hold none. */
  trend: { days: number; now: Overview; before: PeriodNumbers } | null;
}

export class SiyuOverview extends Section<Answer> {
  static override styles = [
    ...sectionStyles,
    css`
      .tile .note {
        min-height: 1.4em;
      }

      .spark {
        display: block;
        width: 100%;
        height: 32px;
        margin-top: 4px;
      }

      .spark polyline {
        fill: none;
        stroke: var(--accent);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }

      .spark polygon {
        fill: var(--accent);
        opacity: 0.08;
      }
    `,
  ];

  protected readonly name = "overview";
  protected readonly heading = "overview.title";
  protected readonly asks = ["asOf", "span"] as const;

  protected async ask(state: ReportState): Promise<Answer> {
    const { asOf } = state;
    const end = daysAfter(asOf, 1);
    const lately = (days: number) =>
      state.ask("overview", { asOf, period: { start: daysAfter(end, -days), end } });
    const days = SPANS[state.view.span];
    const compared = days ?? comparable(state.firstDate, end);
    const [overview, now] = await Promise.all([
      days === null ? state.ask("overview", { asOf }) : lately(days),
      compared === null ? null : lately(compared),
    ]);
    const before = now?.previous;
    const known = compared !== null && daysBetween(state.firstDate, end) >= 2 * compared;
    return { overview, trend: before && known ? { days: compared, now, before } : null };
  }

  protected override controls(state: ReportState, { t }: Language): Content {
    return segmented<View["span"]>({
      id: "span",
      label: t("overview.span"),
      value: state.view.span,
      values: [
        ["all", t("overview.all")],
        ["year", t("overview.days", { days: 365 })],
        ["quarter", t("overview.days", { days: 90 })],
        ["month", t("overview.days", { days: 30 })],
      ],
      change: span => state.change({ span }),
    });
  }

  protected show({ overview, trend }: Answer, state: ReportState, language: Language): Content {
    const { t, money, percent } = language;
    return html`
      <p class="finding">
        ${t("overview.found", {
          buyers: overview.buyers,
          purchases: overview.purchases,
          value: money(overview.value),
          repeat: percent(overview.repeatRate.rate),
        })}
      </p>
      <div class="stack-8">
        ${numbers(overview, trend, state, language)}
        ${trend ? html`<p class="note">${compares(trend.days, state, language)}</p>` : nothing}
      </div>
      <div class="pair">
        <siyu-figure
          .language=${language}
          .heading=${t("overview.valueByMonth")}
          .finding=${valueFound(overview, language)}
          .sheet=${sheet(overview, language)}
        >
          <siyu-chart
            .label=${t("overview.valueByMonth")}
            .steps=${overview.byMonth.month.length}
            .drawing=${(palette: Palette, width: number) => valueColumns(overview, palette, width, language)}
          ></siyu-chart>
        </siyu-figure>
        <siyu-figure
          .language=${language}
          .heading=${t("overview.buyersByMonth")}
          .finding=${buyersFound(overview, language)}
          .sheet=${buyersSheet(overview, language)}
        >
          <div class="stack-8">
            <siyu-chart
              .label=${t("overview.buyersByMonth")}
              .steps=${overview.byMonth.month.length}
              .drawing=${(palette: Palette, width: number) => buyersColumns(overview, palette, width, language)}
            ></siyu-chart>
            ${legend([
              ["first", t("overview.returning")],
              ["second", t("overview.new")],
            ])}
          </div>
        </siyu-figure>
      </div>
      ${warningList(overview.warnings, language, state.view.span === "all" ? ["not-enough-data"] : [])}
    `;
  }
}

/** What the arrows compare, in words. */
function compares(days: number, { view }: ReportState, { t }: Language): string {
  return t(view.span === "all" ? "overview.lately" : "overview.before", { days });
}

/** The longest span that the data hold twice up to a day; `null`: none. */
function comparable(first: string, end: string): number | null {
  const known = daysBetween(first, end);
  return [365, 90, 30].find(days => known >= 2 * days) ?? null;
}

function numbers(
  { byMonth, ...all }: Overview,
  trend: Answer["trend"],
  state: ReportState,
  language: Language,
) {
  const { t, int, money, percent } = language;
  const whole = isPartial(all.asOf) ? -1 : undefined;
  const lately = (values: readonly number[]) => sparkline(values.slice(0, whole).slice(-SPARK_MONTHS));
  const perBuyer = byMonth.value.map((value, at) => value / (byMonth.buyers[at] || 1));
  const perOrder = byMonth.value.map((value, at) => value / (byMonth.purchases[at] || 1));
  const against = (of: (numbers: PeriodNumbers) => number | null): Content => {
    if (trend === null) return nothing;
    const [now, then] = [of(trend.now), of(trend.before)];
    const growth = now !== null && then !== null && then > 0 ? now / then - 1 : null;
    return change(growth, compares(trend.days, state, language), language);
  };
  const counted = (
    label: Key,
    write: (value: number | null) => string,
    of: (numbers: PeriodNumbers) => number | null,
    months: readonly number[],
  ): Tile => [t(label), write(of(all)), against(of), lately(months)];
  const shared = (label: Key, rate: Overview["repeatRate"]): Tile => [
    t(label),
    percent(rate.rate),
    html`<span title=${language.interval(rate.interval)}>${t("overview.ofBuyers", { n: rate.n, N: rate.N })}</span>`,
    rate.rate === null
      ? nothing
      : html`<span class="meter"><span class="bar" ${vars({ "--part": rate.rate })}></span></span>`,
  ];
  return tiles([
    counted("overview.value", money, numbers => numbers.value, byMonth.value),
    counted("overview.purchases", int, numbers => numbers.purchases, byMonth.purchases),
    counted("overview.buyers", int, numbers => numbers.buyers, byMonth.buyers),
    counted("overview.valuePerBuyer", money, numbers => numbers.valuePerBuyer, perBuyer),
    counted("overview.valuePerOrder", money, numbers => numbers.valuePerOrder, perOrder),
    shared("overview.repeatRate", all.repeatRate),
    // Before everything there is nobody to return.
    state.view.span !== "all" && shared("overview.returningShare", all.returningShare),
  ]);
}

function valueFound({ byMonth, asOf }: Overview, { t, money, month, sentences }: Language): string {
  const best = byMonth.value.indexOf(Math.max(...byMonth.value));
  return sentences(
    t("overview.valueFound", { month: month(byMonth.month[best]), value: money(byMonth.value[best]) }),
    isPartial(asOf) && t("overview.partialMonth", { month: month(byMonth.month.at(-1)) }),
  );
}

function valueColumns({ byMonth, asOf }: Overview, palette: Palette, width: number, language: Language) {
  const { t, money, moneyAxis, month } = language;
  const last = isPartial(asOf) ? byMonth.value.length - 1 : -1;
  return {
    ...cartesian(palette, {
      labels: monthLabels(byMonth.month, language, width),
      every: 1,
      axis: moneyAxis,
      tip: at => ({
        title: month(byMonth.month[at]),
        lines: [{ name: t("overview.value"), value: money(byMonth.value[at]) }],
      }),
    }),
    series: [
      {
        type: "bar",
        barMaxWidth: 32,
        barCategoryGap: "32%",
        itemStyle: { color: palette.accent, borderRadius: [3, 3, 0, 0] },
        data: byMonth.value.map((value, at) =>
          at === last ? { value, itemStyle: { decal: hatching(palette) } } : value,
        ),
      },
    ],
  };
}

function buyersFound({ byMonth }: Overview, { t, percent, month }: Language): string {
  const buyers = byMonth.buyers.at(-1) ?? 0;
  const returning = buyers - (byMonth.newBuyers.at(-1) ?? 0);
  return t("overview.buyersFound", {
    month: month(byMonth.month.at(-1)),
    buyers,
    share: percent(buyers > 0 ? returning / buyers : null),
  });
}

function buyersColumns({ byMonth, asOf }: Overview, palette: Palette, width: number, language: Language) {
  const { t, int, short, month } = language;
  const last = isPartial(asOf) ? byMonth.buyers.length - 1 : -1;
  const returning = byMonth.buyers.map((buyers, at) => buyers - (byMonth.newBuyers[at] ?? 0));
  const layer = (name: string, values: readonly number[], color: string, top: boolean) => ({
    type: "bar",
    name,
    stack: "buyers",
    barMaxWidth: 32,
    barCategoryGap: "32%",
    itemStyle: { color, borderRadius: top ? [3, 3, 0, 0] : 0 },
    data: values.map((value, at) =>
      at === last ? { value, itemStyle: { decal: hatching(palette) } } : value,
    ),
  });
  return {
    ...cartesian(palette, {
      labels: monthLabels(byMonth.month, language, width),
      every: 1,
      axis: short,
      minInterval: 1,
      tip: at => ({
        title: month(byMonth.month[at]),
        lines: [
          { name: t("overview.new"), value: int(byMonth.newBuyers[at]) },
          { name: t("overview.returning"), value: int(returning[at]) },
        ],
      }),
    }),
    series: [
      layer(t("overview.returning"), returning, palette.accent, false),
      layer(t("overview.new"), byMonth.newBuyers, palette.second, true),
    ],
  };
}

const isPartial = (asOf: string) => !daysAfter(asOf, 1).endsWith("-01");

function sheet({ byMonth }: Overview, { t, int, money }: Language): Sheet {
  return {
    name: "value-by-month",
    columns: [
      { title: t("overview.month") },
      { title: t("overview.value"), write: money },
      { title: t("overview.purchases"), write: int },
    ],
    rows: byMonth.month.map((month, at) => [month, byMonth.value[at], byMonth.purchases[at]]),
  };
}

function buyersSheet({ byMonth }: Overview, { t, int }: Language): Sheet {
  return {
    name: "buyers-by-month",
    columns: [
      { title: t("overview.month") },
      { title: t("overview.buyers"), write: int },
      { title: t("overview.returning"), write: int },
      { title: t("overview.new"), write: int },
    ],
    rows: byMonth.month.map((month, at) => {
      const [buyers, fresh] = [byMonth.buyers[at] ?? 0, byMonth.newBuyers[at] ?? 0];
      return [month, buyers, buyers - fresh, fresh];
    }),
  };
}
