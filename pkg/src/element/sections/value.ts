// What customers are worth by their own purchases and by the people they brought, and on how few of them it hangs.

import { css, html, nothing } from "lit";
import type { Customers, Ltv } from "../../types.ts";
import type { Language } from "../language.ts";
import { bars, cartesian } from "../parts/drawing.ts";
import type { Sheet } from "../parts/figure.ts";
import { faded, type Palette } from "../parts/palette.ts";
import { choice, legend, tiles, warningList } from "../parts/pieces.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState, View } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import type { Key } from "../words/index.ts";

const ATTRIBUTIONS: readonly View["attribution"][] = ["direct", "pass-up", "path-equal"];

/** Customers in the table, and bars that can still be read. */
const TOP = 20;
const BARS = 10;

/** The shares of buyers that the sentence and the curve's points name, in per cent. */
const MARKS = [1, 5, 10, 20];

interface Answer {
  ltv: Ltv;
  top: Customers;
}

export class SiyuValue extends Section<Answer> {
  static override styles = [
    ...sectionStyles,
    css`
      .tile {
        position: relative;
      }

      .double .tile:last-child .figure {
        color: var(--second-text);
      }

      /* The tiles are a sum: own + referral − passed on = relationship. */
      @container (min-width: 980px) {
        .tile + .tile:not(:last-child)::before {
          position: absolute;
          left: -12px;
          top: calc(50% - 12px);
          width: 24px;
          height: 24px;
          border: 1px solid var(--line);
          border-radius: 50%;
          background: var(--paper);
          color: var(--soft);
          font-size: 14px;
          line-height: 22px;
          text-align: center;
          content: "+" / "";
          z-index: 1;
        }

        .tile:nth-child(3)::before {
          content: "−" / "" !important;
        }

        .tile:nth-child(4)::before {
          content: "=" / "" !important;
        }
      }

      .pair siyu-chart {
        --chart-height: 320px;
      }

      .swatch.passed {
        background: var(--strong);
      }

      .swatch.equal {
        background: none;
        border-top: 2px dashed var(--strong);
      }
    `,
  ];

  protected readonly name = "value";
  protected readonly heading = "value.title";
  protected readonly asks = ["asOf", "attribution"] as const;

  protected async ask(state: ReportState): Promise<Answer> {
    const { asOf } = state;
    const referral = { attribution: state.view.attribution };
    const [ltv, top] = await Promise.all([
      state.ask("ltv", { asOf, referral }),
      state.ask("customers", {
        asOf,
        sort: "-relationshipValue",
        limit: TOP,
        ltv: { referral },
        columns: ["id", "ownValue", "referralValue", "passedOn", "relationshipValue", "frequency"],
      }),
    ]);
    return { ltv, top };
  }

  protected override controls(state: ReportState, { t }: Language): Content {
    if (!this.alone) return nothing;
    return choice({
      id: "attribution",
      label: t("value.attribution"),
      value: state.view.attribution,
      values: ATTRIBUTIONS.map(key => [key, t(`value.${key}` as Key)] as const),
      change: attribution => state.change({ attribution }),
    });
  }

  protected show(answer: Answer, _state: ReportState, language: Language): Content {
    const { t, money, sentences } = language;
    const { ltv } = answer;
    const used = ltv.edges.used > 0;
    const attribution = ltv.options.referral?.attribution ?? "direct";
    return html`
      <p class="finding">${found(ltv, language)}</p>
      <div class="stack-8">
        ${tiles(
          [
            [t("value.own"), money(ltv.ownValue)],
            [t("value.referral"), money(ltv.referralValue)],
            [t("value.passedOn"), money(ltv.passedOn)],
            [t("value.relationship"), money(ltv.relationshipValue)],
            [t("value.doubleCounted"), money(ltv.doubleCounted)],
          ],
          ltv.doubleCounted > 0 ? "double" : "",
        )}
        <div class="notes">
          <p class="note">${sentences(used && t(`value.${attribution}-how` as Key), t("value.how"))}</p>
          ${used ? html`<p class="note">${edges(ltv, language)}</p>` : nothing}
        </div>
      </div>
      <div class="pair">${topFigure(answer, language)} ${concentrationFigure(answer, language)}</div>
      ${warningList(ltv.warnings, language, ["no-referrals", "hindsight"])}
    `;
  }
}

