// What was read, how, and what was set aside: the account of every row.

import { css, html, nothing } from "lit";
import type { SheetReport as Report, SheetSourceReport as SourceReport } from "../../insides.ts";
import type { Kind } from "../../protocol.ts";
import type { MappedColumn } from "../../types.ts";
import type { Language } from "../language.ts";
import { loadMore } from "../parts/more.ts";
import { sureness, warningList } from "../parts/pieces.ts";
import { barred, table } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import type { Columns, ReportState } from "../state.ts";
import { sectionStyles } from "../styles/index.ts";
import { vars } from "../vars.ts";
import type { Key } from "../words/index.ts";

/** Rejected rows shown at first. */
const FIRST_REJECTIONS = 20;

const DELIMITERS: Record<string, Key> = {
  ",": "data.comma",
  "\t": "data.tab",
  ";": "data.semicolon",
  "|": "data.pipe",
};

export class SiyuData extends Section<Report> {
  static override styles = [
    ...sectionStyles,
    css`
      .facts {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 8px 24px;
        font-size: 14px;
      }

      .stack-16 {
        display: flex;
        flex-direction: column;
        gap: 16px;
        min-width: 0;
      }

      .next {
        margin-top: 16px;
      }

      .facts dt {
        color: var(--soft);
      }

      .facts dd {
        overflow-wrap: anywhere;
      }

      .line {
        display: block;
      }

      .identity {
        font-variant-numeric: tabular-nums;
      }

      .opener {
        margin-left: -8px;
        text-align: left;
        white-space: normal;
        color: var(--accent);
        font-size: 14px;
      }

      .opener::after {
        content: "▾" / "";
        margin-left: 6px;
        font-size: 10px;
      }

      .opener[aria-expanded="true"]::after {
        content: "▴" / "";
      }

      @media print {
        .opener {
          margin: 0;
          padding: 0;
          color: inherit;
        }

        .opener::after,
        p .opener {
          display: none;
        }
      }

      .account {
        display: flex;
        gap: 2px;
        height: 12px;
        border-radius: 4px;
        overflow: hidden;
      }

      .part {
        flex: 0 1 calc(var(--part) * 100%);
        min-width: 3px;
      }

      .part.used {
        background: var(--accent);
      }

      .part.excluded {
        background: var(--strong);
      }

      .part.rejected {
        background: var(--second);
      }
    `,
  ];

  static override properties = { ...Section.properties, opened: { state: true } };

  /** What of the rows set aside is open, as `kind rule`; `null`: nothing. */
  declare opened: string | null;

  constructor() {
    super();
    this.opened = null;
  }

  protected readonly name = "data";
  protected readonly heading = "data.title";
  protected readonly asks = [] as const;

  protected async ask(state: ReportState): Promise<Report> {
    return state.report;
  }

  protected show({ orders, members, referrals }: Report, state: ReportState, language: Language): Content {
    const { t } = language;
    const { used, rows, purchases, buyers } = orders;
    return html`
      <p class="finding">${t("data.found", { used, rows, purchases, buyers })}</p>
      <div class="pair">
        <div class="stack-16">
          <h3>${t("data.columns")}</h3>
          ${columns(orders, state.columns, language)}
        </div>
        <div class="stack-16">
          ${recognised(orders, language)}
          <h3 class="next">${t("data.aside")}</h3>
          ${this.#account(orders, "orders", state)}
          <p>${this.#opener("total", t("data.total"))}</p>
          ${this.opened === "total" ? html`<siyu-total .state=${state}></siyu-total>` : nothing}
        </div>
      </div>
      ${this.#rejections(orders, "orders", state)}
      ${members ? this.#other(members, "members", state) : nothing}
      ${referrals ? this.#other(referrals, "referrals", state) : nothing}
    `;
  }

