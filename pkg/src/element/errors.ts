// Errors as sentences.

import { SiyuError } from "../index.ts";
import type { Language } from "./language.ts";

/** An error as one sentence. */
export function inWords(error: unknown, { named, told, t }: Language): string {
  const field = error instanceof SiyuError ? (error.detail.field ?? "") : "";
  return told("error", codeOf(error), { field: named("field", field) }) ?? t("error.unknown");
}

function codeOf(error: unknown): string {
  if (error instanceof SiyuError) return error.code;
  return error instanceof WebAssembly.CompileError ? "unsupported-browser" : "unknown";
}
