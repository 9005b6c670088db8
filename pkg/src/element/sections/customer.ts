// `<siyu-customer>`: the page of one customer, in a panel at the side: what they are worth, why they are in their
// segment, what they bought when, who brought them and whom they brought.

import { css, html, LitElement, nothing } from "lit";
import type { Customer, Purchase, Why } from "../../types.ts";
import { inWords } from "../errors.ts";
import { daysBetween, NONE } from "../formats.ts";
import type { Language } from "../language.ts";
import { cartesian, monthLabels } from "../parts/drawing.ts";
import type { Sheet } from "../parts/figure.ts";
import type { Palette } from "../parts/palette.ts";
import { tiles } from "../parts/pieces.ts";
import { table } from "../parts/table.ts";
import type { Content } from "../section.ts";
import type { ReportState } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import type { Key } from "../words/index.ts";

/** Orders and people listed; the rest is in the figure's table and file. */
const LISTED = 12;
const MEASURES = ["recency", "frequency", "monetary"] as const;
/** More months than this are drawn by year. */
const MOST_MONTHS = 48;

export class SiyuCustomer extends LitElement {
  static override styles = [
    ...sectionStyles,
    css`
      :host {
        display: contents;
      }

      dialog {
        width: min(560px, 100vw);
        max-width: none;
        height: 100dvh;
        max-height: none;
        margin: 0 0 0 auto;
        padding: 0;
        border: 0;
        border-left: 1px solid var(--line);
        background: var(--paper);
        color: var(--ink);
        overscroll-behavior: contain;
      }

      dialog::backdrop {
        background: rgb(10 14 16 / 36%);
      }

      .page {
        display: grid;
        gap: 32px;
        padding: 24px 32px 48px;
      }

      .head {
        position: sticky;
        top: 0;
        z-index: 2;
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: start;
        gap: 8px 16px;
        margin: -24px -32px 0;
        padding: 24px 32px 16px;
        border-bottom: 1px solid var(--line);
        background: var(--paper);
      }

      .head h2 {
        overflow-wrap: anywhere;
      }

      .head p {
        color: var(--soft);
        font-size: 14px;
      }

      .close {
        width: 36px;
        min-height: 36px;
        justify-content: center;
        padding: 0;
        margin: -4px -8px 0 0;
        font-size: 20px;
      }

      .part {
        display: grid;
        gap: 12px;
        min-width: 0;
      }

      .tile {
        flex-basis: 28%;
        padding: 12px 16px;
      }

      .why {
        display: grid;
      }

      .why li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 16px;
        align-items: center;
        padding: 12px 0;
        border-top: 1px solid var(--line);
      }

      .why .note {
        grid-column: 1;
      }

      .pips {
        display: inline-flex;
        grid-row: 1 / span 2;
        grid-column: 2;
        gap: 4px;
      }

      .pip {
        width: 8px;
        height: 20px;
        border-radius: 2px;
        background: var(--line);
      }

      .pip.full {
        background: var(--accent);
      }

      .people {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }

      .people button {
        min-height: 32px;
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        font-size: 13px;
      }

      siyu-chart {
        --chart-height: 176px;
      }

      @media (max-width: 640px) {
        dialog {
          border: 0;
        }

        .page {
          padding: 16px 16px 40px;
        }

        .head {
          margin: -16px -16px 0;
          padding: 16px;
        }

        .tile {
          flex-basis: 40%;
        }
      }

      @media (prefers-reduced-motion: no-preference) {
        dialog[open] {
          animation: in 160ms ease-out;
        }

        @keyframes in {
          from {
            transform: translateX(32px);
            opacity: 0;
          }
        }
      }
    `,
  ];
  static override properties = { state: { attribute: false }, language: { attribute: false } };

  declare state: ReportState | null;
  declare language: Language | null;

  #id = "";
  #answer: Customer | null = null;
  #error: unknown = null;
  /** Who was looked at before, to go back to. */
  #trail: string[] = [];

  constructor() {
    super();
    this.state = null;
    this.language = null;
  }

  /** Shows a customer. */
  open(id: string): void {
    this.#trail = [];
    this.#show(id);
  }

  #show(id: string): void {
    this.#id = id;
    this.dispatchEvent(
      new CustomEvent("siyu-select", { detail: { customer: id }, bubbles: true, composed: true }),
    );
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { state } = this;
    if (state === null) return;
    const id = this.#id;
    const question = {
      asOf: state.asOf,
      rfm: { segments: state.view.segments },
      ltv: { referral: { attribution: state.view.attribution } },
    };
    let [answer, error]: [Customer | null, unknown] = [null, null];
    try {
      answer = await state.dataset.customer(id, { ...question, orderIds: false });
    } catch (reason) {
      error = reason;
    }
    if (id !== this.#id) return;
    this.#answer = answer;
    this.#error = error;
    this.requestUpdate();
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog === null || !this.isConnected) return;
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    if (answer === null || !this.#hasIds()) return;
    // The ids are read from the file, which takes longer the larger it is.
    const named = await state.dataset.customer(id, question).catch(() => null);
    if (named === null || this.#answer !== answer) return;
    this.#answer = named;
    this.requestUpdate();
  }

  /** Whether the file names its orders. */
  #hasIds(): boolean {
    return this.state?.report.orders.mapping.orderId !== undefined;
  }

