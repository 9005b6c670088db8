// What one report shows, as the person has set it, and the answers it has had. Sections share it; each asks what it
// needs, and the same question is put to the Dataset once.

import type { Dataset } from "../dataset.ts";
import type { Measures } from "../protocol.ts";
import type { Report } from "../types.ts";
import type { Language } from "./language.ts";

/** The switches of the report. They hold choices only, never data. */
export interface View {
  /** `YYYY-MM-DD`; `null`: the last date of the data. */
  asOf: string | null;
  /** The days that the overview sums up. */
  span: "all" | "year" | "quarter" | "month";
  segments: "octants" | "grid" | "rfm11";
  attribution: "direct" | "pass-up" | "path-equal";
  period: "month" | "quarter" | "week";
  cell: "retention" | "repeaters" | "cumulativeRepurchase" | "cumulativeValue";
  /** Column of the customers; `-` in front: descending. */
  sort: string;
}

export const DEFAULT_VIEW: Readonly<View> = {
  asOf: null,
  span: "all",
  segments: "octants",
  attribution: "direct",
  period: "month",
  cell: "retention",
  sort: "-relationshipValue",
};

/** What changed: switches, or how everything is written or drawn. */
export type Change = keyof View | "language" | "theme";

/** Answers kept; the oldest make way. */
const MOST_ANSWERS = 64;

/** The state that the parts of one report share, for as long as one Dataset is shown. */
export class ReportState {
  readonly dataset: Dataset;
  readonly view: View = { ...DEFAULT_VIEW };
  #language: Language;
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();

  constructor(dataset: Dataset, language: Language) {
    this.dataset = dataset;
    this.#language = language;
  }

  get report(): Report {
    return this.dataset.report;
  }

  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    this.#tell(["language"]);
  }

  /** The first date of the data; "" without any. */
  get firstDate(): string {
    return this.report.orders.firstDate ?? "";
  }

  /** The last date of the data; "" without any. */
  get lastDate(): string {
    return this.report.orders.lastDate ?? "";
  }

  /** The day that the report looks back from. */
  get asOf(): string {
    return this.view.asOf ?? this.lastDate;
  }

  /** Sets switches; the sections that depend on them ask or draw again. */
  change(patch: Partial<View>): void {
    const changed = (Object.keys(patch) as (keyof View)[]).filter(key => patch[key] !== this.view[key]);
    if (changed.length === 0) return;
    Object.assign(this.view, patch);
    this.#tell(changed);
  }

  /** The colours have changed. */
  themeChanged(): void {
    this.#tell(["theme"]);
  }

  /** Puts a question to the Dataset, or returns the answer it had. Rejects as the Dataset does. */
  ask<M extends keyof Measures>(measure: M, options: Measures[M][0]): Promise<Measures[M][1]> {
    const key = `${measure} ${JSON.stringify(options)}`;
    const known = this.#answers.get(key);
    // Put last, so that what is used stays longest.
    this.#answers.delete(key);
    const answer = known ?? this.#put(key, measure, options);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
    return answer as Promise<Measures[M][1]>;
  }

  #put<M extends keyof Measures>(key: string, measure: M, options: Measures[M][0]): Promise<unknown> {
    // The names of the measures are those of the Dataset's methods.
    const method = this.dataset[measure] as (options: Measures[M][0]) => Promise<Measures[M][1]>;
    const answer = method.call(this.dataset, options);
    // A failure may pass, so it is not kept.
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }

  /** Calls `listener` after every change; returns how to stop that. */
  listen(listener: (changes: readonly Change[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(changes: readonly Change[]): void {
    for (const listener of this.#listeners) listener(changes);
  }
}
