// `<siyu-figure>`: the frame of every chart. A title that asks or states, one sentence with the numbers, the drawing
// in the slot, the same numbers as a table, and both as files.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { type Cell, csv, offer } from "../download.ts";
import type { Language } from "../language.ts";
import type { ReportState } from "../state.ts";
import { figureStyles } from "../styles/index.ts";
import { type Drawing, pictured, SiyuChart } from "./chart.ts";
import type { Frame, Sign } from "./picture.ts";
import { type Column, table } from "./table.ts";

/** The numbers behind a figure. The first column names the rows. */
export interface Sheet {
  /** The files' name, without ending. */
  name: string;
  columns: readonly SheetColumn[];
  rows: readonly (readonly Cell[])[];
}

/** What stands in the picture of a figure that is a table itself. */
export interface Picture {
  drawing: Drawing;
  /** Pixels; the width is 960. */
  height: number;
}

/** Height of a chart's picture. */
const CHART = 400;

export interface SheetColumn {
  title: string;
  /** How a number is written in the table; in files it stays a number. */
  write?: (value: number | null | undefined) => string;
}

export class SiyuFigure extends LitElement {
  static override styles = figureStyles;
  static override properties = {
    language: { attribute: false },
    heading: { attribute: false },
    finding: { attribute: false },
    sheet: { attribute: false },
    own: { attribute: false },
    picture: { attribute: false },
    open: { state: true },
  };

  declare language: Language | null;
  /** A question, or what was found. */
  declare heading: string;
  /** What it shows, in one sentence with numbers. */
  declare finding: string;
  declare sheet: Sheet | null;
  /** The content is a table itself: no twin. */
  declare own: boolean;
  /** The picture of an own content; `null`: there is none. */
  declare picture: Picture | null;
  declare open: boolean;

  constructor() {
    super();
    this.language = null;
    this.heading = "";
    this.finding = "";
    this.sheet = null;
    this.own = false;
    this.picture = null;
    this.open = false;
  }

  protected override render(): TemplateResult {
    return html`<figure part="figure">
      <figcaption>
        <h3 part="figure-title">${this.heading}</h3>
        ${this.#tools()} ${this.finding ? html`<p class="finding">${this.finding}</p>` : nothing}
      </figcaption>
      <div class="content">
        <slot ?hidden=${this.open}></slot>
        ${this.open && this.sheet ? html`<div class="twin">${this.#twin(this.sheet)}</div>` : nothing}
      </div>
    </figure>`;
  }

  #tools(): TemplateResult | typeof nothing {
    const { language, sheet } = this;
    if (language === null || sheet === null) return nothing;
    const { t } = language;
    const about = (key: "chart.csv" | "chart.png") => `${t(key)}: ${this.heading}`;
    return html`<div class="tools">
      ${
        this.own
          ? nothing
          : html`<button
            type="button"
            class="ghost"
            aria-pressed=${String(this.open)}
            @click=${() => {
              this.open = !this.open;
            }}
          >
            ${t("chart.table")}
          </button>`
      }
      <button type="button" class="ghost" aria-label=${about("chart.csv")} @click=${() => this.#csv(sheet)}>
        CSV
      </button>
      ${
        (this.own && this.picture === null) || this.open
          ? nothing
          : html`<button
            type="button"
            class="ghost"
            aria-label=${about("chart.png")}
            @click=${() => this.#png(sheet)}
          >
            PNG
          </button>`
      }
    </div>`;
  }

  #twin({ columns, rows }: Sheet): TemplateResult {
    const shown = columns.map(
      ({ title, write }, at): Column<readonly Cell[]> => ({
        title,
        heading: at === 0,
        number: at > 0,
        cell: row => {
          const cell = row[at];
          if (typeof cell === "string") return cell;
          return write ? write(cell) : String(cell ?? "");
        },
      }),
    );
    return table(this.heading, shown, rows);
  }

  #csv({ name, columns, rows }: Sheet): void {
    offer(this, `${name}.csv`, csv([columns.map(column => column.title), ...rows]));
  }

  async #png({ name }: Sheet): Promise<void> {
    const chart = [...this.querySelectorAll("*")].find(element => element instanceof SiyuChart);
    const { drawing, height } = this.picture ?? { drawing: chart?.drawing, height: CHART };
    const blob = drawing && (await pictured(this, drawing, height, this.#frame()));
    if (blob) offer(this, `${name}.png`, blob);
  }

  /** What is around the chart on the page stands around it in the picture too. */
  #frame(): Frame {
    const legend = [...this.querySelectorAll(".legend li")].map(
      ({ textContent, firstElementChild }): Sign => {
        const { backgroundColor, borderTopColor, borderTopWidth, height } = getComputedStyle(
          firstElementChild as Element,
        );
        const bordered = borderTopWidth !== "0px";
        const partial = firstElementChild?.classList.contains("partial") ?? false;
        return {
          color: bordered ? borderTopColor : backgroundColor,
          height: bordered ? 2 : Number.parseFloat(height),
          partial,
          words: textContent?.trim() ?? "",
        };
      },
    );
    // What has no colour is empty in the drawing too.
    const { state } = (this.getRootNode() as ShadowRoot).host as { state?: ReportState | null };
    const source = (state && this.language?.t("nav.source", state.origin)) ?? "";
    return {
      title: this.heading,
      finding: this.finding,
      legend: legend.filter(({ color }) => !/, 0\)$/.test(color)),
      source,
    };
  }
}
