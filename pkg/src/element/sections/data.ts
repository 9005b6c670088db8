// What was read, how, and what was set aside: the account of every row.

import { css, html, nothing } from "lit";
import type { OrdersReport, Report, SourceReport } from "../../types.ts";
import type { Language } from "../language.ts";
import type { Sheet } from "../parts/figure.ts";
import { fold, warningList } from "../parts/pieces.ts";
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
          ${account(orders, language)}
        </div>
      </div>
      ${rejections(orders, "orders", language)} ${members ? other(members, "members", language) : nothing}
      ${referrals ? other(referrals, "referrals", language) : nothing}
    `;
  }
}

function recognised(orders: OrdersReport, { t, named, date, int }: Language): Content {
  const delimiter = DELIMITERS[orders.delimiter];
  const facts: [string, Content][] = [
    [
      t("data.files"),
      orders.sources.map(
        ({ name, rows }) => html`<span class="line">${t("data.rowsOf", { name, rows })}</span>`,
      ),
    ],
    [t("data.platform"), named("profile", orders.profile ?? "generic")],
    [t("data.encoding"), orders.encoding.toUpperCase()],
    [t("data.delimiter"), delimiter ? t(delimiter) : orders.delimiter],
    [t("data.dates"), t("data.dateRange", { first: date(orders.firstDate), last: date(orders.lastDate) })],
    [t("data.currency"), orders.currency ?? t("data.noCurrency")],
  ];
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
  return html`<h3>${t("data.recognised")}</h3>
    <dl class="facts">
      ${facts.map(
        ([name, fact]) =>
          html`<dt>${name}</dt>
            <dd>${fact}</dd>`,
      )}
    </dl>`;
}

/** A second kind of source. */
function other(source: SourceReport, kind: "members" | "referrals", language: Language): Content {
  const { t, named } = language;
  const fields = Object.entries(source.mapping).flatMap(([field, column]) =>
    column ? [`${named("field", field)} (${column.column || `#${column.index + 1}`})`] : [],
  );
  return html`<div class="stack-16">
    <h3>${t(kind === "members" ? "data.kind.members" : "data.kind.referrals")}</h3>
    <p class="note">
      ${source.sources.map(({ name, rows }) => t("data.rowsOf", { name, rows })).join(" · ")}
    </p>
    <p class="note">${t("data.columnsRead", { fields: fields.join(" · ") })}</p>
    ${account(source, language)} ${rejections(source, kind, language)}
  </div>`;
}

function columns(orders: OrdersReport, known: Columns | null, language: Language): Content {
  if (known !== null) {
    return html`<siyu-columns
      .language=${language}
      .top=${known.top}
      .mapping=${orders.mapping}
      .reading=${known.reading}
      .earlier=${known.before}
    ></siyu-columns>`;
  }
  const { t, named, percent } = language;
  const rows = Object.entries(orders.mapping).flatMap(([field, column]) =>
    column ? [{ field, ...column }] : [],
  );
  rows.sort((a, b) => a.index - b.index);
  return table(
    t("data.columns"),
    [
      { title: t("data.field"), heading: true, cell: row => named("field", row.field) },
      { title: t("data.column"), class: "words", cell: row => row.column || `#${row.index + 1}` },
      { title: t("data.confidence"), number: true, cell: row => percent(row.confidence, 0) },
    ],
    rows,
  );
}

/** Where every row of one kind of source went. */
function account(source: SourceReport, language: Language): Content {
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
    ${exclusions(source, language)}
    ${source.warnings.length > 0 ? html`<h4>${t("data.warnings")}</h4>` : nothing}
    ${warningList(source.warnings, language)}
  `;
}

function exclusions(source: SourceReport, { t, named, int, percent }: Language): Content {
  const { exclusions: rules, rows, excluded, rejected } = source;
  if (excluded + rejected === 0) return html`<p class="note">${t("data.nothingAside")}</p>`;
  if (rules.length === 0) return nothing;
  const most = Math.max(...rules.map(rule => rule.rows));
  return table(
    t("data.aside"),
    [
      { title: t("data.rule"), heading: true, cell: exclusion => named("rule", exclusion.rule) },
      { title: t("data.rows"), number: true, cell: exclusion => int(exclusion.rows) },
      {
        title: t("data.share"),
        number: true,
        bars: true,
        cell: exclusion => barred(percent(exclusion.rows / rows), exclusion.rows / most, true),
      },
    ],
    rules,
  );
}

/** The rows that could not be read, with their file for whoever mends them. */
function rejections(
  { rejections: rejected, rejected: all }: SourceReport,
  kind: string,
  language: Language,
): Content {
  if (rejected.length === 0) return nothing;
  const { t, named, int } = language;
  const shown = (rows: SourceReport["rejections"]) =>
    table(
      t("data.rejections"),
      [
        { title: t("data.line"), number: true, cell: row => int(row.line) },
        { title: t("data.column"), cell: row => row.column ?? "" },
        { title: t("data.value"), class: "words", cell: row => html`<code>${row.value}</code>` },
        { title: t("data.reason"), class: "words", cell: row => named("reason", row.reason) },
      ],
      rows,
    );
  const title = t("data.rejectionsShown", { shown: rejected.length, all });
  const first = rejected.slice(0, FIRST_REJECTIONS);
  const sheet: Sheet = {
    name: `not-readable-${kind}`,
    columns: [t("data.line"), t("data.column"), t("data.value"), t("data.reason")].map(title => ({ title })),
    rows: rejected.map(({ line, column, value, reason }) => [line, column, value, named("reason", reason)]),
  };
  return html`<siyu-figure
    .language=${language}
    .heading=${t("data.rejections")}
    .finding=${t("data.rejectionsHow")}
    .sheet=${sheet}
    .own=${true}
  >
    ${shown(first)} ${first.length < rejected.length ? fold(title, shown(rejected)) : nothing}
  </siyu-figure>`;
}
