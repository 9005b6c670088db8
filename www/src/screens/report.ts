// The report of the open shop: what the files are called, and the package's element for all the rest.

import type { Dataset } from "siyu";
import { SiyuReport } from "siyu/element";
import { h } from "../dom.ts";
import { editor, type Reading } from "../editor.ts";
import { language, speak, TAGS, t } from "../i18n.ts";

/** A shop that is open. */
export interface Session {
  dataset: Dataset;
  /** Kept over changes of the page's language, with all that is set and was answered in it. */
  element: SiyuReport;
  headers: readonly string[];
  reading: Reading;
}

/** An element that shows a dataset. */
export function reportOf(dataset: Dataset): SiyuReport {
  const element = new SiyuReport();
  element.dataset = dataset;
  return element;
}

/** The whole report. */
export function reportScreen(session: Session, again: (reading: Reading) => void): HTMLElement {
  const { element, dataset } = session;
  const { orders } = dataset.report;
  const { int, date } = speak();
  element.lang = TAGS[language()];
  element.replaceChildren(
    h(
      "details",
      { slot: "data" },
      h("summary", {}, t("data.change")),
      editor(session.headers, orders.mapping, session.reading, again),
    ),
  );
  const files = orders.sources.map(source => source.name).join(" · ");
  const account = t("data.identity", {
    rows: orders.rows,
    used: orders.used,
    excluded: int(orders.excluded),
    rejected: int(orders.rejected),
  });
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
      h("h1", { tabindex: -1 }, files),
      h(
        "p",
        {},
        t("data.dateRange", { first: date(orders.firstDate), last: date(orders.lastDate) }),
        " · ",
        h("a", { href: "#data", onclick: reveal }, account),
      ),
    ),
  );
  // Its type is that of an element but for `dataset`.
  host.append(element);
  return host;
}