function found(ltv: Ltv, { t, money }: Language): string {
  if (ltv.edges.used === 0) return t("value.noReferrals");
  if (ltv.referralValue === 0) return t("value.foundNothing");
  const referral = money(ltv.referralValue);
  return ltv.doubleCounted > 0
    ? t("value.foundDirect", { referral, double: money(ltv.doubleCounted) })
    : t("value.foundShared", { referral });
}

function edges({ edges: { used, dropped }, maxDepth, neverBought }: Ltv, language: Language): string {
  const { t, int, sentences } = language;
  const account = t("value.edges", {
    used,
    self: int(dropped["self-referral"]),
    late: int(dropped.late),
    second: int(dropped["second-parent"]),
    cycle: int(dropped.cycle),
    depth: maxDepth,
  });
  return sentences(account, neverBought > 0 && t("value.neverBought", { n: neverBought }));
}

function rowsOf({ columns }: Customers) {
  return (columns.id ?? []).map((id, at) => ({
    id,
    own: columns.ownValue?.[at] ?? Number.NaN,
    referral: columns.referralValue?.[at] ?? Number.NaN,
    passedOn: columns.passedOn?.[at] ?? Number.NaN,
    relationship: columns.relationshipValue?.[at] ?? Number.NaN,
    orders: columns.frequency?.[at],
  }));
}

type Row = ReturnType<typeof rowsOf>[number];

function topFigure({ ltv, top }: Answer, language: Language): Content {
  const { t, money, percent } = language;
  const rows = rowsOf(top);
  const share = ltv.ownValue > 0 ? rows.reduce((sum, row) => sum + row.own, 0) / ltv.ownValue : null;
  const brought = rows.filter(row => row.referral > row.own).length;
  const passing = rows.slice(0, BARS).some(row => row.passedOn > 0);
  return html`<siyu-figure
    .language=${language}
    .heading=${t("value.top")}
    .finding=${t(brought > 0 ? "value.topFound" : "value.topShare", {
      n: rows.length,
      best: money(rows[0]?.relationship),
      brought,
      share: percent(share),
    })}
    .sheet=${topSheet(rows, language)}
  >
    <div class="stack-8">
      <siyu-chart
        .label=${t("value.top")}
        .steps=${Math.min(BARS, rows.length)}
        .drawing=${(palette: Palette) => topBars(rows.slice(0, BARS), passing, palette, language)}
      ></siyu-chart>
      ${legend([
        ["first", t("value.own")],
        ...(rows.some(row => row.referral > 0) ? [["second", t("value.referral")] as const] : []),
        ...(passing ? [["passed", t("value.passedOn")] as const] : []),
      ])}
    </div>
  </siyu-figure>`;
}

function topBars(rows: readonly Row[], passing: boolean, palette: Palette, language: Language) {
  const { t, money, moneyAxis } = language;
  const layer = (name: string, values: readonly number[], color: string) => ({
    type: "bar",
    name,
    stack: "value",
    barMaxWidth: 16,
    itemStyle: { color },
    data: values,
  });
  return {
    ...bars(palette, {
      labels: rows.map(row => row.id),
      axis: moneyAxis,
      tip: at => {
        const row = rows[at];
        const passed = { name: t("value.passedOn"), value: money(row?.passedOn) };
        return {
          title: row?.id ?? "",
          lines: [
            { name: t("value.own"), value: money(row?.own) },
            { name: t("value.referral"), value: money(row?.referral) },
            ...(passing ? [passed] : []),
            { name: t("value.relationship"), value: money(row?.relationship) },
          ],
        };
      },
    }),
    series: [
      layer(
        t("value.own"),
        rows.map(row => row.own),
        palette.accent,
      ),
      layer(
        t("value.referral"),
        rows.map(row => row.referral),
        palette.second,
      ),
      // What is handed up lies on the other side of zero: the rest is the relationship value.
      ...(passing
        ? [
            layer(
              t("value.passedOn"),
              rows.map(row => -row.passedOn),
              palette.strong,
            ),
          ]
        : []),
    ],
  };
}

