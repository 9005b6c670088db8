// RFM: who bought recently, often and for much. One segment at a time is open, with what to do and its customers.

import { html, nothing } from "lit";
import type { CustomersOptions, Rfm, Segment } from "../../types.ts";
import { NONE } from "../formats.ts";
import type { Language } from "../language.ts";
import { cellsDrawing } from "../parts/cells.ts";
import { bars } from "../parts/drawing.ts";
import type { Sheet } from "../parts/figure.ts";
import { listed } from "../parts/lists.ts";
import type { Palette } from "../parts/palette.ts";
import type { People } from "../parts/people.ts";
import { choice, legend, warningList } from "../parts/pieces.ts";
import { scrolled, table } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import { ABOUT, gridCell, HALVES } from "../segments.ts";
import type { ReportState, View } from "../state.ts";
import { heat, sectionStyles } from "../styles/index.ts";
import { segmentsSheet } from "../styles/segments.ts";
import { vars } from "../vars.ts";
import type { Key } from "../words/index.ts";

const PRESETS: readonly View["segments"][] = ["octants", "grid", "rfm11"];

export class SiyuSegments extends Section<Rfm> {
  static override styles = [...sectionStyles, heat, segmentsSheet];
  static override properties = { ...Section.properties, chosen: { state: true } };

  protected readonly name = "segments";
  protected readonly heading = "segments.title";
  protected readonly asks = ["asOf", "segments"] as const;
  /** The segment that the person has opened; `null`: the one with the most value. */
  declare chosen: string | null;

  constructor() {
    super();
    this.chosen = null;
  }

  protected ask(state: ReportState): Promise<Rfm> {
    return state.ask("rfm", { asOf: state.asOf, segments: state.view.segments });
  }

  protected override controls(state: ReportState, { t }: Language): Content {
    if (!this.alone) return nothing;
    return choice({
      id: "preset",
      label: t("segments.preset"),
      value: state.view.segments,
      values: PRESETS.map(preset => [preset, t(`segments.${preset}` as Key)] as const),
      change: segments => state.change({ segments }),
    });
  }

  protected show(answer: Rfm, state: ReportState, language: Language): Content {
    const { t } = language;
    const preset = answer.options.segments ?? "octants";
    const open = answer.segments.find(({ key }) => key === this.chosen) ?? worthiest(answer);
    const choose = (key: string) => {
      this.chosen = key;
    };
    return html`
      <div class="split">
        <siyu-figure
          .own=${true}
          .language=${language}
          .heading=${t("segments.heading")}
          .finding=${found(answer, preset, language)}
          .sheet=${sheet(answer, preset, language)}
          .picture=${{
            height: 40 + 40 * answer.segments.length,
            drawing: (palette: Palette) => segmentBars(answer, preset, palette, language),
          }}
        >
          <div class="stack-8">
            ${list(answer, preset, open, choose, language)}
            ${legend([
              ["second", t("segments.share")],
              ["first", t("segments.valueShare")],
            ])}
            <p class="note">${method(answer, preset, language)}</p>
          </div>
        </siyu-figure>
        ${open ? detail(open, answer, preset, state, language) : nothing}
      </div>
      <div class="pair">
        ${gridFigure(answer, preset === "grid" ? open : null, language)}
        <div class="stack-16">
          ${cutFigure(answer, language)}
          ${warningList(answer.warnings, language, ["empty-population", "hindsight", "prospects-unknown"])}
        </div>
      </div>
    `;
  }
}

function worthiest({ segments }: Rfm): Segment | null {
  return segments.reduce<Segment | null>(
    (most, segment) => ((segment.value ?? 0) > (most?.value ?? 0) ? segment : most),
    null,
  );
}

function found(answer: Rfm, preset: View["segments"], { t, named, percent }: Language): string {
  const best = worthiest(answer);
  if (best === null) return t("segments.none");
  return t("segments.found", {
    name: named(preset, best.key),
    share: percent(best.share),
    valueShare: percent(best.valueShare),
  });
}

