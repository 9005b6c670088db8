// Customers by the period of their first purchase, and what each group did afterwards.

import { css, html, nothing } from "lit";
import type { Cohorts } from "../../types.ts";
import { NONE } from "../formats.ts";
import type { Language } from "../language.ts";
import { cellsDrawing } from "../parts/cells.ts";
import { cartesian } from "../parts/drawing.ts";
import type { Sheet } from "../parts/figure.ts";
import { faded, type Palette } from "../parts/palette.ts";
import { choice, legend, warningList } from "../parts/pieces.ts";
import { scrolled } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState, View } from "../state.ts";
import { heat, sectionStyles } from "../styles/index.ts";
import { vars } from "../vars.ts";
import type { Key } from "../words/index.ts";

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

/** Curves of single cohorts behind that of all. */
const MOST_CURVES = 12;

export class SiyuCohorts extends Section<Cohorts> {
  static override styles = [
    ...sectionStyles,
    heat,
    css`
      .age {
        min-width: 48px;
      }

      .size {
        color: var(--soft);
      }

      /* Beside each other where the table leaves the curves enough room. */
      .sides {
        display: flex;
        flex-wrap: wrap;
        gap: 32px 48px;
      }

      .sides > * {
        flex: 1 1 auto;
        max-width: 100%;
      }

      .sides > :last-child {
        flex: 1000 1 440px;
      }

      .sides siyu-chart {
        --chart-height: 320px;
      }

      @container (max-width: 640px) {
        .given {
          display: none;
        }
      }
    `,
  ];

  protected readonly name = "cohorts";
  protected readonly heading = "cohorts.title";
  protected readonly asks = ["asOf", "period"] as const;

  protected ask(state: ReportState): Promise<Cohorts> {
    return state.ask("cohorts", { asOf: state.asOf, period: state.view.period });
  }

  protected override controls(state: ReportState, { t }: Language): Content {
    return html`<div class="controls">
      ${choice({
        id: "period",
        label: t("cohorts.period"),
        value: state.view.period,
        values: PERIODS.map(period => [period, t(`cohorts.${period}` as Key)] as const),
        change: period => state.change({ period }),
      })}
      ${choice({
        id: "cell",
        label: t("cohorts.cell"),
        value: state.view.cell,
        values: CELLS.map(cell => [cell, t(`cohorts.${cell}` as Key)] as const),
        change: cell => state.change({ cell }),
      })}
    </div>`;
  }

  protected show(answer: Cohorts, { view }: ReportState, language: Language): Content {
    const { t } = language;
    const { cell, period } = view;
    const measure = t(`cohorts.${cell}` as Key);
    const { from } = window(answer);
    return html`<div class="sides">
      <siyu-figure
        .own=${true}
        .language=${language}
        .heading=${t("cohorts.heading")}
        .finding=${found(answer, period, language)}
        .sheet=${sheet(answer, cell, language)}
        .picture=${{
          height: 32 + 32 * (answer.cohorts.length - from + 1),
          drawing: (palette: Palette) => heatDrawing(answer, cell, palette, language),
        }}
      >
        <div class="stack-8">
          ${heatmap(answer, cell, language)}
          ${legend([
            ["cell heat", t("cohorts.legendFull")],
            ["cell heat partial", t("cohorts.legendPartial")],
            ["cell unknown", t("cohorts.legendUnknown")],
          ])}
          ${cut(answer, language)}
        </div>
      </siyu-figure>
      <siyu-figure
        .language=${language}
        .heading=${t("cohorts.curves", { measure })}
        .finding=${curvesFound(answer, cell, period, language)}
        .sheet=${{ ...sheet(answer, cell, language), name: `cohort-curves-${cell}` }}
      >
        <div class="stack-8">
          <siyu-chart
            .label=${t("cohorts.curves", { measure })}
            .steps=${answer.offsets.length}
            .drawing=${(palette: Palette) => curves(answer, cell, palette, language)}
          ></siyu-chart>
          ${legend([
            ["line first", t("cohorts.total")],
            ["line faint", t("cohorts.each")],
          ])}
        </div>
      </siyu-figure>
      </div>
      ${warningList(answer.warnings, language, ["hindsight"])}
    `;
  }
}

