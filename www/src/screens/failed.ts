// A designed state for each thing that can go wrong: what happened, what to do, and the way on.

import { type Preview, SiyuError } from "siyu";
import { type Child, fold, h } from "../dom.ts";
import { editor, type Reading } from "../editor.ts";
import { named, t, told } from "../i18n.ts";
import { fileButton } from "./start.ts";

/** What the state needs to know. */
export interface Failure {
  error: unknown;
  /** The top of the order file, where it could be looked at. */
  top: Preview | null;
  reading: Reading;
  again: (reading: Reading) => void;
  /** `null` where no file can be accepted. */
  open: ((files: File[]) => void) | null;
}

/** Errors that another choice of columns may mend. */
const MENDABLE = ["missing-column", "no-valid-orders", "bad-option"];

export function failedScreen({ error, top, reading, again, open }: Failure): HTMLElement {
  const code = codeOf(error);
  const columns: Child[] =
    top !== null && MENDABLE.includes(code)
      ? [h("h2", {}, t("failed.mapTitle")), editor(top.headers, top.mapping, reading, again)]
      : [];
  return h(
    "div",
    { class: "failed", role: "alert" },
    h("h1", { tabindex: -1 }, t("failed.title")),
    h("p", { class: "lead" }, inWords(error)),
    h("p", {}, told("advice", code, {}) ?? t("advice.unknown")),
    ...columns,
    open && h("p", {}, fileButton("file", t("failed.another"), true, open, columns.length === 0)),
    fold(t("failed.detail"), h("p", {}, h("code", {}, `${code}: ${messageOf(error)}`))),
  );
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
