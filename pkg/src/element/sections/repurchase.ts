// Whether and when customers come back.

import { css, html, nothing } from "lit";
import type { Rate, Repurchase, Step, Survival } from "../../types.ts";
import { daysAfter } from "../formats.ts";
import type { Language } from "../language.ts";
import { bars, cartesian, hatching } from "../parts/drawing.ts";
import type { Sheet } from "../parts/figure.ts";
import { faded, type Palette } from "../parts/palette.ts";
import { legend, warningList } from "../parts/pieces.ts";
import { table } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import { vars } from "../vars.ts";

/** Below so many a rate says little. */
const ENOUGH = 30;
const FOUND_DAYS = 90;
/** The curve's end, in days; what comes later is few people's. */
const MOST_DAYS = 540;
/** Days between two labels of the curve's axis. */
const TICK = 90;

export class SiyuRepurchase extends Section<Repurchase> {
  static override styles = [
    ...sectionStyles,
    css`
      .range {
        position: relative;
        display: inline-block;
        width: 100%;
        min-width: 96px;
        height: 16px;
        vertical-align: -3px;
      }

      .range::before {
        content: "";
        position: absolute;
        inset: 7.5px 0;
        background: var(--line);
      }

      .range .ends {
        position: absolute;
        top: 5px;
        left: calc(var(--low) * 100%);
        width: calc((var(--high) - var(--low)) * 100%);
        min-width: 2px;
        height: 6px;
        border-radius: 3px;
        background: color-mix(in oklab, var(--accent) 40%, var(--paper));
      }

      .range .dot {
        position: absolute;
        top: 3px;
        left: calc(var(--at) * 100% - 5px);
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--accent);
      }

      .rate {
        font-weight: 600;
        font-size: 15px;
      }

      .draws {
        width: 32%;
      }

      .how {
        display: block;
        max-width: 56ch;
        color: var(--soft);
        font-size: 12px;
        font-weight: 400;
        white-space: normal;
      }

      .narrow {
        display: none;
      }

      .swatch.area {
        background: color-mix(in srgb, var(--accent) 20%, var(--paper));
      }

      @container (min-width: 1320px) {
        .body {
          display: grid;
          grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
          gap: 24px 64px;
        }

        .body > .warnings {
          grid-column: 1 / -1;
        }

        .pair {
          grid-template-columns: minmax(0, 1fr);
          gap: 32px;
        }

        siyu-chart {
          --chart-height: 216px;
        }

        .draws {
          width: 24%;
        }
      }

      @container (max-width: 640px) {
        .draws,
        .count {
          display: none;
        }

        .narrow {
          display: block;
          white-space: nowrap;
        }

        th.words {
          padding-right: 24px;
        }
      }
    `,
  ];

  protected readonly name = "repurchase";
  protected readonly heading = "repurchase.title";
  protected readonly asks = ["asOf"] as const;

  protected ask(state: ReportState): Promise<Repurchase> {
    return state.ask("repurchase", { asOf: state.asOf });
  }

  protected show(answer: Repurchase, _state: ReportState, language: Language): Content {
    return html`
      ${rates(answer, language)}
      <div class="pair">${curve(answer, language)} ${steps(answer, language)}</div>
      ${warningList(answer.warnings, language, ["not-enough-data", "hindsight"])}
    `;
  }
}

function found({ within, steps: [first] }: Repurchase, { t, percent, sentences }: Language): string {
  if (!first?.gapQuantiles) return t("repurchase.foundNone");
  const { rate } = within[String(FOUND_DAYS)] ?? {};
  return sentences(
    typeof rate === "number" && t("repurchase.foundWithin", { within: percent(rate), days: FOUND_DAYS }),
    t("repurchase.found", { step: percent(first.rate), median: first.gapQuantiles.p50 }),
  );
}

interface Line {
  name: string;
  how: string;
  rate: Rate;
}

function rates(answer: Repurchase, language: Language): Content {
  const { t, int, interval, percent } = language;
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
  const most = Math.max(...lines.map(({ rate }) => rate.interval?.[1] ?? 0)) || 1;
  return html`<siyu-figure
    .own=${true}
    .language=${language}
    .heading=${t("repurchase.rates")}
    .finding=${found(answer, language)}
    .sheet=${ratesSheet(lines, language)}
    .picture=${{
      height: 32 + 40 * lines.length,
      drawing: (palette: Palette) => rateBars(lines, palette, language),
    }}
  >
    <div class="stack-8">${table(
      t("repurchase.rates"),
      [
        {
          title: t("repurchase.measure"),
          heading: true,
          class: "words",
          cell: line => html`${line.name}<span class="how">${meaning(line, language)}</span>`,
        },
        {
          title: t("repurchase.rate"),
          number: true,
          cell: ({ rate }) =>
            html`<span class="rate">${percent(rate.rate)}</span
              ><span class="how narrow">${interval(rate.interval)}</span>`,
        },
        { title: "", class: "draws", cell: line => range(line.rate, most) },
        {
          title: t("repurchase.interval"),
          number: true,
          class: "count",
          cell: line => interval(line.rate.interval),
        },
        {
          title: t("repurchase.count"),
          number: true,
          class: "count",
          cell: ({ rate }) => `${int(rate.n)} / ${int(rate.N)}`,
        },
      ],
      lines,
    )}
  <p class="note">${period(answer, language)}</p></div></siyu-figure>`;
}

