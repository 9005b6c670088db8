// The customers one by one: all of them, sorted by any column, found by id or segment, each with a page of its own.

import { css, html, nothing } from "lit";
import type { Column, Customers, CustomersOptions } from "../../types.ts";
import { offer } from "../download.ts";
import type { Language } from "../language.ts";
import { loadMore } from "../parts/more.ts";
import { PAGE, Pages } from "../parts/pages.ts";
import { choice, warningList } from "../parts/pieces.ts";
import type { RowColumn } from "../parts/rows.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState, View } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import type { Key } from "../words/index.ts";
import type { SiyuCustomer } from "./customer.ts";

const SHOWN: readonly Column[] = [
  "id",
  "segment",
  "recencyDays",
  "frequency",
  "rScore",
  "fScore",
  "mScore",
  "firstPurchase",
  "lastPurchase",
  "ownValue",
  "referralValue",
  "relationshipValue",
];
const EXPORTED: readonly Column[] = [...SHOWN, "passedOn", "cohort"];
const SORTS = SHOWN.filter(column => !column.endsWith("Score"));

/** How long typing rests before it is searched for. */
const REST = 160;

/** The segments of each convention that somebody who bought can be in, in their order. */
const KEYS: Record<View["segments"], readonly string[]> = {
  octants: ["important", "general"].flatMap(half =>
    ["value", "keep", "develop", "retain"].map(key => `${half}-${key}`),
  ),
  grid: [
    "champions",
    "loyal",
    "potential-loyalist",
    "new",
    "promising",
    "needs-attention",
    "about-to-sleep",
    "cant-lose",
    "at-risk",
    "hibernating",
  ],
  rfm11: [
    "champions",
    "loyal",
    "active",
    "new",
    "promising",
    "needs-attention",
    "almost-lost",
    "at-risk",
    "previously-loyal",
    "dormant",
  ],
};

interface Answer {
  first: Customers;
  pages: Pages;
}

export class SiyuCustomers extends Section<Answer> {
  static override styles = [
    ...sectionStyles,
    css`
      .search {
        width: 240px;
        max-width: 100%;
        min-height: 36px;
        padding: 0 12px;
        border: 1px solid var(--strong);
        border-radius: 8px;
        background: var(--paper);
        color: var(--ink);
        font: inherit;
        font-size: 14px;
      }

      .search::placeholder {
        color: var(--soft);
        opacity: 1;
      }

      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 16px;
      }

      .line .tools {
        display: flex;
        gap: 2px;
        margin-right: -8px;
      }

      .body {
        gap: 12px;
      }

      .narrow {
        display: none;
      }

      .none {
        display: grid;
        justify-items: center;
        gap: 12px;
        padding: 56px 16px;
        border: 1px dashed var(--strong);
        border-radius: 8px;
        color: var(--soft);
        text-align: center;
      }

      @container (max-width: 640px) {
        .controls,
        .search {
          width: 100%;
        }

        .narrow {
          display: inline-flex;
        }

        .keys {
          display: none;
        }

        .controls .choice {
          flex: 1 1 40%;
        }

        .controls .choice select {
          width: 100%;
        }

        /* Out of sight, and still read aloud. */
        .controls .choice label {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
          white-space: nowrap;
        }
      }
    `,
  ];

  protected readonly name = "customers";
  protected readonly heading = "customers.title";
  protected readonly asks = ["asOf", "segments", "attribution", "sort"] as const;

  #search = "";
  #segment = "";
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** How much of a list is written into a file; `null`: none is being written. */
  #written: number | null = null;

