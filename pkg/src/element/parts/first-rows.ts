// `<siyu-first-rows>`: what the core makes of the first rows under a reading that is not read yet.

import { css, html, LitElement, type PropertyValues } from "lit";
import type { SheetPreview as Preview } from "../../insides.ts";
import type { ParsedRow } from "../../types.ts";
import { inWords } from "../errors.ts";
import type { Language } from "../language.ts";
import { bare, type Reading } from "../reading.ts";
import type { Content } from "../section.ts";
import type { Look } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import { type Column, table } from "./table.ts";

/** A row as it stands in the file, and what is made of it. */
interface Row extends ParsedRow {
  at: number;
  order: string | null;
}

export class SiyuFirstRows extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        min-width: 0;
        /* As high as it will be: nothing moves when the rows come. */
        min-height: calc(76px * min(1, var(--rows)) + 36px * var(--rows));
        align-content: start;
      }

      table {
        font-size: 13px;
      }

      th,
      td {
        padding-inline: 8px;
        word-break: keep-all;
      }

      tbody th {
        font-weight: 400;
      }

      .id {
        display: inline-block;
        max-width: 132px;
        overflow: hidden;
        text-overflow: ellipsis;
        vertical-align: bottom;
      }

      .aside {
        color: var(--soft);
      }

      .wrong {
        color: var(--second-text);
      }

      [aria-busy="true"] {
        opacity: 0.6;
      }
    `,
  ];
  static override properties = {
    language: { attribute: false },
    look: { attribute: false },
    reading: { attribute: false },
    count: { attribute: false },
    seen: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  declare language: Language | null;
  declare look: Look | null;
  declare reading: Reading;
  /** How many rows there will be. */
  declare count: number;
  declare seen: Preview | null;
  declare error: unknown;
  declare busy: boolean;
  #turn = 0;

  constructor() {
    super();
    this.language = null;
    this.look = null;
    this.reading = {};
    this.count = 0;
    this.seen = null;
    this.error = null;
    this.busy = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.style.setProperty("--rows", String(this.count));
    if (changed.has("reading") || changed.has("look")) void this.#look();
  }

  async #look(): Promise<void> {
    if (this.look === null) return;
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const seen = await this.look(this.reading);
      if (turn === this.#turn) [this.seen, this.error] = [seen, null];
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  protected override render(): Content {
    const { language, seen, error, busy } = this;
    if (language === null) return "";
    const { t, int, money, date } = language;
    if (error !== null) return html`<p class="notice" role="alert">${inWords(error, language)}</p>`;
    if (seen === null) return html`<p class="note" role="status">${t("data.rereading")}</p>`;
    if (seen.parsed.length === 0) return html`<p class="note">${t("data.firstNothing")}</p>`;
    const orders = seen.mapping.orderId?.index;
    const rows = seen.parsed.map((row, at): Row => {
      const order = orders === undefined ? null : bare(seen.rows[at]?.[orders] ?? "") || null;
      return { ...row, at, order };
    });
    const id = (text: string | null) => html`<span class="id" title=${text ?? ""}>${text ?? "—"}</span>`;
    const columns: Column<Row>[] = [
      { title: "", number: true, heading: true, cell: ({ at }) => int(at + 1) },
      { title: t("data.firstResult"), cell: row => this.#fate(row, language) },
      { title: this.#field("customerId"), cell: ({ customerId }) => id(customerId) },
      { title: this.#field("paidAt"), cell: ({ paidAt }) => (paidAt === null ? "—" : date(paidAt)) },
      { title: this.#field("amount"), number: true, cell: ({ amount }) => money(amount) },
      ...(seen.mapping.refund
        ? [{ title: this.#field("refund"), number: true, cell: ({ refund }: Row) => money(refund) }]
        : []),
      ...(orders === undefined
        ? []
        : [{ title: this.#field("orderId"), cell: ({ order }: Row) => id(order) }]),
    ];
    const used = rows.filter(({ rule, reason }) => rule === null && reason === null).length;
    return html`
      <p class="note" role="status">${t("data.firstFound", { used, rows: rows.length })}</p>
      <div aria-busy=${String(busy)}>${table(t("data.firstRows"), columns, rows)}</div>
    `;
  }

  #field(field: string): string {
    return this.language?.named("field", field) ?? "";
  }

  /** Used, or why not: by a sign and in words. */
  #fate({ rule, reason, column, customerId }: Row, { t, named }: Language): Content {
    if (reason !== null) {
      const where = column === null ? "" : `${column}: `;
      return html`<span class="wrong">✗ ${where}${named("reason", reason)}</span>`;
    }
    if (rule !== null) return html`<span class="aside">– ${named("rule", rule)}</span>`;
    // Exports name the customer on the first line of an order only.
    return html`✓ ${t(customerId === null ? "data.firstPart" : "data.used")}`;
  }
}