/** The rates as lying bars, with their intervals in words. */
function rateBars(lines: readonly Line[], palette: Palette, { percent, interval }: Language) {
  return {
    ...bars(palette, {
      labels: lines.map(({ name }) => name),
      axis: value => percent(value, 0),
      room: 200,
      tip: () => ({ title: "", lines: [] }),
    }),
    series: [
      {
        type: "bar",
        barMaxWidth: 16,
        itemStyle: { color: palette.accent },
        data: lines.map(({ rate }) => ({
          value: rate.rate,
          label: {
            show: true,
            position: "right",
            color: palette.ink,
            fontFamily: palette.font,
            formatter: `${percent(rate.rate)}   ${interval(rate.interval)}`,
          },
        })),
      },
    ],
  };
}

/** A rate and its interval on a common scale, for the eye. */
function range({ rate, interval }: Rate, most: number): Content {
  if (rate === null || interval === null) return nothing;
  const [low, high] = interval;
  return html`<span class="range" aria-hidden="true"
    ><span class="ends" ${vars({ "--low": low / most, "--high": high / most })}></span
    ><span class="dot" ${vars({ "--at": rate / most })}></span
  ></span>`;
}

function meaning({ how, rate }: Line, { t }: Language): Content {
  const notes = [
    rate.partial ? t("repurchase.partial") : "",
    rate.N > 0 && rate.N < ENOUGH ? t("repurchase.fewData") : "",
  ].filter(note => note !== "");
  if (notes.length === 0) return how;
  return html`<span>${how}<span class="caveat"> · ${notes.join(" · ")}</span></span>`;
}

function period({ options }: Repurchase, { t, date }: Language): string | null {
  if (!options.period) return null;
  const { start, end } = options.period;
  return t("repurchase.period", { start: date(start), end: date(daysAfter(end, -1)) });
}

function ratesSheet(lines: readonly Line[], { t, int, percent }: Language): Sheet {
  return {
    name: "repurchase-rates",
    columns: [
      { title: t("repurchase.measure") },
      { title: t("repurchase.rate"), write: percent },
      { title: t("repurchase.low"), write: percent },
      { title: t("repurchase.high"), write: percent },
      { title: "n", write: int },
      { title: "N", write: int },
      { title: t("repurchase.means") },
    ],
    rows: lines.map(({ name, how, rate }) => [
      name,
      rate.rate,
      rate.interval?.[0],
      rate.interval?.[1],
      rate.n,
      rate.N,
      how,
    ]),
  };
}

/** The share that had come back by the end of each day, with the ends of its interval; `null` without one. */
interface Day {
  share: number;
  low: number | null;
  high: number | null;
}

/** The step function, day by day. */
function dayByDay({ days, estimate, lower, upper }: Survival): Day[] {
  const end = Math.min(MOST_DAYS, days.at(-1) ?? 0);
  const turned = (share: number | null | undefined) => (typeof share === "number" ? 1 - share : null);
  const all: Day[] = [];
  let at = 0;
  for (let day = 0; day <= end; day++) {
    while ((days[at + 1] ?? Number.POSITIVE_INFINITY) <= day) at++;
    all.push({ share: 1 - (estimate[at] ?? 1), low: turned(upper[at]), high: turned(lower[at]) });
  }
  return all;
}

function curve({ survival }: Repurchase, language: Language): Content {
  const { t, percent, int } = language;
  const days = survival === null ? [] : dayByDay(survival);
  if (survival === null || days.length < 2) return nothing;
  const by = (day: number) => percent(days[Math.min(day, days.length - 1)]?.share);
  const [month, quarter] = [by(30), by(FOUND_DAYS)];
  const year = days.length > 365 ? t("repurchase.curveYear", { year: by(365) }) : null;
  const half =
    survival.median === null
      ? t("repurchase.curveNoHalf", { share: by(days.length - 1), days: days.length - 1 })
      : t("repurchase.curveHalf", { days: survival.median });
  return html`<siyu-figure
    .language=${language}
    .heading=${t("repurchase.curve")}
    .finding=${language.sentences(t("repurchase.curveFound", { month, quarter }), year, half)}
    .sheet=${
      {
        name: "repurchase-curve",
        columns: [
          { title: t("repurchase.day"), write: int },
          { title: t("repurchase.cameBack"), write: percent },
          { title: t("repurchase.low"), write: percent },
          { title: t("repurchase.high"), write: percent },
        ],
        rows: days.map(({ share, low, high }, day) => [day, share, low, high]),
      } satisfies Sheet
    }
  >
    <div class="stack-8">
      <siyu-chart
        .label=${t("repurchase.curve")}
        .steps=${days.length}
        .drawing=${(palette: Palette) => curveDrawing(days, palette, language)}
      ></siyu-chart>
      ${legend([
        ["line first", t("repurchase.cameBack")],
        ["area", t("repurchase.interval")],
      ])}
    </div>
  </siyu-figure>`;
}