function method(answer: Rfm, preset: View["segments"], { t, decimal, money, sentences }: Language): string {
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

/** The segments with their shares of buyers and of value, side by side on one scale. */
function list(
  answer: Rfm,
  preset: View["segments"],
  open: Segment | null,
  choose: (key: string) => void,
  language: Language,
): Content {
  const { t, named, int, moneyShort, percent } = language;
  const shares = answer.segments.flatMap(({ share, valueShare }) => [share ?? 0, valueShare ?? 0]);
  const most = Math.max(0, ...shares) || 1;
  const bar = (share: number | null, colour: string) =>
    share === null
      ? nothing
      : html`<span class=${colour} ${vars({ "--part": Math.max(0, share) / most })}></span>`;
  const row = (segment: Segment) =>
    html`<tr
      class=${segment === open ? "segment open" : "segment"}
      @click=${() => choose(segment.key)}
    >
      <th scope="row">
        <button type="button" class="pick" aria-pressed=${String(segment === open)}>
          ${named(preset, segment.key)}
        </button>
        ${halves(segment.key, preset, language)}
      </th>
      <td class="number">${unknown(segment, answer) ? NONE : int(segment.customers)}<span class="of">${percent(segment.share)}</span></td>
      <td class="twins" aria-hidden="true">
        ${bar(segment.share, "bar second")}${bar(segment.valueShare, "bar")}
      </td>
      <td class="number">
        ${moneyShort(segment.value)}<span class="of">${percent(segment.valueShare)}</span>
      </td>
    </tr>`;
  return scrolled(
    t("segments.title"),
    html`<table class="segments">
      <caption>
        ${t("segments.title")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t("segments.segment")}</th>
          <th scope="col" class="number">${t("segments.customers")}</th>
          <td class="twins"></td>
          <th scope="col" class="number">${t("segments.value")}</th>
        </tr>
      </thead>
      <tbody>
        ${answer.segments.map(row)}
      </tbody>
    </table>`,
  );
}

function segmentBars(answer: Rfm, preset: View["segments"], palette: Palette, language: Language) {
  const { t, named, percent } = language;
  const layer = (name: string, of: (segment: Segment) => number | null, color: string) => ({
    type: "bar",
    name,
    barMaxWidth: 10,
    barGap: "20%",
    itemStyle: { color },
    label: {
      show: true,
      position: "right",
      color: palette.soft,
      fontFamily: palette.font,
      fontSize: 11,
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const segment = answer.segments[dataIndex];
        return segment ? percent(of(segment)) : "";
      },
    },
    data: answer.segments.map(of),
  });
  return {
    ...bars(palette, {
      labels: answer.segments.map(({ key }) => named(preset, key)),
      axis: value => percent(value, 0),
      room: 200,
      tip: () => ({ title: "", lines: [] }),
    }),
    series: [
      layer(t("segments.share"), segment => segment.share, palette.second),
      layer(t("segments.valueShare"), segment => segment.valueShare, palette.accent),
    ],
  };
}

function halves(key: string, preset: View["segments"], { t }: Language): Content {
  const signs = preset === "octants" ? HALVES[key] : undefined;
  if (signs === undefined) return nothing;
  return html`<span class="halves"
    >${["R", "F", "M"].map((name, at) => {
      const high = signs[at] === "+";
      const words = `${name}: ${t(high ? "segments.high" : "segments.low")}`;
      return html`<abbr class=${high ? "half high" : "half"} title=${words}>${name}</abbr>`;
    })}</span
  >`;
}