  /** A second kind of source. */
  #other(source: SourceReport, kind: "members" | "referrals", state: ReportState): Content {
    const { t, named } = state.language;
    const fields = Object.entries(source.mapping).map(
      ([field, column]) => `${named("field", field)} (${columnsNamed(column)})`,
    );
    return html`<div class="stack-16">
      <h3>${t(kind === "members" ? "data.kind.members" : "data.kind.referrals")}</h3>
      <p class="note">
        ${source.sources.map(one => t("data.rowsOf", { name: whole(one), rows: one.rows })).join(" · ")}
      </p>
      <p class="note">${t("data.columnsRead", { fields: fields.join(" · ") })}</p>
      ${this.#account(source, kind, state)} ${this.#rejections(source, kind, state)}
    </div>`;
  }

  /** Where every row of one kind of source went. */
  #account(source: SourceReport, kind: Kind, state: ReportState): Content {
    const { language } = state;
    const { t, int } = language;
    const { rows, used, excluded, rejected } = source;
    const part = (count: number, name: string, key: Key) =>
      count > 0
        ? html`<span
            class=${`part ${name}`}
            title=${`${t(key)}: ${int(count)}`}
            ${vars({ "--part": count / rows })}
          ></span>`
        : nothing;
    return html`
      <p class="identity">${t("data.identity", { rows, used, excluded, rejected })}</p>
      <div class="account" aria-hidden="true">
        ${part(used, "used", "data.used")}${part(excluded, "excluded", "data.excluded")}${part(
          rejected,
          "rejected",
          "data.rejected",
        )}
      </div>
      ${this.#exclusions(source, kind, state)}
      ${source.warnings.length > 0 ? html`<h4>${t("data.warnings")}</h4>` : nothing}
      ${warningList(source.warnings, language)}
    `;
  }

  /** How many rows each rule set aside; one opens to show them. */
  #exclusions(source: SourceReport, kind: Kind, state: ReportState): Content {
    const { t, named, int, percent } = state.language;
    const { exclusions: rules, rows, excluded, rejected } = source;
    if (excluded + rejected === 0) return html`<p class="note">${t("data.nothingAside")}</p>`;
    if (rules.length === 0) return nothing;
    const most = Math.max(...rules.map(rule => rule.rows));
    const open = rules.find(({ rule }) => this.opened === `${kind} ${rule}`)?.rule;
    return html`${table(
      t("data.aside"),
      [
        {
          title: t("data.rule"),
          heading: true,
          class: "words",
          cell: ({ rule }) => this.#opener(`${kind} ${rule}`, named("rule", rule)),
        },
        { title: t("data.rows"), number: true, cell: exclusion => int(exclusion.rows) },
        {
          title: t("data.share"),
          number: true,
          bars: true,
          cell: exclusion => barred(percent(exclusion.rows / rows), exclusion.rows / most, true),
        },
      ],
      rules,
    )}
    ${open === undefined ? nothing : html`<siyu-aside .state=${state} .kind=${kind} .rule=${open}></siyu-aside>`}`;
  }

  /** Opens rows, or closes them. */
  #opener(what: string, words: string): Content {
    const open = this.opened === what;
    const turn = async () => {
      await loadMore();
      this.opened = open ? null : what;
    };
    return html`<button type="button" class="ghost opener" aria-expanded=${String(open)} @click=${turn}>${words}</button>`;
  }

  /** The rows that could not be read, for whoever mends them. */
  #rejections(
    { rejections: rejected, rejected: all }: SourceReport,
    kind: Kind,
    state: ReportState,
  ): Content {
    if (rejected.length === 0) return nothing;
    const { t, named, int } = state.language;
    const shown = rejected.slice(0, FIRST_REJECTIONS);
    const what = `${kind} rejected`;
    return html`<div class="stack-16">
      <h3>${t("data.rejections")}</h3>
      <p class="note">
        ${t("data.rejectionsHow")}
        ${shown.length < all ? t("data.rejectionsShown", { shown: shown.length, all }) : nothing}
      </p>
      ${table(
        t("data.rejections"),
        [
          { title: t("data.line"), heading: true, cell: row => int(row.line) },
          { title: t("data.column"), cell: row => row.column ?? "" },
          { title: t("data.value"), class: "words", cell: row => html`<code>${row.value}</code>` },
          { title: t("data.reason"), class: "words", cell: row => named("reason", row.reason) },
        ],
        shown,
      )}
      <p>${this.#opener(what, t("data.asStand"))}</p>
      ${
        this.opened === what
          ? html`<siyu-aside .state=${state} .kind=${kind} .rule=${null}></siyu-aside>`
          : nothing
      }
    </div>`;
  }
}

