// The package's entry for pages: importing it defines `<siyu-report>`. Where there are no pages (on a server that
// renders some) it does nothing.

import type { Dataset } from "./dataset.ts";
import { Language as SpokenLanguage } from "./element/language.ts";
import { loadCharts } from "./element/parts/chart.ts";
import { SiyuColumns as ColumnsElement } from "./element/parts/columns.ts";
import { loadForm, loadMore } from "./element/parts/more.ts";
import { define } from "./element/registry.ts";
import { SiyuReport as ReportElement } from "./element/siyu-report.ts";
import { preload as loadFormats } from "./index.ts";
import type { OpenOptions } from "./open.ts";
import type { Progress } from "./protocol.ts";
import type { Sources } from "./sources.ts";
import type { Preview } from "./types.ts";

/**
 * The report as an element: the whole of it, or one part. It shows `dataset`, or reads `sources` itself.
 *
 * Attributes: `lang` (`zh-CN` or `en`; default: that of the surroundings), `theme` (`light` or `dark`; default: that
 * of the system), `part` (`today`, `overview`, `rfm`, `ltv`, `cohorts`, `repurchase`, `customers`, `data`; default: all).
 *
 * Events, all composed and bubbling: see `SiyuReportEvents`. Styled by CSS variables named `--siyu-…` and by
 * `::part(section | title | figure | figure-title | table | tile | bar)`.
 */
export interface SiyuReport extends HTMLElement {
  /** The Dataset shown (not the `data-` attributes that other elements have under this name). One that is given is not closed by the element. Default `null`. */
  // Read, it must fit what HTMLElement has under this name, so that the report is an HTMLElement to any code.
  // biome-ignore lint/suspicious/noExplicitAny: nothing else is both a Dataset and a DOMStringMap
  get dataset(): any;
  set dataset(dataset: Dataset | null);
  /** What to read and show; closed when the element leaves the page or reads anew. Default `null`. */
  sources: Sources | null;
  /** Options of reading `sources`: as of `open`. Default `{}`. */
  options: OpenOptions;
  /**
   * The columns of a `dataset` that is given, to let them be changed: the person's wish comes as `siyu-remap`. Not
   * needed beside `sources`. Default `null`: shown, but not to be changed.
   */
  columns: Columns | null;
  /** Attribute `no-storage`: choices of columns cannot be kept in this browser. Default `false`. */
  noStorage: boolean;
  /**
   * The switches that stand otherwise than by default, fit for an address: they are choices and a date, never data.
   * Setting puts all others to their defaults; what is unknown, or outside the data, is passed over. Default `{}`.
   */
  view: View;
  /** `light`, `dark`, or `null` (default): as the system. */
  theme: string | null;
  /** Brings a section into view: `today`, `overview`, `segments`, `value`, `cohorts`, `repurchase`, `customers`, `data`. */
  reveal(name: string): void;
}

/** Switches of the report; what is left out is as by default. */
export interface View {
  /** The day looked back from, `YYYY-MM-DD`. Default: the last of the data. */
  asOf?: string | null;
  /** The days that the overview sums up. Default `all`. */
  span?: "all" | "year" | "quarter" | "month";
  /** The convention of segments. Default `octants`. */
  segments?: "octants" | "grid" | "rfm11";
  /** To whom the value of the referred goes. Default `direct`. */
  attribution?: "direct" | "pass-up" | "path-equal";
  /** The period of cohorts. Default `month`. */
  period?: "month" | "quarter" | "week";
  /** What the cohorts' table shows. Default `retention`. */
  cell?: "retention" | "repeaters" | "cumulativeRepurchase" | "cumulativeValue";
}

/** Decisions about reading, in the words of `open`. */
export type Reading = Pick<
  OpenOptions,
  "mapping" | "sheet" | "zeroAmount" | "dateOrder" | "amountIs" | "refundIs"
>;

/** What the report needs to let columns be changed. */
export interface Columns {
  /** What `preview` said of the first order file. */
  top: Preview;
  /** What is decided so far. */
  reading: Reading;
  /** What was decided before the last reading, to go back to; `null` at first. */
  before: Reading | null;
  /** Looks at the first rows under a reading that is not read yet: `preview` with it. Without: they are not shown. */
  look?: ((reading: Reading) => Promise<Preview>) | null;
  /** Whether choices may be kept in this browser (headers and choices, in `localStorage`), when somebody asks for it. Default `true`. */
  keeps?: boolean;
}

/** The form in which columns are assigned, by itself: for what could not be read. It says `siyu-remap`. */
export interface SiyuColumns extends HTMLElement {
  language: Language | null;
  top: Preview | null;
  reading: Reading;
  /** Nothing is read yet: there is a button for it even without a change. Default `false`. */
  due: boolean;
  /** As of {@link Columns}. */
  look: ((reading: Reading) => Promise<Preview>) | null;
  /** As of {@link Columns}. */
  keeps: boolean;
}

declare global {
  interface HTMLElementTagNameMap {
    "siyu-report": SiyuReport;
    "siyu-columns": SiyuColumns;
  }
}

/** Events of `<siyu-report>`. */
export interface SiyuReportEvents {
  /** `sources` are being read. */
  "siyu-progress": CustomEvent<Progress>;
  /** `sources` were read. */
  "siyu-ready": CustomEvent<{ dataset: Dataset }>;
  /** `sources` could not be read: a `SiyuError`. */
  "siyu-error": CustomEvent<{ error: unknown }>;
  /** A switch was turned, a link followed, or another section scrolled into view. */
  "siyu-view": CustomEvent<{ view: View; section: string; cause: "switch" | "link" | "scroll" }>;
  /** Other columns or settings are wanted. `sources` are then read anew, unless `preventDefault()` is called. */
  "siyu-remap": CustomEvent<{ reading: Reading }>;
  /** The person opened a customer. */
  "siyu-select": CustomEvent<{ customer: string }>;
  /** The person asked for a file. `preventDefault()` keeps it from being downloaded. */
  "siyu-export": CustomEvent<{ name: string; blob: Blob }>;
}

/** The element's class: `new SiyuReport()`, or `<siyu-report>` in HTML. */
export const SiyuReport = ReportElement as unknown as { new (): SiyuReport; prototype: SiyuReport };

/** The class of `<siyu-columns>`. */
export const SiyuColumns = ColumnsElement as unknown as { new (): SiyuColumns; prototype: SiyuColumns };

/** Loads what the element and the package would load when they need it; for pages that give up the network. */
export async function preload(): Promise<void> {
  await Promise.all([loadCharts(), loadForm(), loadMore(), loadFormats()]);
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
