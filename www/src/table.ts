// Tables. Each scrolls by itself where it is wider than the page, and can then be reached with the keyboard.

import { type Child, h } from "./dom.ts";

/** One column of a table of `Row`s. */
export interface Column<Row> {
  title: Child;
  cell: (row: Row) => Child;
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
export function table<Row>(caption: string, columns: Column<Row>[], rows: readonly Row[]): HTMLElement {
  const classes = (column: Column<Row>) =>
    [column.number && "number", column.bars && "bars", column.class].filter(Boolean).join(" ") || undefined;
  const head = columns.map(column =>
    h("th", { scope: "col", class: classes(column), "aria-sort": column.sorted }, column.title),
  );
  const body = rows.map(row =>
    h(
      "tr",
      {},
      ...columns.map(column =>
        column.heading
          ? h("th", { scope: "row", class: classes(column) }, column.cell(row))
          : h("td", { class: classes(column) }, column.cell(row)),
      ),
    ),
  );
  return scrolled(
    caption,
    h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body)),
  );
}

/** A box in which something wide scrolls sideways. */
export function scrolled(label: string, content: HTMLElement): HTMLElement {
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, content);
}

/** A number with a bar of its share of the largest behind it. */
export function barred(text: string, part: number | null, second = false): HTMLElement {
  const width = part === null ? 0 : Math.max(0, Math.min(1, part));
  return h(
    "span",
    { class: "barred" },
    h("span", {}, text),
    h("span", { class: second ? "bar second" : "bar", "--part": width, "aria-hidden": "true" }),
  );
}

/** A small headed number. */
export function tile(label: string, value: string, note?: Child): HTMLElement {
  return h(
    "div",
    { class: "tile" },
    h("dt", {}, label),
    h("dd", {}, value),
    note ? h("dd", { class: "note" }, note) : null,
  );
}
