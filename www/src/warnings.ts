// What the package warns of, in words.

import type { Warning } from "siyu";
import { h } from "./dom.ts";
import { money } from "./format.ts";
import { named, told } from "./i18n.ts";

/** A list of warnings, or nothing where there are none. `hidden`: codes that are said elsewhere. */
export function warningList(
  warnings: readonly Warning[],
  hidden: readonly string[] = [],
): HTMLElement | null {
  const shown = warnings.filter(warning => !hidden.includes(warning.code));
  if (shown.length === 0) return null;
  return h("ul", { class: "warnings" }, ...shown.map(warning => h("li", {}, inWords(warning))));
}

function inWords(warning: Warning): string {
  const field = warning.field ?? "";
  const measure = named("measure", field);
  const values = {
    count: warning.count ?? 0,
    orders: warning.orders ?? 0,
    value: money(warning.value),
    field: measure === field ? named("field", field) : measure,
  };
  return told("warning", warning.code, values) ?? warning.code;
}
