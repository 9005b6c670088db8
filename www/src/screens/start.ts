// The empty state: what this does, where to drop a file, and why that is safe.

import { type Child, h } from "../dom.ts";
import { language, t } from "../i18n.ts";

/** What the empty state needs to know. */
export interface Start {
  /** False until the network is given up: no file is accepted before. */
  ready: boolean;
  notice: string | null;
  open: (files: File[]) => void;
}

export function startScreen({ ready, notice, open }: Start): HTMLElement {
  return h(
    "div",
    { class: "start" },
    h("h1", { tabindex: -1 }, t("start.title")),
    h("p", { class: "lead" }, t("start.lead")),
    notice ? h("p", { class: "notice", role: "status" }, t(notice)) : null,
    h(
      "div",
      { class: "drop" },
      h("p", { class: "drop-title" }, ready ? t("start.drop") : t("start.loading")),
      fileButton("file", t("start.choose"), ready, open),
      h("p", { class: "note" }, t("start.reads")),
    ),
    h(
      "p",
      { class: "sample" },
      h("a", { class: "button", href: `?sample=${language()}` }, t("start.sample")),
      h("span", { class: "note" }, t("start.sampleHint")),
    ),
    privacy(),
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