  #close(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }

  protected override render(): Content {
    const { state, language } = this;
    if (state === null || language === null) return nothing;
    // Before anybody was asked for there is nothing to close.
    if (this.#answer === null && this.#error === null) return html`<dialog></dialog>`;
    const { t } = language;
    // A click beside the panel meets the dialog itself.
    const beside = (event: MouseEvent) => event.target === event.currentTarget && this.#close();
    const back = this.#trail.at(-1);
    return html`<dialog lang=${language.tag} aria-labelledby="name" @click=${beside}>
      <div class="page">
        <div class="head">
          <div>
            ${
              back === undefined
                ? nothing
                : html`<button
                  type="button"
                  class="ghost"
                  @click=${() => this.#show(this.#trail.pop() ?? "")}
                >
                  ← ${back}
                </button>`
            }
            <h2 id="name">${this.#id}</h2>
            ${this.#answer === null ? nothing : html`<p>${standing(this.#answer, state, language)}</p>`}
          </div>
          <button type="button" class="ghost close" aria-label=${t("customer.close")} @click=${() => this.#close()}>
            <span aria-hidden="true">×</span>
          </button>
        </div>
        ${
          this.#error !== null
            ? html`<p class="notice" role="alert">${inWords(this.#error, language)}</p>`
            : this.#answer === null
              ? nothing
              : this.#page(this.#answer, language)
        }
      </div>
    </dialog>`;
  }

  #page(answer: Customer, language: Language): Content {
    const { t, money, int } = language;
    const bought = answer.orders.filter(order => order.value >= 0).length;
    return html`
      ${tiles([
        [t("customers.relationshipValue"), money(answer.relationshipValue)],
        [t("customers.ownValue"), money(answer.ownValue)],
        [t("customers.referralValue"), money(answer.referralValue)],
        [t("customer.purchases"), int(bought)],
        [t("customer.perPurchase"), money(bought > 0 ? total(answer.orders) / bought : null)],
        [
          t("customer.recency"),
          answer.recencyDays === null ? NONE : t("customer.days", { days: answer.recencyDays }),
        ],
      ])}
      ${reasons(answer, language)} ${history(answer, this.#hasIds(), language)} ${this.#place(answer, language)}
    `;
  }

  #place({ referrer, referred }: Customer, { t, int }: Language): Content {
    const person = (id: string) =>
      html`<button
        type="button"
        @click=${() => {
          this.#trail.push(this.#id);
          this.#show(id);
        }}
      >
        ${id}
      </button>`;
    const shown = referred.slice(0, LISTED);
    return html`<div class="part">
      <h3>${t("customer.place")}</h3>
      ${
        referrer === null
          ? html`<p class="note">${t("customer.noReferrer")}</p>`
          : html`<p class="note">${t("customer.referrer")}</p>
            <div class="people">${person(referrer)}</div>`
      }
      <p class="note">${t(shown.length > 0 ? "customer.referred" : "customer.noReferred", { count: referred.length })}</p>
      ${
        shown.length === 0
          ? nothing
          : html`<div class="people">
            ${shown.map(person)}
            ${
              referred.length > shown.length
                ? html`<span class="note">${t("customer.more", { count: int(referred.length - shown.length) })}</span>`
                : nothing
            }
          </div>`
      }
    </div>`;
  }
}

const total = (orders: readonly Purchase[]) => orders.reduce((sum, order) => sum + order.value, 0);

/** Segment and first purchase in one line. */
function standing({ segment, orders }: Customer, { view }: ReportState, language: Language): string {
  const { t, named, date } = language;
  const first = orders.find(order => order.value >= 0);
  const since = first ? t("customer.since", { date: date(first.date) }) : t("customer.never");
  return segment === null ? since : `${named(view.segments, segment)} · ${since}`;
}

/** The scores in words, each with what it rests on. */
function reasons({ scores, why }: Customer, language: Language): Content {
  if (scores === null || why === null) return nothing;
  const { t } = language;
  return html`<div class="part">
    <h3>${t("customer.why")}</h3>
    <ul class="why">
      ${MEASURES.map(measure => {
        const score = scores[measure];
        const label = t("customer.score", { score, most: 5 });
        return html`<li>
          <span>${own(measure, why[measure], language)}</span>
          <span class="pips" role="img" aria-label=${label} title=${label}
            >${[1, 2, 3, 4, 5].map(pip => html`<span class=${pip <= score ? "pip full" : "pip"}></span>`)}</span
          >
          <span class="note">${label}${against(measure, why[measure], language)}</span>
        </li>`;
      })}
    </ul>
  </div>`;
}

type Measure = (typeof MEASURES)[number];

function own(measure: Measure, { value }: Why, { t, money, int }: Language): string {
  if (measure === "recency") return t("customer.recencyOwn", { days: value });
  if (measure === "frequency") return t("customer.frequencyOwn", { count: value });
  return t("customer.monetaryOwn", { value: Number.isFinite(value) ? money(value) : int(null) });
}

/** On which side of the average; only octants ask that. */
function against(measure: Measure, { split, high }: Why, { t, money, decimal }: Language): string {
  if (split === null || high === null) return "";
  const average = measure === "monetary" ? money(split) : decimal(split);
  return ` · ${t(`customer.${measure}${high ? "High" : "Low"}` as Key, { average })}`;
}

function history({ orders, asOf }: Customer, ids: boolean, language: Language): Content {
  const { t, date, money } = language;
  if (orders.length === 0) return nothing;
  const bought = orders.filter(order => order.value >= 0);
  const { labels, values, yearly } = byTime(orders, asOf);
  const latest = orders.slice(-LISTED).reverse();
  const write = (label: string) => (yearly ? label : language.month(label));
  return html`<div class="part">
    <siyu-figure
      .language=${language}
      .own=${bought.length < 2}
      .heading=${t("customer.history")}
      .finding=${rhythm(bought, asOf, language)}
      .sheet=${sheet(orders, ids, language)}
    >
      ${
        bought.length < 2
          ? nothing
          : html`<siyu-chart
            .label=${t("customer.history")}
            .steps=${labels.length}
            .drawing=${(palette: Palette, width: number) => ({
              ...cartesian(palette, {
                labels: yearly ? labels : monthLabels(labels, language, width),
                every: 1,
                axis: language.moneyAxis,
                tip: at => ({
                  title: write(labels[at] ?? ""),
                  lines: [{ name: t("customer.value"), value: money(values[at]) }],
                }),
              }),
              series: [
                {
                  type: "bar",
                  barMaxWidth: 24,
                  barMinHeight: 2,
                  data: values.map(value => ({
                    value: value === 0 ? null : value,
                    itemStyle: { color: value < 0 ? palette.second : palette.accent, borderRadius: 2 },
                  })),
                },
              ],
            })}
          ></siyu-chart>`
      }
    </siyu-figure>
    ${table(
      t("customer.history"),
      [
        { title: t("customer.date"), heading: true, cell: order => date(order.date) },
        {
          title: t("customer.value"),
          number: true,
          cell: order =>
            order.value < 0 ? `${t("customer.refund")} ${money(order.value)}` : money(order.value),
        },
        ...(ids
          ? [{ title: t("customer.order"), class: "words", cell: (order: Purchase) => order.id ?? "" }]
          : []),
      ],
      latest,
    )}
    ${
      orders.length > LISTED
        ? html`<p class="note">${t("customer.latest", { shown: LISTED, count: orders.length })}</p>`
        : nothing
    }
  </div>`;
}

/** How often they buy, in a sentence. */
function rhythm(bought: readonly Purchase[], asOf: string, { t, date }: Language): string {
  const [first, last] = [bought[0], bought.at(-1)];
  if (first === undefined || last === undefined) return t("customer.never");
  const days = daysBetween(last.date, asOf);
  if (bought.length === 1) return t("customer.once", { date: date(first.date), days });
  const gap = Math.round(daysBetween(first.date, last.date) / (bought.length - 1));
  return t("customer.rhythm", { count: bought.length, first: date(first.date), gap, days });
}

/** Value by month from the first order to the as-of date; by year where that would be too many. */
function byTime(orders: readonly Purchase[], asOf: string) {
  const [from, to] = [orders[0]?.date ?? asOf, asOf].map(
    date => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1,
  ) as [number, number];
  const yearly = to - from >= MOST_MONTHS;
  const labels: string[] = [];
  for (let month = from; month <= to; month++) {
    const year = String(Math.floor(month / 12)).padStart(4, "0");
    const label = yearly ? year : `${year}-${String((month % 12) + 1).padStart(2, "0")}`;
    if (labels.at(-1) !== label) labels.push(label);
  }
  const values = labels.map(() => 0);
  for (const { date, value } of orders) {
    const at = labels.indexOf(date.slice(0, yearly ? 4 : 7));
    if (at >= 0) values[at] = (values[at] ?? 0) + value;
  }
  return { labels, values, yearly };
}

function sheet(orders: readonly Purchase[], ids: boolean, { t, money }: Language): Sheet {
  return {
    name: "orders",
    columns: [
      { title: t("customer.date") },
      { title: t("customer.value"), write: money },
      ...(ids ? [{ title: t("customer.order") }] : []),
    ],
    rows: orders.map(({ id, date, value }) => (ids ? [date, value, id ?? ""] : [date, value])),
  };
}