/** How a cell of a measure is written. */
function writer(cell: View["cell"], { int, moneyShort, percent }: Language) {
  if (cell === "repeaters") return int;
  return cell === "cumulativeValue" ? moneyShort : (value: number | null | undefined) => percent(value);
}

function found({ totals }: Cohorts, period: View["period"], { t, percent, sentences }: Language): string {
  const words = { period: t(OF_PERIOD[period]) };
  const [retention, second] = [totals.retention[1], totals.cumulativeRepurchase[1]];
  if (typeof retention !== "number") return t("cohorts.foundNone", words);
  return sentences(
    t("cohorts.foundRetention", { ...words, share: percent(retention) }),
    typeof second === "number" && t("cohorts.foundSecond", { ...words, share: percent(second) }),
  );
}

function heatmap(answer: Cohorts, cell: View["cell"], language: Language) {
  const { t, int } = language;
  const write = writer(cell, language);
  const { from, offsets } = window(answer);
  const most = hottest(answer, cell);
  const given = (age: number) => isGiven(cell, age);
  const ages = answer.offsets.slice(0, offsets);
  const at = (row: number, age: number) => {
    const observed = answer.observed[row]?.[age] ?? null;
    const value = answer.cells[cell][row]?.[age] ?? null;
    if (observed === null) return html`<td class="unknown" title=${t("cohorts.unknown")}></td>`;
    const share = Math.max(0, value ?? 0) / most;
    const classes = ["number", given(age) ? "given" : "heat", observed === "partial" ? "partial" : ""];
    return html`<td
      class=${classes.filter(Boolean).join(" ")}
      title=${observed === "partial" ? t("cohorts.partial") : nothing}
      ${vars({ "--heat": share })}
    >
      ${value === null ? NONE : write(value)}
    </td>`;
  };
  const label = `${t("cohorts.title")}: ${t(`cohorts.${cell}` as Key)}`;
  const { customers } = answer.totals;
  return scrolled(
    label,
    html`<table class="cells cohorts" ${vars({ "--print-size": `${Math.min(11, 170 / ages.length).toFixed(1)}px` })}>
      <caption>
        ${label}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t("cohorts.cohort")}</th>
          <th scope="col" class="number">${t("cohorts.size")}</th>
          ${ages.map(age => html`<th scope="col" class=${given(age) ? "given" : "age"}>${ageName(age)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${answer.cohorts.slice(from).map(
          (name, row) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number size">${int(answer.sizes[from + row])}</td>
              ${ages.map(age => at(from + row, age))}
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${t("cohorts.total")}</th>
          <td class="number">${int(customers[0])}</td>
          ${ages.map(
            age => html`<td class=${given(age) ? "given" : "number"}>${write(answer.totals[cell][age])}</td>`,
          )}
        </tr>
      </tfoot>
    </table>`,
  );
}

/** The first period of retention is 100 % by definition: no heat, which would drown that of the rest. */
const isGiven = (cell: View["cell"], age: number) => cell === "retention" && age === 0;

const ageName = (age: number) => (age === 0 ? "0" : `+${age}`);

/** The largest number that has a colour. */
function hottest(answer: Cohorts, cell: View["cell"]): number {
  const { from, offsets } = window(answer);
  const values = answer.cells[cell].slice(from).flatMap(row => row.slice(isGiven(cell, 0) ? 1 : 0, offsets));
  return Math.max(0, ...values.map(value => value ?? 0)) || 1;
}

/** The same as a drawing. */
function heatDrawing(answer: Cohorts, cell: View["cell"], palette: Palette, language: Language) {
  const write = writer(cell, language);
  const { from, offsets } = window(answer);
  const most = hottest(answer, cell);
  const ages = answer.offsets.slice(isGiven(cell, 0) ? 1 : 0, offsets);
  const first = ages.map(age => ({ text: ageName(age), heat: -0.06 }));
  const rows = answer.cells[cell].slice(from).map((row, at) =>
    ages.map(age => {
      const value = row[age] ?? null;
      const partial = answer.observed[from + at]?.[age] === "partial";
      return value === null ? null : { text: write(value), heat: Math.max(0, value) / most, partial };
    }),
  );
  return cellsDrawing(["", ...answer.cohorts.slice(from)], [first, ...rows], palette);
}

function window({ cohorts: labels, offsets }: Cohorts): { from: number; offsets: number } {
  return { from: Math.max(0, labels.length - MOST_COHORTS), offsets: Math.min(offsets.length, MOST_OFFSETS) };
}

function cut(answer: Cohorts, { t }: Language): Content {
  const { from, offsets } = window(answer);
  if (from === 0 && offsets === answer.offsets.length) return nothing;
  const shown = answer.cohorts.length - from;
  return html`<p class="note">${t("cohorts.cut", { shown, all: answer.cohorts.length, offsets })}</p>`;
}

/** The age that the curves' sentence names: the last that cohorts of a fair number have reached. */
function reached({ totals }: Cohorts): number {
  const enough = (totals.customers[0] ?? 0) / 4;
  return totals.customers.findLastIndex(customers => customers > 0 && customers >= enough);
}

function curvesFound(answer: Cohorts, cell: View["cell"], period: View["period"], language: Language) {
  const { t } = language;
  const age = reached(answer);
  const value = answer.totals[cell][age];
  if (age < 1 || value === null || value === undefined)
    return t("cohorts.foundNone", { period: t(OF_PERIOD[period]) });
  return t("cohorts.curvesFound", {
    period: t(OF_PERIOD[period]),
    age,
    value: writer(cell, language)(value),
    first: writer(cell, language)(answer.totals[cell][1]),
  });
}

function curves(answer: Cohorts, cell: View["cell"], palette: Palette, language: Language) {
  const write = writer(cell, language);
  const { t, int, percent } = language;
  const whole = (value: number) => percent(value, 0);
  const { offsets } = window(answer);
  const ages = answer.offsets.slice(0, offsets);
  // All of the first purchase's own period is 100 %.
  const start = cell === "retention" ? 1 : 0;
  const line = (values: readonly (number | null)[]) =>
    ages.map(age => (age < start ? null : (values[age] ?? null)));
  const full = (row: number) =>
    line(
      (answer.cells[cell][row] ?? []).map((value, age) =>
        answer.observed[row]?.[age] === "full" ? value : null,
      ),
    );
  const rows = answer.cohorts.map((_, row) => row).filter(row => (answer.sizes[row] ?? 0) > 0);
  const all = line(answer.totals[cell]);
  const faint = rows.slice(-MOST_CURVES).map((row, at, { length }) => ({
    type: "line",
    name: answer.cohorts[row],
    data: full(row),
    showSymbol: false,
    silent: true,
    lineStyle: { color: faded(palette.ink, 0.16 + (0.32 * at) / length), width: 1 },
  }));
  return {
    ...cartesian(palette, {
      labels: ages.map(ageName),
      every: ages.length <= 13 ? 1 : answer.options.period === "week" ? 4 : 3,
      axis: {
        retention: whole,
        cumulativeRepurchase: whole,
        repeaters: language.short,
        cumulativeValue: language.moneyAxis,
      }[cell],
      share: cell === "retention" || cell === "cumulativeRepurchase",
      lines: true,
      tip: at => ({
        title: ageName(at),
        lines: [
          { name: t("cohorts.total"), value: write(all[at]) },
          { name: t("cohorts.size"), value: int(answer.totals.customers[at]) },
        ],
      }),
    }),
    series: [
      {
        type: "line",
        name: t("cohorts.total"),
        data: all,
        z: 5,
        symbol: "circle",
        symbolSize: 5,
        showSymbol: ages.length <= MOST_OFFSETS,
        itemStyle: { color: palette.accent },
        lineStyle: { color: palette.accent, width: 2.5 },
      },
      ...faint,
    ],
  };
}

function sheet(answer: Cohorts, cell: View["cell"], language: Language): Sheet {
  const write = writer(cell, language);
  const { t, int } = language;
  return {
    name: `cohorts-${cell}`,
    columns: [
      { title: t("cohorts.cohort") },
      { title: t("cohorts.size"), write: int },
      ...answer.offsets.map(age => ({ title: ageName(age), write })),
    ],
    rows: answer.cohorts.map((name, row) => [
      name,
      answer.sizes[row],
      ...answer.offsets.map(age => answer.cells[cell][row]?.[age]),
    ]),
  };
}
