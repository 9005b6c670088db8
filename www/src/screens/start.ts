// The empty state: what this does, where to drop a file, and why that is safe.

import { type Child, h, s } from "../dom.ts";
import { language, t } from "../i18n.ts";

/** The way back to what was open. */
export interface WayBack {
  names: string;
  go: () => void;
}

/** What the empty state needs to know. */
export interface Start {
  /** False until the network is given up: no file is accepted before. */
  ready: boolean;
  notice: string | null;
  open: (files: File[]) => void;
  back: WayBack | null;
}

export function startScreen({ ready, notice, open, back }: Start): HTMLElement {
  return h(
    "div",
    { class: "start" },
    h("h1", { tabindex: -1 }, t("start.title")),
    h("p", { class: "lead" }, t("start.lead")),
    notice
      ? h("div", { class: "notice" }, h("p", { role: "status" }, t(notice)), back && backButton(back))
      : null,
    h(
      "div",
      { class: "drop" },
      picture(),
      h("p", { class: "drop-title" }, ready ? t("start.drop") : t("start.loading")),
      h("p", { class: "note" }, t("start.kinds")),
      h(
        "div",
        { class: "actions" },
        fileButton("file", t("start.choose"), ready, open),
        h("a", { class: "button", href: `?sample=${language()}` }, t("start.sample")),
      ),
      h("p", { class: "note" }, t("start.sampleHint")),
    ),
    privacy(),
    reads(),
  );
}

/** A sheet with an arrow into it. */
function picture(): SVGElement {
  return s(
    "svg",
    { class: "picture", viewBox: "0 0 48 48", "aria-hidden": "true" },
    s("path", { d: "M12 5h17l9 9v29H12z M29 5v9h9" }),
    s("path", { class: "arrow", d: "M25 20v15 M18.5 28.5 25 35l6.5-6.5" }),
  );
}

/** A real file input that looks like a button. */
export function fileButton(
  id: string,
  words: string,
  ready: boolean,
  open: (files: File[]) => void,
  primary = true,
): HTMLElement {
  const input = h("input", {
    id,
    type: "file",
    multiple: true,
    disabled: !ready,
    onchange: () => {
      const files = [...(input.files ?? [])];
      // The same file can be picked again after it was changed.
      input.value = "";
      if (files.length > 0) open(files);
    },
  });
  return h("label", { class: primary ? "button primary" : "button" }, input, h("span", {}, words));
}

/** Opens again what was open. */
export function backButton({ names, go }: WayBack): HTMLElement {
  return h("button", { id: "back", type: "button", onclick: go }, t("app.back", { name: names }));
}

function reads(): HTMLElement {
  const fact = (title: string, text: string): Child => h("div", {}, h("dt", {}, title), h("dd", {}, text));
  return h(
    "section",
    { class: "reads", "aria-labelledby": "reads" },
    h("h2", { id: "reads" }, t("start.reads")),
    h(
      "dl",
      {},
      fact(t("start.platforms"), t("start.platformsText")),
      fact(t("start.tables"), t("start.tablesText")),
      fact(t("start.others"), t("start.othersText")),
    ),
  );
}

function privacy(): HTMLElement {
  const steps: Child[] = (["privacy.step1", "privacy.step2", "privacy.step3"] as const).map(key =>
    h("li", {}, t(key)),
  );
  return h(
    "section",
    { class: "privacy", "aria-labelledby": "privacy" },
    h("h2", { id: "privacy" }, t("privacy.title")),
    h("p", {}, t("privacy.promise")),
    h(
      "details",
      {},
      h("summary", {}, t("privacy.verify")),
      h("ol", {}, ...steps),
      h("p", { class: "note" }, t("privacy.limit")),
    ),
  );
}
