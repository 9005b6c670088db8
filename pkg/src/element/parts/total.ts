// `<siyu-total>`: a total that the platform shows, against the report's.

import { css, html, LitElement, nothing } from "lit";
import { type Part, reconciled, typedAmount } from "../reconcile.ts";
import type { Content } from "../section.ts";
import type { ReportState } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import { table } from "./table.ts";

export class SiyuTotal extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host,
      form {
        display: grid;
        gap: 12px;
        min-width: 0;
        justify-items: start;
      }

      .scroll {
        max-width: 100%;
      }

      .typed {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
      }

      input {
        font-variant-numeric: tabular-nums;
        width: 12em;
      }

      tbody tr:last-child > * {
        font-weight: 600;
      }
    `,
  ];
  static override properties = {
    state: { attribute: false },
    typed: { state: true },
  };

  declare state: ReportState | null;
  /** `null`: nothing yet. */
  declare typed: string | null;

  constructor() {
    super();
    this.state = null;
    this.typed = null;
  }

  protected override render(): Content {
    const { state, typed } = this;
    if (state === null) return nothing;
    const { t } = state.language;
    const submit = (event: Event) => {
      event.preventDefault();
      this.typed = this.renderRoot.querySelector("input")?.value ?? null;
    };
    const total = typed === null ? null : typedAmount(typed);
    const wrong = typed !== null && total === null;
    return html`<form @submit=${submit}>
      <label class="note" for="total">${t("data.totalTyped")}</label>
      <span class="typed">
        <input
          id="total"
          type="text"
          inputmode="decimal"
          autocomplete="off"
          required
          aria-invalid=${String(wrong)}
          aria-describedby=${wrong ? "wrong" : nothing}
        />
        <button type="submit">${t("data.totalCompare")}</button>
      </span>
      ${wrong ? html`<span id="wrong" class="caveat" role="alert">${t("data.totalWrong")}</span>` : nothing}
    </form>
    ${total === null ? nothing : this.#compared(total, state)}`;
  }

  #compared(total: number, { report: { orders }, language }: ReportState): Content {
    const { t, named, money, sentences } = language;
    const { difference, counted, rest, unexplained } = reconciled(orders, total);
    if (difference === 0) return html`<p class="note" role="status">${t("data.totalEqual")}</p>`;
    const words = ({ of }: Part) => (of === "refunded" ? t("data.totalRefunds") : named("rule", of));
    const rows: [string, number][] = [[t("data.totalHere"), orders.value]];
    for (const part of counted) rows.push([words(part), part.value]);
    if (unexplained !== 0) rows.push([t("data.totalRest"), unexplained]);
    rows.push([t("data.totalThere"), total]);
    const others = rest.map(part => `${words(part)} (${money(part.value)})`).join(" · ");
    return html`<p class="note" role="status">
        ${sentences(
          t(
            unexplained === 0
              ? "data.totalExplained"
              : counted.length > 0
                ? "data.totalNearest"
                : "data.totalNot",
          ),
          others !== "" && t("data.totalOthers", { others }),
          orders.rejected > 0 && t("data.totalUnread", { count: orders.rejected }),
        )}
      </p>
      ${table(
        t("data.total"),
        [
          { title: t("data.totalPart"), heading: true, class: "words", cell: ([name]) => name },
          { title: t("data.totalValue"), number: true, cell: ([, value]) => money(value) },
        ],
        rows,
      )}`;
  }
}
