// The customers one by one: the first hundred of the list, sorted by any column.

import { html, nothing } from "lit";
import type { Customers } from "../../types.ts";
import type { Language } from "../language.ts";
import { warningList } from "../parts/pieces.ts";
import { type Column, table } from "../parts/table.ts";
import { type Content, Section } from "../section.ts";
import type { ReportState } from "../state.ts";
import type { Key } from "../words/index.ts";

const SHOWN = 100;

interface Row {
  id: string;
  segment: string;
  recencyDays: number | undefined;
  frequency: number | undefined;
  scores: string;
  firstPurchase: string | undefined;
  lastPurchase: string | undefined;
  ownValue: number | undefined;
  referralValue: number | undefined;
  relationshipValue: number | undefined;
}

export class SiyuCustomers extends Section<Customers> {
  protected readonly name = "customers";
  protected readonly heading = "customers.title";
  protected readonly asks = ["asOf", "segments", "sort"] as const;

  protected ask(state: ReportState): Promise<Customers> {
    return state.ask("customers", {
      asOf: state.asOf,
      rfm: { segments: state.view.segments },
      sort: state.view.sort,
      limit: SHOWN,
    });
  }

  protected show(answer: Customers, state: ReportState, language: Language): Content {
    const { t } = language;
    const rows = rowsOf(answer);
    const column = state.view.sort.replace(/^-/, "");
    return html`
      <p class="finding">
        ${t("customers.shown", {
          shown: rows.length,
          total: answer.total,
          column: t(`customers.${column}` as Key),
        })}
      </p>
      ${table(t("customers.title"), columnsOf(state, language), rows)}
      ${warningList(answer.warnings, language, ["hindsight"])}
    `;
  }
}

function rowsOf({ columns }: Customers): Row[] {
  return (columns.id ?? []).map((id, at) => ({
    id,
    segment: columns.segment?.[at] ?? "",
    recencyDays: columns.recencyDays?.[at],
    frequency: columns.frequency?.[at],
    scores: [columns.rScore, columns.fScore, columns.mScore].map(scores => scores?.[at] ?? 0).join(" "),
    firstPurchase: columns.firstPurchase?.[at],
    lastPurchase: columns.lastPurchase?.[at],
    ownValue: columns.ownValue?.[at],
    referralValue: columns.referralValue?.[at],
    relationshipValue: columns.relationshipValue?.[at],
  }));
}

function columnsOf(state: ReportState, { t, named, date, int, money }: Language): Column<Row>[] {
  const sortable = (name: keyof Row, column: Omit<Column<Row>, "title">): Column<Row> => {
    const { sort } = state.view;
    const sorted = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
    // A first click shows the largest number, or texts from the beginning.
    const next =
      sorted === "none" ? (column.number ? `-${name}` : name) : sorted === "descending" ? name : `-${name}`;
    const arrow =
      sorted === "none"
        ? nothing
        : html`<span aria-hidden="true">${sorted === "ascending" ? " ↑" : " ↓"}</span>`;
    const title = html`<button
      id=${`sort-${name}`}
      type="button"
      class="sort"
      @click=${() => state.change({ sort: next })}
    >
      ${t(`customers.${name}` as Key)}${arrow}
    </button>`;
    return { ...column, title, sorted };
  };
  return [
    sortable("id", { heading: true, class: "id", cell: row => row.id }),
    sortable("segment", { cell: row => named(state.view.segments, row.segment) }),
    sortable("recencyDays", { number: true, cell: row => int(row.recencyDays) }),
    sortable("frequency", { number: true, cell: row => int(row.frequency) }),
    { title: t("customers.scores"), number: true, cell: row => row.scores },
    sortable("firstPurchase", { class: "date", cell: row => date(row.firstPurchase) }),
    sortable("lastPurchase", { class: "date", cell: row => date(row.lastPurchase) }),
    sortable("ownValue", { number: true, cell: row => money(row.ownValue) }),
    sortable("referralValue", { number: true, cell: row => money(row.referralValue) }),
    sortable("relationshipValue", { number: true, cell: row => money(row.relationshipValue) }),
  ];
}
