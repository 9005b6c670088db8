// Tables. Each scrolls by itself where it is wider than its place, and can then be reached with the keyboard.

import { html, nothing } from "lit";
import type { Content } from "../section.ts";
import { vars } from "../vars.ts";

/** One column of a table of `Row`s. */
export interface Column<Row> {
  title: Content;
  cell: (row: Row) => Content;
  /** Numbers stand at the right, in figures of equal width. */
  number?: boolean;
  /** The cell that names its row. */
  heading?: boolean;
  /** For headings that sort. */
  sorted?: "ascending" | "descending" | "none";
  /** Cells carry a bar behind the number, which the heading leaves room for. */
  bars?: boolean;
  class?: string;
}

/** A table; `caption` names it for those who do not see it. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]) {
  const classes = columns.map(
    column =>
      [column.number && "number", column.bars && "bars", column.class].filter(Boolean).join(" ") || nothing,
  );
  const head = columns.map(
    (column, at) =>
      html`<th scope="col" class=${classes[at] ?? nothing} aria-sort=${column.sorted ?? nothing}>
        ${column.title}
      </th>`,
  );
  const body = rows.map(
    row =>
      html`<tr>
        ${columns.map((column, at) =>
          column.heading
            ? html`<th scope="row" class=${classes[at] ?? nothing}>${column.cell(row)}</th>`
            : html`<td class=${classes[at] ?? nothing}>${column.cell(row)}</td>`,
        )}
      </tr>`,
  );
  return scrolled(
    caption,
    html`<table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>`,
  );
}

/** A box in which something wide scrolls sideways. */
export function scrolled(label: string, content: Content) {
  return html`<div class="scroll" part="table" tabindex="0" role="region" aria-label=${label}>${content}</div>`;
}

const within = (part: number | null) => (part === null ? 0 : Math.max(0, Math.min(1, part)));

/** A number with a bar of its share of the largest behind it. */
export function barred(text: string, part: number | null, second = false) {
  return html`<span class="barred"
    ><span>${text}</span
    ><span class=${second ? "bar second" : "bar"} aria-hidden="true" ${vars({ "--part": within(part) })}></span
  ></span>`;
}