/** What a segment is, what to do, its numbers and its customers. */
function detail(
  segment: Segment,
  answer: Rfm,
  preset: View["segments"],
  state: ReportState,
  language: Language,
): Content {
  const { t, named, int, decimal, money, moneyShort } = language;
  const about = ABOUT[preset]?.[segment.key] ?? "prospects";
  // Who is like everybody is in some class, and no advice for it is good.
  const alike = answer.warnings.filter(({ code }) => code === "no-contrast").length === 3;
  const fact = (title: Key, value: string) => html`<div><dt>${t(title)}</dt><dd>${value}</dd></div>`;
  return html`<aside class="detail" aria-labelledby="segment">
    <div class="stack-8" aria-live="polite">
      <h3 id="segment">${named(preset, segment.key)}</h3>
      ${
        alike
          ? html`<p>${t("segments.alike")}</p>`
          : html`<p>${t(`segments.means-${about}` as Key)}</p>
              <p class="do"><strong>${t("segments.do")}</strong> ${t(`segments.do-${about}` as Key)}</p>`
      }
    </div>
    ${
      segment.customers > 0 && segment.share !== null
        ? html`<dl class="facts">
            ${fact("segments.customers", int(segment.customers))}
            ${fact("segments.value", moneyShort(segment.value))}
            ${fact("segments.recency", decimal(segment.recencyMean, 0))}
            ${fact("segments.frequency", decimal(segment.frequencyMean))}
            ${fact("segments.monetary", money(segment.monetaryMean))}
            ${fact("segments.perOrder", money(segment.valuePerOrder))}
          </dl>
          <siyu-people
            exportparts="table"
            .language=${language}
            .people=${peopleOf(segment, answer, preset, state, language)}
          ></siyu-people>`
        : html`<p class="note">${t(whyNobody(segment, answer))}</p>`
    }
  </aside>`;
}

/** Members without a purchase are known from a members file only. */
function unknown({ key }: Segment, { warnings }: Rfm): boolean {
  return key === "prospects" && warnings.some(({ code }) => code === "prospects-unknown");
}

/** Why no customers are listed. */
function whyNobody(segment: Segment, answer: Rfm): Key {
  if (unknown(segment, answer)) return "warning.prospects-unknown";
  return segment.customers > 0 ? "segments.noList" : "segments.empty";
}

function peopleOf(
  { key, customers }: Segment,
  { asOf }: Rfm,
  preset: View["segments"],
  state: ReportState,
  { t, named, int, money }: Language,
): People {
  const question: CustomersOptions = {
    asOf,
    rfm: { segments: preset },
    filter: { segment: { key: [key] } },
    sort: "-monetary",
  };
  return {
    of: state.dataset,
    key: `${preset} ${key} ${asOf}`,
    title: named(preset, key),
    file: `segment-${key}`,
    total: customers,
    ...listed(state, question, [
      { name: "id", title: t("today.customer") },
      { name: "recencyDays", title: t("today.days"), write: int },
      { name: "frequency", title: t("customers.frequency"), write: int },
      { name: "monetary", title: t("today.value"), write: money },
    ]),
  };
}