function curveDrawing(days: readonly Day[], palette: Palette, language: Language) {
  const { t, percent, interval } = language;
  const axes = cartesian(palette, {
    labels: days.map((_, day) => String(day)),
    axis: value => percent(value, 0),
    share: true,
    lines: true,
    tip: day => {
      const { share, low, high } = days[day] ?? { share: 0, low: null, high: null };
      const ends = low === null || high === null ? null : ([low, high] as const);
      return {
        title: t("repurchase.onDay", { day }),
        lines: [
          { name: t("repurchase.cameBack"), value: percent(share) },
          { name: t("repurchase.interval"), value: interval(ends) },
        ],
      };
    },
  });
  const xAxis = axes.xAxis as { axisLabel: object };
  const line = { type: "line", step: "end", symbol: "none", silent: true };
  const band = { ...line, stack: "interval", lineStyle: { opacity: 0 } };
  return {
    ...axes,
    xAxis: { ...xAxis, axisLabel: { ...xAxis.axisLabel, interval: (at: number) => at % TICK === 0 } },
    series: [
      {
        ...line,
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
        data: days.map(day => day.share),
        z: 3,
      },
      { ...band, data: days.map(({ low, share }) => low ?? share) },
      {
        ...band,
        areaStyle: { color: faded(palette.accent, 0.16) },
        data: days.map(({ low, high }) => (low === null || high === null ? 0 : high - low)),
      },
    ],
  };
}

function steps({ steps: all }: Repurchase, language: Language): Content {
  const { t, percent } = language;
  const made = all.filter(step => step.N > 0);
  if (made.length === 0) return nothing;
  const [first, later] = [made[0], made.filter(step => step.N >= ENOUGH).at(-1)];
  const grows = first && later && later !== first && (later.rate ?? 0) > (first.rate ?? 0);
  const finding = grows
    ? t("repurchase.stepsFound", {
        first: percent(first.rate),
        later: percent(later.rate),
        nth: later.from,
      })
    : null;
  return html`<siyu-figure
    .language=${language}
    .heading=${t("repurchase.steps")}
    .finding=${language.sentences(finding, t("repurchase.stepsHow"))}
    .sheet=${stepsSheet(made, language)}
  >
    <div class="stack-8">
      <siyu-chart
        .label=${t("repurchase.steps")}
        .steps=${made.length}
        .drawing=${(palette: Palette) => stepsDrawing(made, palette, language)}
      ></siyu-chart>
      <p class="note">${t("repurchase.stepsAxis")}</p>
    </div>
  </siyu-figure>`;
}

function stepsDrawing(made: readonly Step[], palette: Palette, language: Language) {
  const { t, int, interval, percent } = language;
  const name = ({ from, to }: Step) => t("repurchase.stepName", { from, to });
  return {
    ...cartesian(palette, {
      labels: made.map(
        ({ to, gapQuantiles }) => `${to}\n${t("repurchase.afterDays", { days: int(gapQuantiles?.p50) })}`,
      ),
      axis: value => percent(value, 0),
      share: true,
      tip: at => {
        const step = made[at];
        if (step === undefined) return { title: "", lines: [] };
        return {
          title: name(step),
          lines: [
            { name: t("repurchase.rate"), value: percent(step.rate) },
            { name: t("repurchase.interval"), value: interval(step.interval) },
            { name: t("repurchase.count"), value: `${int(step.n)} / ${int(step.N)}` },
          ],
        };
      },
    }),
    series: [
      {
        type: "bar",
        barMaxWidth: 32,
        barCategoryGap: "32%",
        itemStyle: { color: palette.accent, borderRadius: [3, 3, 0, 0] },
        data: made.map(({ rate, N }) =>
          N < ENOUGH ? { value: rate, itemStyle: { decal: hatching(palette) } } : rate,
        ),
      },
    ],
  };
}

function stepsSheet(made: readonly Step[], { t, int, percent }: Language): Sheet {
  return {
    name: "repurchase-steps",
    columns: [
      { title: t("repurchase.step") },
      { title: t("repurchase.rate"), write: percent },
      { title: t("repurchase.low"), write: percent },
      { title: t("repurchase.high"), write: percent },
      { title: "n", write: int },
      { title: "N", write: int },
      { title: t("repurchase.gap25"), write: int },
      { title: t("repurchase.gap50"), write: int },
      { title: t("repurchase.gap75"), write: int },
      { title: t("repurchase.inYear"), write: percent },
    ],
    rows: made.map(({ from, to, rate, interval, n, N, gapQuantiles, kmAt365 }) => [
      t("repurchase.stepName", { from, to }),
      rate,
      interval?.[0],
      interval?.[1],
      n,
      N,
      gapQuantiles?.p25,
      gapQuantiles?.p50,
      gapQuantiles?.p75,
      kmAt365,
    ]),
  };
}