  protected async ask(state: ReportState): Promise<Answer> {
    const { view, dataset } = state;
    // Another convention has other segments.
    if (!KEYS[view.segments].includes(this.#segment)) this.#segment = "";
    const question = this.#question(state, true);
    const page = { ...question, columns: [...SHOWN], limit: PAGE };
    const first = await state.ask("customers", { ...page, offset: 0 });
    return { first, pages: new Pages(offset => dataset.customers({ ...page, offset }), first) };
  }

  /** The list in its order: as narrowed here, or all of it. */
  #question({ asOf, view }: ReportState, narrowed: boolean): CustomersOptions {
    const search = this.#search.trim();
    const filter = {
      ...(search && { search }),
      ...(this.#segment && { segment: { key: [this.#segment] } }),
    };
    return {
      asOf,
      rfm: { segments: view.segments },
      ltv: { referral: { attribution: view.attribution } },
      sort: view.sort,
      ...(narrowed && this.#narrowed && { filter }),
    };
  }

  get #narrowed(): boolean {
    return this.#search.trim() !== "" || this.#segment !== "";
  }

  protected override controls(state: ReportState, { t, named }: Language): Content {
    const { segments, sort } = state.view;
    const typed = (event: Event) => {
      this.#search = (event.target as HTMLInputElement).value;
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => this.askAgain(), REST);
    };
    return html`<div class="controls">
      <input
        id="search"
        class="search"
        type="search"
        autocomplete="off"
        spellcheck="false"
        placeholder=${t("customers.search")}
        aria-label=${t("customers.search")}
        .value=${this.#search}
        @input=${typed}
      />
      ${choice({
        id: "segment",
        label: t("customers.segment"),
        value: this.#segment,
        values: [
          ["", t("customers.everySegment")],
          ...KEYS[segments].map(key => [key, named(segments, key)] as const),
        ],
        change: segment => {
          this.#segment = segment;
          this.askAgain();
        },
      })}
      <span class="choice narrow"
        >${choice({
          id: "sort",
          label: t("customers.sort"),
          value: sort,
          values: [...SORTS.map(column => `-${column}`), ...SORTS].map(
            key => [key, sortWords(key, t)] as const,
          ),
          change: key => state.change({ sort: key }),
        })}</span
      >
    </div>`;
  }

  protected show({ first, pages }: Answer, state: ReportState, language: Language): Content {
    const { t } = language;
    const column = state.view.sort.replace(/^-/, "");
    const order = t(state.view.sort.startsWith("-") ? "customers.descending" : "customers.ascending");
    const words = { total: first.total, column: t(`customers.${column}` as Key), order };
    const narrowed = first.options.filter != null;
    return html`
      <div class="line">
        <p class="finding" role="status">
          ${t(narrowed ? "customers.foundSome" : "customers.shown", words)}
        </p>
        ${this.#tools(state, language, first.total, narrowed)}
      </div>
      ${
        first.total === 0
          ? html`<div class="none">
            <p>${t(narrowed ? "customers.foundNone" : "customers.nobody")}</p>
            ${narrowed ? html`<button type="button" @click=${() => this.#clear()}>${t("customers.clear")}</button>` : nothing}
          </div>`
          : html`<siyu-rows
            exportparts="table"
            .caption=${t("customers.title")}
            .columns=${columnsOf(pages, state, language)}
            .source=${pages}
            .sort=${state.view.sort}
            @sort=${(event: CustomEvent<string>) => state.change({ sort: event.detail })}
            @open=${(event: CustomEvent<number>) => this.#open(pages.cell("id", event.detail))}
          ></siyu-rows>`
      }
      ${first.total > 0 ? html`<p class="note keys">${t("customers.keys")}</p>` : nothing}
      ${warningList(first.warnings, language, ["hindsight"])}
      <siyu-customer .state=${state} .language=${language}></siyu-customer>
    `;
  }

  #tools(state: ReportState, { t, percent }: Language, total: number, narrowed: boolean): Content {
    if (this.#written !== null) {
      return html`<span class="note" role="status"
        >${t("customers.writing", { share: percent(this.#written, 0) })}</span
      >`;
    }
    const button = (words: string, some: boolean) =>
      html`<button type="button" class="ghost" @click=${() => this.#export(state, some)}>${words}</button>`;
    return html`<div class="tools">
      ${narrowed && total > 0 ? button(t("customers.exportSome", { total }), true) : nothing}
      ${button(t("customers.exportAll"), false)}
    </div>`;
  }

  #clear(): void {
    this.#search = "";
    this.#segment = "";
    this.askAgain();
  }

  async #open(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    try {
      await loadMore();
      this.renderRoot.querySelector<SiyuCustomer>("siyu-customer")?.open(id);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.dispatchEvent(new CustomEvent("siyu-error", { detail: { error }, bubbles: true, composed: true }));
  }

  /** Has a list written into a file. */
  async #export(state: ReportState, narrowed: boolean): Promise<void> {
    const { language, view, dataset } = state;
    const { t, named } = language;
    this.#written = 0;
    this.requestUpdate();
    try {
      const file = await dataset.export("customers", "csv", {
        ...this.#question(state, narrowed),
        columns: [...EXPORTED],
        titles: Object.fromEntries(EXPORTED.map(column => [column, t(`customers.${column}` as Key)])),
        names: Object.fromEntries(KEYS[view.segments].map(key => [key, named(view.segments, key)])),
        onProgress: ({ rows, totalRows }) => {
          const written = Math.floor((rows / totalRows) * 100) / 100;
          if (written !== this.#written) this.requestUpdate();
          this.#written = written;
        },
      });
      offer(this, "customers.csv", file);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#written = null;
      this.requestUpdate();
    }
  }
}

function sortWords(key: string, t: Language["t"]): string {
  const down = key.startsWith("-");
  return `${t(`customers.${key.replace(/^-/, "")}` as Key)} ${down ? "↓" : "↑"}`;
}

function columnsOf(pages: Pages, state: ReportState, language: Language): RowColumn[] {
  const { t, named, date, int, money } = language;
  const titled = (name: Column, column: Omit<RowColumn, "name" | "title">): RowColumn => ({
    name,
    title: t(`customers.${name}` as Key),
    ...column,
  });
  // Zeros stand back, so that what there is can be seen.
  const worth = (name: "ownValue" | "referralValue" | "relationshipValue", at: number): Content => {
    const value = pages.cell(name, at);
    return value === 0 ? html`<span class="nil">${money(0)}</span>` : money(value);
  };
  const segment = (at: number) => named(state.view.segments, pages.cell("segment", at) ?? "");
  return [
    titled("id", {
      heading: true,
      cell: at => {
        const id = pages.cell("id", at) ?? "";
        const under = t("customers.under", {
          segment: segment(at),
          orders: pages.cell("frequency", at) ?? 0,
          days: pages.cell("recencyDays", at) ?? 0,
        });
        return html`<span title=${id}>${id}</span><span class="under">${under}</span>`;
      },
    }),
    titled("segment", { cell: at => segment(at) }),
    titled("recencyDays", { number: true, cell: at => int(pages.cell("recencyDays", at)) }),
    titled("frequency", { number: true, cell: at => int(pages.cell("frequency", at)) }),
    {
      name: "scores",
      title: t("customers.scores"),
      number: true,
      fixed: true,
      cell: at =>
        (["rScore", "fScore", "mScore"] as const).map(score => pages.cell(score, at) || "–").join(" "),
    },
    titled("firstPurchase", { cell: at => date(pages.cell("firstPurchase", at)) }),
    titled("lastPurchase", { cell: at => date(pages.cell("lastPurchase", at)) }),
    titled("ownValue", { number: true, cell: at => worth("ownValue", at) }),
    titled("referralValue", { number: true, cell: at => worth("referralValue", at) }),
    titled("relationshipValue", { number: true, cell: at => worth("relationshipValue", at) }),
  ];
}