/** R × F: the best at the top right. */
function gridFigure(answer: Rfm, open: Segment | null, language: Language): Content {
  const { t, int, percent } = language;
  const levels = answer.grid.length;
  const scores = Array.from({ length: levels }, (_, at) => at + 1);
  const most = Math.max(1, ...answer.grid.flat());
  const caption = `${t("segments.gridRecency")} × ${t("segments.gridFrequency")}`;
  const cell = (r: number, f: number) => {
    const customers = answer.grid[r - 1]?.[f - 1] ?? 0;
    const ringed = open !== null && gridCell(r, f) === open.key;
    const share = percent(answer.population > 0 ? customers / answer.population : null);
    return html`<td
      class=${ringed ? "heat ringed" : "heat"}
      title=${`R${r} F${f}: ${share}`}
      ${vars({ "--heat": Math.sqrt(customers / most) })}
    >
      ${int(customers)}
    </td>`;
  };
  return html`<siyu-figure
    .own=${true}
    .language=${language}
    .heading=${t("segments.gridTitle")}
    .finding=${t("segments.gridFound", {
      n: answer.grid[levels - 1]?.[levels - 1] ?? 0,
      lost: int(answer.grid[0]?.[0] ?? 0),
    })}
    .sheet=${{
      name: "recency-frequency",
      columns: [{ title: "R \\ F" }, ...scores.map(score => ({ title: `F${score}` }))],
      rows: scores.toReversed().map(r => [`R${r}`, ...(answer.grid[r - 1] ?? [])]),
    }}
    .picture=${{
      height: 60 + 56 * levels,
      drawing: (palette: Palette) => gridCells(answer, palette, language),
    }}
  >
    ${scrolled(
      caption,
      html`<table class="cells grid">
        <caption>
          ${caption}
        </caption>
        <colgroup>
          <col class="axis" />
          ${scores.map(() => html`<col />`)}
        </colgroup>
        <tbody>
          ${scores.toReversed().map(
            r =>
              html`<tr>
                <th scope="row">R${r}</th>
                ${scores.map(f => cell(r, f))}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <td></td>
            ${scores.map(score => html`<th scope="col">F${score}</th>`)}
          </tr>
        </tfoot>
      </table>`,
    )}
    <p class="axes note">${t("segments.gridHow")}</p>
  </siyu-figure>`;
}

function gridCells({ grid }: Rfm, palette: Palette, { int }: Language) {
  const most = Math.max(1, ...grid.flat());
  return cellsDrawing(
    grid.map((_, at) => `R${grid.length - at}`),
    grid.toReversed().map(row =>
      row.map((customers, f) => ({
        text: `F${f + 1}\n${int(customers)}`,
        heat: Math.sqrt(customers / most),
      })),
    ),
    palette,
  );
}

/** Where the scores part. */
function cutFigure({ cutPoints }: Rfm, language: Language): Content {
  const { t, decimal, money } = language;
  const rows = [
    { name: t("segments.cutsR"), cuts: cutPoints.recency, write: (cut: number) => decimal(cut) },
    { name: t("segments.cutsF"), cuts: cutPoints.frequency, write: (cut: number) => decimal(cut) },
    { name: t("segments.cutsM"), cuts: cutPoints.monetary, write: (cut: number) => money(cut) },
  ];
  const count = Math.max(...rows.map(row => row.cuts.length));
  const titles = Array.from({ length: count }, (_, at) => `${at + 1} | ${at + 2}`);
  return html`<siyu-figure
    .own=${true}
    .language=${language}
    .heading=${t("segments.cuts")}
    .finding=${t("segments.cutsFound")}
    .sheet=${{
      name: "cut-points",
      columns: [{ title: t("segments.measure") }, ...titles.map(title => ({ title }))],
      rows: rows.map(({ name, cuts }) => [name, ...cuts]),
    }}
  >
    ${table(
      t("segments.cuts"),
      [
        { title: t("segments.measure"), heading: true, class: "words", cell: row => row.name },
        ...titles.map((title, at) => ({
          title,
          number: true,
          cell: ({ cuts, write }: (typeof rows)[number]) => {
            const cut = cuts[at];
            return cut === undefined ? "" : write(cut);
          },
        })),
      ],
      rows,
    )}
  </siyu-figure>`;
}

function sheet(answer: Rfm, preset: View["segments"], { t, named }: Language): Sheet {
  return {
    name: `segments-${preset}`,
    columns: [
      { title: t("segments.segment") },
      { title: t("segments.customers") },
      { title: t("segments.share") },
      { title: t("segments.value") },
      { title: t("segments.valueShare") },
      { title: t("segments.recency") },
      { title: t("segments.frequency") },
      { title: t("segments.monetary") },
      { title: t("segments.perOrder") },
    ],
    rows: answer.segments.map(segment => [
      named(preset, segment.key),
      segment.customers,
      segment.share,
      segment.value,
      segment.valueShare,
      segment.recencyMean,
      segment.frequencyMean,
      segment.monetaryMean,
      segment.valuePerOrder,
    ]),
  };
}
