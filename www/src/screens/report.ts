// The report of the open shop: what the files are called, what can be done with them, and the package's element for
// all the rest.

import type { Dataset } from "siyu";
import { type Columns, SiyuReport } from "siyu/element";
import { h } from "../dom.ts";
import { language, speak, TAGS, t, told } from "../i18n.ts";
import { fileButton } from "./start.ts";

/** A shop that is open. */
export interface Session {
  dataset: Dataset;
  /** Kept over changes of the page's language, with all that is set and was answered in it. */
  element: SiyuReport & { readonly updateComplete: Promise<boolean> };
}

/** An element that shows a dataset. */
export function reportOf(dataset: Dataset, columns: Columns): Session["element"] {
  const element = new SiyuReport();
  element.dataset = dataset;
  element.columns = columns;
  return element as Session["element"];
}

/** What can be done with the open files. */
export interface Actions {
  another: (files: File[]) => void;
  add: (files: File[]) => void;
  clear: () => void;
}

/** Warnings about who is who: of half of the customers, all else rests on sand. */
const DOUBTFUL = ["masked-ids", "unstable-ids"];

/** The whole report. */
export function reportScreen({ element, dataset }: Session, actions: Actions): HTMLElement {
  const { orders } = dataset.report;
  const { int, date } = speak();
  element.lang = TAGS[language()];
  const names = orders.sources.map(source => source.name).filter(Boolean);
  const [first = ""] = names;
  const account = t("data.identity", {
    rows: orders.rows,
    used: orders.used,
    excluded: int(orders.excluded),
    rejected: int(orders.rejected),
  });
  // What may make every number of the report another stands above them all.
  const doubts = orders.warnings
    .filter(({ code, count = 0 }) => DOUBTFUL.includes(code) && count * 2 >= orders.customers)
    .map(({ code, count = 0 }) => told("warning", code, { count }));
  if (orders.rejected * 10 >= orders.rows)
    doubts.unshift(t("report.unreadable", { n: orders.rejected, rows: orders.rows }));
  const reveal = (event: Event) => {
    event.preventDefault();
    element.reveal("data");
  };
  const host = h(
    "div",
    { class: "report" },
    h(
      "div",
      { class: "summary" },
      h(
        "div",
        { class: "names" },
        h(
          "h1",
          { tabindex: -1, title: names.join(" · ") },
          names.length > 2 ? t("app.files", { name: first, more: names.length - 1 }) : names.join(" · "),
        ),
        h(
          "p",
          {},
          t("data.dateRange", { first: date(orders.firstDate), last: date(orders.lastDate) }),
          " · ",
          h("a", { href: "#data", onclick: reveal }, account),
        ),
        doubts.length > 0 &&
          h(
            "p",
            { class: "notice" },
            h("span", {}, doubts.join(" ")),
            h("a", { href: "#data", onclick: reveal }, t("failed.mapTitle")),
          ),
      ),
      h(
        "div",
        { class: "actions" },
        fileButton("add", t("app.add"), true, actions.add, false),
        fileButton("another", t("app.another"), true, actions.another, false),
        h("button", { id: "clear", type: "button", onclick: actions.clear }, t("app.clear")),
      ),
    ),
  );
  // Its type is that of an element but for `dataset`.
  host.append(element as unknown as HTMLElement);
  return host;
}
