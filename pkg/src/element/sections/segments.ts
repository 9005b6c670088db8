// RFM: who bought recently, often and for much.

import { css, html, nothing } from "lit";
import type { Rfm, Segment } from "../../types.ts";
import type { Language } from "../language.ts";
import { choice, fold, warningList } from "../parts/pieces.ts";
import { barred, scrolled, table } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState, View } from "../state.ts";
import { heat, sectionStyles } from "../styles/index.ts";
import { vars } from "../vars.ts";
import type { Key } from "../words/index.ts";

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

export class SiyuSegments extends Section<Rfm> {
  static override styles = [
    ...sectionStyles,
    heat,
    css`
      .halves {
        display: inline-flex;
        gap: 4px;
        margin-left: 12px;
        font-size: 11px;
      }

      .half {
        padding: 0 5px;
        border: 1px solid var(--line);
        border-radius: 3px;
        color: var(--soft);
        text-decoration: none;
      }

      .half.high {
        border-color: var(--accent);
        color: var(--accent);
        font-weight: 650;
      }

      figure {
        display: flex;
        flex-direction: column;
        gap: 8px;
        min-width: 0;
      }
    `,
  ];

  protected readonly name = "segments";
  protected readonly heading = "segments.title";
  protected readonly asks = ["asOf", "segments"] as const;

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

  protected show(answer: Rfm, _state: ReportState, language: Language): Content {
    const preset = answer.options.segments ?? "octants";
    return html`
      <p class="finding">${found(answer, preset, language)}</p>
      ${segmentTable(answer, preset, language)}
      <p class="note">${method(answer, preset, language)}</p>
      ${gridFigure(answer, language)} ${fold(language.t("segments.cuts"), cutTable(answer, language))}
      ${warningList(answer.warnings, language, ["empty-population", "hindsight"])}
    `;
  }
}

function found(answer: Rfm, preset: View["segments"], { t, named, percent }: Language): string {
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

function segmentTable(answer: Rfm, preset: View["segments"], language: Language): Content {
  const { t, named, decimal, int, money, percent } = language;
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
        cell: segment =>
          html`<span>${named(preset, segment.key)}${halves(segment.key, preset, language)}</span>`,
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

/** R × F: the best at the top right. */
function gridFigure(answer: Rfm, { t, int }: Language): Content {
  const levels = answer.grid.length;
  const scores = Array.from({ length: levels }, (_, at) => at + 1);
  const most = Math.max(1, ...answer.grid.flat());
  const title = t("segments.gridTitle");
  const cell = (r: number, f: number) => {
    const customers = answer.grid[r - 1]?.[f - 1] ?? 0;
    const share = Math.sqrt(customers / most);
    return html`<td class="heat" ${vars({ "--heat": share })}>
      ${int(customers)}
    </td>`;
  };
  return html`<figure>
    <h3>${title}</h3>
    <p class="finding">
      ${t("segments.gridFound", {
        n: answer.grid[levels - 1]?.[levels - 1] ?? 0,
        lost: int(answer.grid[0]?.[0] ?? 0),
      })}
    </p>
    ${scrolled(
      title,
      html`<table class="cells">
        <caption>
          ${`${t("segments.gridRecency")} × ${t("segments.gridFrequency")}`}
        </caption>
        <thead>
          <tr>
            <td class="corner">R \\ F</td>
            ${scores.map(score => html`<th scope="col">F${score}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${scores.toReversed().map(
            r =>
              html`<tr>
                <th scope="row">R${r}</th>
                ${scores.map(f => cell(r, f))}
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}
  </figure>`;
}

function cutTable({ cutPoints }: Rfm, { t, decimal, money }: Language): Content {
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