function recognised(orders: Report["orders"], { t, named, date, int }: Language): Content {
  const delimiter = DELIMITERS[orders.delimiter];
  const facts: [string, Content][] = [
    [
      t("data.files"),
      orders.sources.map(
        source =>
          html`<span class="line">${t("data.rowsOf", { name: whole(source), rows: source.rows })}</span>`,
      ),
    ],
    [t("data.platform"), named("profile", orders.profile ?? "generic")],
    [t("data.dates"), t("data.dateRange", { first: date(orders.firstDate), last: date(orders.lastDate) })],
    [t("data.currency"), orders.currency ?? t("data.noCurrency")],
  ];
  // Cells of a workbook are not encoded and separated.
  if (orders.sources[0]?.sheet === undefined) {
    facts.push([t("data.encoding"), orders.encoding.toUpperCase()]);
    facts.push([t("data.delimiter"), delimiter ? t(delimiter) : orders.delimiter]);
  }
  if (orders.amountIs) {
    facts.push([
      t("data.amountIs"),
      t(orders.amountIs === "line" ? "data.amountIsLine" : "data.amountIsOrder"),
    ]);
  }
  if (orders.refundIs && (orders.mapping.refund || orders.refunds > 0)) {
    const key = orders.refundIs === "separate" ? "data.refundIsSeparate" : "data.refundIsIncluded";
    facts.push([t("data.refundIs"), t(key)]);
  }
  facts.push([t("data.refunds"), int(orders.refunds)]);
  const { masked, phones, emails, returned, replaced } = orders.identity;
  const kinds: [number, Key][] = [
    [phones, "data.phones"],
    [emails, "data.emails"],
    [masked, "data.masked"],
  ];
  const ids = kinds.flatMap(([count, key]) => (count > 0 ? [t(key, { count })] : []));
  const lines = [
    ids.join(" · "),
    t("data.returned", { returned, buyers: orders.buyers }),
    replaced === null ? "" : t("data.replaced", { date: date(replaced) }),
  ];
  facts.push([t("data.ids"), lines.filter(Boolean).map(line => html`<span class="line">${line}</span>`)]);
  return html`<h3>${t("data.recognised")}</h3>
    <dl class="facts">
      ${facts.map(
        ([name, fact]) =>
          html`<dt>${name}</dt>
            <dd>${fact}</dd>`,
      )}
    </dl>`;
}

/** The name of a file, and of the sheet that was read of it. */
const whole = ({ name, sheet }: SourceReport["sources"][number]) => (sheet ? `${name} [${sheet}]` : name);

/** The columns of a field, in words. Of the further ones of a key the report knows the place only. */
const columnsNamed = ({ column, index, with: others = [] }: MappedColumn) =>
  [column || place(index), ...others.map(place)].join(" / ");
const place = (index: number) => `#${index + 1}`;

function columns(orders: Report["orders"], known: Columns | null, language: Language): Content {
  if (known !== null) {
    return html`<siyu-columns
      .language=${language}
      .top=${known.top}
      .mapping=${orders.mapping}
      .reading=${known.reading}
      .earlier=${known.before}
      .look=${known.look ?? null}
      .keeps=${known.keeps ?? true}
    ></siyu-columns>`;
  }
  const { t, named } = language;
  const rows = Object.entries(orders.mapping).map(([field, column]) => ({ field, ...column }));
  rows.sort((a, b) => a.index - b.index);
  return table(
    t("data.columns"),
    [
      { title: t("data.field"), heading: true, cell: row => named("field", row.field) },
      { title: t("data.column"), class: "words", cell: columnsNamed },
      { title: t("data.confidence"), cell: row => sureness(row.confidence, language) },
    ],
    rows,
  );
}
