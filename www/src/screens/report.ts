// The report: sections that ask the dataset and show the answer, and the switches above them.

import type { Dataset } from "siyu";
import { h, replace } from "../dom.ts";
import { editor, type Reading } from "../editor.ts";
import { date, int } from "../format.ts";
import { t } from "../i18n.ts";
import { cohorts } from "../sections/cohorts.ts";
import { customers } from "../sections/customers.ts";
import { data } from "../sections/data.ts";
import { overview } from "../sections/overview.ts";
import { repurchase } from "../sections/repurchase.ts";
import { segments } from "../sections/segments.ts";
import { value } from "../sections/value.ts";
import type { Context, Section, View } from "../view.ts";
import { inWords } from "./failed.ts";

/** A shop that is open, with all that has been asked and answered. */
export interface Session {
  dataset: Dataset;
  view: View;
  /** The last answer of each section, so that a change of language asks nothing again. */
  answers: Map<string, unknown>;
  headers: readonly string[];
  reading: Reading;
}

interface Mounted {
  element: HTMLElement;
  ask: () => Promise<void>;
  changed: (keys: readonly (keyof View)[]) => void;
}

/** The whole report. */
export function reportScreen(session: Session, again: (reading: Reading) => void): HTMLElement {
  const { dataset, view } = session;
  const { report } = dataset;
  const { orders } = report;
  const context: Context = {
    report,
    view,
    lastDate: orders.lastDate ?? "",
    change(patch) {
      Object.assign(view, patch);
      for (const section of mounted) section.changed(Object.keys(patch) as (keyof View)[]);
    },
  };
  const mounted: Mounted[] = [
    mount(overview, session, context),
    mount(segments, session, context),
    mount(value, session, context),
    mount(cohorts, session, context),
    mount(repurchase, session, context),
    mount(customers, session, context),
  ];
  for (const section of mounted) void section.ask();

  const change = h(
    "details",
    {},
    h("summary", {}, t("data.change")),
    editor(session.headers, orders.mapping, session.reading, again),
  );
  const titles = [overview, segments, value, cohorts, repurchase, customers].map(({ id, title }) => ({
    id,
    title,
  }));
  const links = [...titles, { id: "data", title: "data.title" as const }].map(({ id, title }) =>
    h("li", {}, h("a", { href: `#${id}` }, t(title))),
  );
  const files = orders.sources.map(source => source.name).join(" · ");
  return h(
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
        h(
          "a",
          { href: "#data" },
          t("data.identity", {
            rows: orders.rows,
            used: orders.used,
            excluded: int(orders.excluded),
            rejected: int(orders.rejected),
          }),
        ),
      ),
    ),
    h(
      "div",
      { class: "bar-top" },
      h("nav", { "aria-label": t("nav.label") }, h("ul", {}, ...links)),
      asOfControl(context),
    ),
    ...mounted.map(section => section.element),
    h(
      "section",
      { id: "data", "aria-labelledby": "data-title" },
      h("h2", { id: "data-title" }, t("data.title")),
      ...data(report, change).filter(child => child instanceof Node),
    ),
  );
}

function asOfControl({ report, view, lastDate, change }: Context): HTMLElement {
  const first = report.orders.firstDate ?? "";
  const complaint = h("span", { class: "caveat", role: "status" });
  const input = h("input", {
    id: "as-of",
    type: "date",
    min: first,
    max: lastDate,
    required: true,
    value: view.asOf ?? lastDate,
    onchange: () => {
      const valid = input.value !== "" && input.checkValidity();
      complaint.textContent = valid ? "" : t("nav.badDate", { first: date(first), last: date(lastDate) });
      if (valid) change({ asOf: input.value === lastDate ? null : input.value });
    },
  });
  const latest = h(
    "button",
    {
      type: "button",
      onclick: () => {
        input.value = lastDate;
        complaint.textContent = "";
        change({ asOf: null });
      },
    },
    t("nav.latest"),
  );
  return h(
    "div",
    { class: "as-of" },
    h("label", { class: "choice" }, h("span", {}, t("nav.asOf")), input),
    latest,
    complaint,
  );
}

/** Puts a section on the page; what it last answered is shown until the next answer is there. */
function mount<Answer>(section: Section<Answer>, session: Session, context: Context): Mounted {
  const body = h("div", { class: "body" });
  const title = `${section.id}-title`;
  const element = h(
    "section",
    { id: section.id, "aria-labelledby": title, "aria-busy": "true" },
    h("h2", { id: title }, t(section.title)),
    body,
  );
  let asked = 0;
  const draw = () => {
    if (!session.answers.has(section.id)) return;
    replace(body, ...section.show(session.answers.get(section.id) as Answer, context));
    element.setAttribute("aria-busy", "false");
  };
  const ask = async () => {
    const turn = ++asked;
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await section.ask(session.dataset, context);
      // A later question has overtaken this one.
      if (turn !== asked) return;
      session.answers.set(section.id, answer);
      draw();
    } catch (error) {
      if (turn !== asked) return;
      element.setAttribute("aria-busy", "false");
      replace(body, h("p", { class: "notice", role: "alert" }, inWords(error)));
    }
  };
  return {
    element,
    ask: async () => {
      if (session.answers.has(section.id)) draw();
      else await ask();
    },
    changed(keys) {
      if (keys.some(key => section.asks.includes(key))) void ask();
      else if (keys.some(key => section.shows.includes(key))) draw();
    },
  };
}