function topSheet(rows: readonly Row[], { t, int, money }: Language): Sheet {
  return {
    name: "top-customers",
    columns: [
      { title: t("value.customer") },
      { title: t("value.relationship"), write: money },
      { title: t("value.own"), write: money },
      { title: t("value.referral"), write: money },
      { title: t("value.passedOn"), write: money },
      { title: t("overview.purchases"), write: int },
    ],
    rows: rows.map(row => [row.id, row.relationship, row.own, row.referral, row.passedOn, row.orders]),
  };
}

function concentrationFigure({ ltv: { heldByTop: held } }: Answer, language: Language): Content {
  const { t, percent } = language;
  if (held.length === 0) return html`<p class="note">${t("value.concentrationNone")}</p>`;
  const [one, five, ten, twenty] = MARKS.map(share => percent(held[share]));
  return html`<siyu-figure
    .language=${language}
    .heading=${t("value.concentration")}
    .finding=${t("value.concentrationFound", {
      one: one ?? "",
      five: five ?? "",
      ten: ten ?? "",
      twenty: twenty ?? "",
    })}
    .sheet=${concentrationSheet(held, language)}
  >
    <div class="stack-8">
      <siyu-chart
        .label=${t("value.concentration")}
        .steps=${held.length}
        .drawing=${(palette: Palette) => curve(held, palette, language)}
      ></siyu-chart>
      ${legend([
        ["line first", t("value.held")],
        ["line equal", t("value.equal")],
      ])}
    </div>
  </siyu-figure>`;
}

function curve(held: readonly number[], palette: Palette, language: Language) {
  const { t, percent } = language;
  return {
    ...cartesian(palette, {
      labels: held.map((_, at) => percent(at / 100, 0)),
      axis: value => percent(value, 0),
      lines: true,
      every: 20,
      max: 1,
      tip: at => ({
        title: t("value.top-share", { share: percent(at / 100, 0) }),
        lines: [{ name: t("value.held"), value: percent(held[at]) }],
      }),
    }),
    series: [
      {
        type: "line",
        name: t("value.held"),
        data: held.map((value, at) => ({
          value,
          symbolSize: MARKS.includes(at) ? 7 : 0,
          label: {
            show: MARKS.includes(at),
            formatter: `${percent(at / 100, 0)} → ${percent(value, 0)}`,
          },
        })),
        symbol: "circle",
        showAllSymbol: true,
        z: 5,
        label: { position: "right", distance: 8, color: palette.ink, fontFamily: palette.font, fontSize: 12 },
        itemStyle: { color: palette.accent },
        lineStyle: { color: palette.accent, width: 2.5 },
        areaStyle: { color: faded(palette.accent, 0.08) },
      },
      {
        type: "line",
        name: t("value.equal"),
        data: held.map((_, at) => at / 100),
        showSymbol: false,
        silent: true,
        lineStyle: { color: palette.strong, width: 1.5, type: "dashed" },
      },
    ],
  };
}

function concentrationSheet(held: readonly number[], { t, percent }: Language): Sheet {
  const shares = [1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
  return {
    name: "concentration",
    columns: [{ title: t("value.buyersShare") }, { title: t("value.held"), write: percent }],
    rows: shares.map(share => [percent(share / 100, 0), held[share]]),
  };
}
