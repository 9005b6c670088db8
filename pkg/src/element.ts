// The package's entry for pages: importing it defines `<siyu-report>`.

import type { Dataset } from "./dataset.ts";
import { Language as SpokenLanguage } from "./element/language.ts";
import { loadCharts } from "./element/parts/chart.ts";
import { define } from "./element/registry.ts";
import { SiyuReport as ReportElement } from "./element/siyu-report.ts";
import type { OpenOptions } from "./open.ts";
import type { Progress } from "./protocol.ts";
import type { Sources } from "./sources.ts";

/**
 * The report as an element: the whole of it, or one part. It shows `dataset`, or reads `sources` itself.
 *
 * Attributes: `lang` (`zh-CN` or `en`; default: that of the surroundings), `theme` (`light` or `dark`; default: that
 * of the system), `part` (`overview`, `rfm`, `ltv`, `cohorts`, `repurchase`, `customers`, `data`; default: all).
 *
 * Events, all composed and bubbling: see `SiyuReportEvents`. Styled by CSS variables named `--siyu-…` and by
 * `::part(section | title | figure | figure-title | table | tile | bar)`.
 */
export interface SiyuReport extends Omit<HTMLElement, "dataset"> {
  /** The Dataset shown (not the `data-` attributes that other elements have under this name). One that is given is not closed by the element. Default `null`. */
  dataset: Dataset | null;
  /** What to read and show; closed when the element leaves the page or reads anew. Default `null`. */
  sources: Sources | null;
  /** Options of reading `sources`: as of `open`. Default `{}`. */
  options: OpenOptions;
  /** `light`, `dark`, or `null` (default): as the system. */
  theme: string | null;
  /** Brings a section into view: `overview`, `segments`, `value`, `cohorts`, `repurchase`, `customers`, `data`. */
  reveal(name: string): void;
}

/** Events of `<siyu-report>`. */
export interface SiyuReportEvents {
  /** `sources` are being read. */
  "siyu-progress": CustomEvent<Progress>;
  /** `sources` were read. */
  "siyu-ready": CustomEvent<{ dataset: Dataset }>;
  /** `sources` could not be read: a `SiyuError`. */
  "siyu-error": CustomEvent<{ error: unknown }>;
  /** The person opened a customer. */
  "siyu-select": CustomEvent<{ customer: string }>;
  /** The person asked for a file. `preventDefault()` keeps it from being downloaded. */
  "siyu-export": CustomEvent<{ name: string; blob: Blob }>;
}

/** The element's class: `new SiyuReport()`, or `<siyu-report>` in HTML. */
export const SiyuReport = ReportElement as unknown as { new (): SiyuReport; prototype: SiyuReport };

/** Loads what the element would load when it needs it; for pages that give up the network. */
export async function preload(): Promise<void> {
  await loadCharts();
}

/** How the report writes: its words for the package's codes, its numbers and dates. */
export interface Language {
  /** For `lang` attributes and `Intl`. */
  readonly tag: string;
  /** The words of a key, with `{name}` filled in. */
  t(key: string, values?: Record<string, string | number>): string;
  /** The words for a code of a group (`field`, `rule`, `reason` …), or the code. */
  named(group: string, code: string): string;
  /** As `named`, with values; `null` where there are no words. */
  told(group: string, code: string, values?: Record<string, string | number>): string | null;
  /** A whole number. */
  int(value: number | null | undefined): string;
  /** A number of bytes, with its unit. */
  bytes(value: number): string;
  /** A date given as `YYYY-MM-DD`. */
  date(text: string | null | undefined): string;
}

/** The report's language, with `words` of the surroundings beside its own. */
export function languageOf(lang: "zh" | "en", words: Readonly<Record<string, string>> = {}): Language {
  return new SpokenLanguage(lang, null, words);
}

define();
