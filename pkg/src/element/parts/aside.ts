// `<siyu-aside>`: rows that were set aside, as they stand in their file, a page of them at a time. They are read
// from the file again, and none is kept.

import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import type { Aside, AsideRow, Kind } from "../../protocol.ts";
import type { Rule } from "../../types.ts";
import { offer } from "../download.ts";
import { inWords } from "../errors.ts";
import type { Content } from "../section.ts";
import type { ReportState } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import { type Column, table } from "./table.ts";

/** Rows per page. */
const PAGE = 20;

export class SiyuAside extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
        min-width: 0;
      }

      table {
        font-size: 13px;
      }

      thead th {
        word-break: keep-all;
      }

      mark {
        padding: 2px 4px;
        margin-inline: -4px;
        border-radius: 4px;
        background: var(--warn);
        color: var(--second-text);
        font-weight: 500;
      }

      .more {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
      }

      .more > .ghost:first-child {
        margin-left: -8px;
      }
    `,
  ];
  static override properties = {
    state: { attribute: false },
    kind: { attribute: false },
    rule: { attribute: false },
    page: { state: true },
    error: { state: true },
    written: { state: true },
  };

  declare state: ReportState | null;
  declare kind: Kind;
  /** `null`: rows that could not be read. */
  declare rule: Rule | null;
  declare page: Aside | null;
  declare error: unknown;
  /** How much of the file is written; `null`: none is being written. */
  declare written: number | null;
  #turn = 0;

  constructor() {
    super();
    this.state = null;
    this.kind = "orders";
    this.rule = null;
    this.page = null;
    this.error = null;
    this.written = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("state") && !changed.has("kind") && !changed.has("rule")) return;
    this.page = null;
    void this.#load(0);
  }

  async #load(offset: number): Promise<void> {
    const { state, kind, rule } = this;
    if (state === null) return;
    const turn = ++this.#turn;
    try {
      const page = await state.dataset.setAside({ kind, rule, offset, limit: PAGE });
      if (turn === this.#turn) [this.page, this.error] = [page, null];
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    }
  }

  protected override render(): Content {
    const { state, page, error } = this;
    if (state === null) return nothing;
    const { t, int, percent } = state.language;
    if (error !== null) return html`<p class="notice" role="alert">${inWords(error, state.language)}</p>`;
    if (page === null) return html`<p class="note" role="status">${t("data.rereading")}</p>`;
    const { offset, total } = page;
    const to = offset + page.rows.length;
    const turn = (words: string, at: number, possible: boolean) =>
      html`<button type="button" class="ghost" ?disabled=${!possible} @click=${() => this.#load(at)}>${words}</button>`;
    return html`
      ${page.sources.map(source => this.#table(page, source, state))}
      <div class="more">
        ${
          total > PAGE
            ? html`${turn(t("data.previous"), offset - PAGE, offset > 0)}
              <span class="note" role="status">${t("data.rowsShown", { from: int(offset + 1), to: int(to), total })}</span>
              ${turn(t("data.next"), offset + PAGE, to < total)}`
            : nothing
        }
        ${
          this.written === null
            ? html`<button type="button" class="ghost" @click=${() => this.#save(state)}>
                ${t("data.rowsCsv", { total })}
              </button>`
            : html`<span class="note" role="status">${t("customers.writing", { share: percent(this.written, 0) })}</span>`
        }
      </div>
    `;
  }

  #table({ rows, sources }: Aside, { source, name, headers }: Aside["sources"][number], state: ReportState) {
    const { t, int, named } = state.language;
    const cells = headers.map(
      (header, at): Column<AsideRow> => ({
        title: header,
        cell: row => {
          const wrong = row.column === header && row.value === row.cells[at];
          return wrong ? html`<mark>${row.cells[at] ?? ""}</mark>` : (row.cells[at] ?? "");
        },
      }),
    );
    const columns: Column<AsideRow>[] = [
      { title: t("data.line"), heading: true, cell: row => int(row.line) },
      ...(this.rule === null
        ? [{ title: t("data.reason"), cell: (row: AsideRow) => named("reason", row.reason ?? "") }]
        : []),
      ...cells,
    ];
    const own = rows.filter(row => row.source === source);
    return html`${sources.length > 1 ? html`<p class="note">${name}</p>` : nothing}
    ${table(t("data.asStand"), columns, own)}`;
  }

  async #save({ dataset, report, language }: ReportState): Promise<void> {
    const { kind, rule } = this;
    const { t, named } = language;
    const reasons = new Set(report[kind]?.rejections.map(({ reason }) => reason));
    this.written = 0;
    try {
      const file = await dataset.export("rejections", "csv", {
        kind,
        rule,
        titles: {
          source: t("data.files"),
          line: t("data.line"),
          reason: t("data.reason"),
          column: t("data.column"),
        },
        names: Object.fromEntries([...reasons].map(reason => [reason, named("reason", reason)])),
        onProgress: ({ rows, totalRows }) => {
          this.written = rows / totalRows;
        },
      });
      offer(this, `${rule ?? "not-readable"}-${kind}.csv`, file);
    } catch (error) {
      this.error = error;
    }
    this.written = null;
  }
}
