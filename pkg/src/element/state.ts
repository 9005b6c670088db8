// What one report shows, as the person has set it, and the answers it has had. Sections share it; each asks what it
// needs, and the same question is put to the Dataset once.

import type { Dataset } from "../dataset.ts";
import type { SheetPreview as Preview, SheetReport as Report } from "../insides.ts";
import type { Measures } from "../protocol.ts";
import type { Language } from "./language.ts";
import type { Reading } from "./reading.ts";
import { Turns } from "./turns.ts";

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

/** What the switches with few values can be. */
const CHOICES: { readonly [K in keyof View]?: readonly View[K][] } = {
  span: ["all", "year", "quarter", "month"],
  segments: ["octants", "grid", "rfm11"],
  attribution: ["direct", "pass-up", "path-equal"],
  period: ["month", "quarter", "week"],
  cell: ["retention", "repeaters", "cumulativeRepurchase", "cumulativeValue"],
};

/** The switches that stand otherwise than by default: fit for an address, since they name no data. */
export function chosen(view: Readonly<View>): Partial<View> {
  const keys = ["asOf", ...Object.keys(CHOICES)] as (keyof View)[];
  return Object.fromEntries(keys.filter(key => view[key] !== DEFAULT_VIEW[key]).map(key => [key, view[key]]));
}

/** All switches as `wanted` says; what it leaves out, or says in a way that is unknown, is as by default. */
function understood(wanted: Partial<View>, first: string, last: string): Partial<View> {
  const { asOf } = wanted;
  const isDay = typeof asOf === "string" && /^\d{4}-\d\d-\d\d$/.test(asOf);
  const view: Record<string, unknown> = {
    asOf: isDay && asOf >= first && asOf < last ? asOf : null,
  };
  for (const [key, values] of Object.entries(CHOICES)) {
    const value = wanted[key as keyof View];
    const known = (values as readonly unknown[]).includes(value);
    view[key] = known ? value : DEFAULT_VIEW[key as keyof View];
  }
  return view;
}

/** What changed: switches, how everything is written or drawn, or what is known of the columns. */
export type Change = keyof View | "language" | "theme" | "columns";

/** The columns of the order file, where they may be changed. */
export interface Columns {
  top: Preview;
  /** What the person has decided so far. */
  reading: Reading;
  /** What was decided before the last reading; `null`: this is the first. */
  before: Reading | null;
  /** Looks at the first rows under another reading. */
  look?: Look | null;
  /** Whether choices may be kept in this browser, when somebody asks for it. */
  keeps?: boolean;
}

/** What the top of the order file is under a reading. */
export type Look = (reading: Reading) => Promise<Preview>;

/** Answers kept; the oldest make way. */
const MOST_ANSWERS = 64;

/** The state that the parts of one report share, for as long as one Dataset is shown. */
export class ReportState {
  readonly dataset: Dataset;
  readonly view: View = { ...DEFAULT_VIEW };
  /** In which order sections ask. */
  readonly turns = new Turns();
  #language: Language;
  #columns: Columns | null = null;
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

  /** `null`: nothing can be changed about the reading. */
  get columns(): Columns | null {
    return this.#columns;
  }

  set columns(columns: Columns | null) {
    this.#columns = columns;
    this.#tell(["columns"]);
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

  /** Where the numbers come from, in words: the files, and the day looked back from. */
  get origin(): { files: string; date: string } {
    const files = this.report.orders.sources.map(({ name }) => name).filter(Boolean);
    return { files: files.join(" · "), date: this.language.date(this.asOf) };
  }

  /** Sets switches; the sections that depend on them ask or draw again. */
  change(patch: Partial<View>): void {
    const changed = (Object.keys(patch) as (keyof View)[]).filter(key => patch[key] !== this.view[key]);
    if (changed.length === 0) return;
    Object.assign(this.view, patch);
    this.#tell(changed);
  }

  /** Sets all switches, to their defaults where `wanted` says nothing that fits these data. */
  show(wanted: Partial<View>): void {
    this.change(understood(wanted, this.firstDate, this.lastDate));
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
