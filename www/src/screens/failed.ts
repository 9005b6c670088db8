// A designed state for each thing that can go wrong: what happened, what to do, and the ways on.

import { type Preview, SiyuError } from "siyu";
import { type Columns, type Reading, SiyuColumns } from "siyu/element";
import { type Child, fold, h } from "../dom.ts";
import { named, speak, t, told } from "../i18n.ts";
import { backButton, fileButton, type WayBack } from "./start.ts";

/** What the state needs to know. */
export interface Failure {
  error: unknown;
  /** The top of the order file, where it could be looked at. */
  top: Preview | null;
  /** Looks at its first rows under another reading. */
  look: Columns["look"];
  reading: Reading;
  /** Of several files, the one that failed. */
  file: File | null;
  /** Reads the others. */
  without: (file: File) => void;
  /** Hears of other columns and settings that are wanted. */
  remap: (event: Event) => void;
  /** `null` where no file can be accepted. */
  open: ((files: File[]) => void) | null;
  back: WayBack | null;
}

/** Errors that another choice of columns may mend. */
const MENDABLE = ["missing-column", "no-valid-orders", "bad-option"];

export function failedScreen(failure: Failure): HTMLElement {
  const { error, top, look, file, reading, remap, without, open, back } = failure;
  const code = codeOf(error);
  const fitting = (error instanceof SiyuError && error.detail.rows) || 0;
  const mendable = top !== null && MENDABLE.includes(code);
  const columns: Child[] = mendable
    ? [h("h2", {}, t("failed.mapTitle")), h("div", { class: "card" }, editor(top, look, reading, remap))]
    : [];
  return h(
    "div",
    { class: "failed" },
    h("h1", { tabindex: -1 }, file ? t("failed.titleOf", { name: file.name }) : t("failed.title")),
    h(
      "div",
      { class: "card what", role: "alert" },
      h("p", { class: "lead" }, inWords(error)),
      h("p", {}, told("advice", code, {}) ?? t("advice.unknown")),
      fitting > 0 && h("p", {}, t("failed.fits", { rows: fitting })),
    ),
    ...columns,
    h(
      "div",
      { class: "actions" },
      open &&
        file &&
        h(
          "button",
          { type: "button", class: "primary", onclick: () => without(file) },
          t("failed.without", { name: file.name }),
        ),
      open && fileButton("file", t("failed.another"), true, open, !mendable && !file),
      back && backButton(back),
    ),
    fold(t("failed.detail"), h("p", {}, h("code", {}, `${code}: ${messageOf(error)}`))),
  );
}

/** The form of a file, which keeps what was chosen when the page is drawn in another language. */
const forms = new WeakMap<Preview, SiyuColumns>();

function editor(
  top: Preview,
  look: Columns["look"],
  reading: Reading,
  remap: (event: Event) => void,
): HTMLElement {
  const known = forms.get(top);
  const form = known ?? new SiyuColumns();
  if (known === undefined) {
    Object.assign(form, { top, look, reading, due: true });
    form.addEventListener("siyu-remap", remap);
    forms.set(top, form);
  }
  form.language = speak();
  return form;
}

/** An error as one sentence. */
export function inWords(error: unknown): string {
  const field = error instanceof SiyuError ? (error.detail.field ?? "") : "";
  return told("error", codeOf(error), { field: named("field", field) }) ?? t("error.unknown");
}

function codeOf(error: unknown): string {
  if (error instanceof SiyuError) return error.code;
  return error instanceof WebAssembly.CompileError ? "unsupported-browser" : "unknown";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
