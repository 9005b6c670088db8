// What the report shows, as the person has set it; and what a section of the report is.

import type { Dataset, Report } from "siyu";
import type { Child } from "./dom.ts";
import type { Key } from "./i18n.ts";

/** The switches of the report. They hold choices only, never data. */
export interface View {
  /** `YYYY-MM-DD`; `null`: the last date of the data. */
  asOf: string | null;
  span: "all" | "year";
  segments: "octants" | "grid" | "rfm11";
  attribution: "direct" | "pass-up" | "path-equal";
  period: "month" | "quarter" | "week";
  cell: "retention" | "repeaters" | "cumulativeRepurchase" | "cumulativeValue";
  sort: string;
}

export const DEFAULT_VIEW: View = {
  asOf: null,
  span: "all",
  segments: "octants",
  attribution: "direct",
  period: "month",
  cell: "retention",
  sort: "-relationshipValue",
};

/** What a section may know and do. */
export interface Context {
  report: Report;
  view: View;
  /** The last date of the data. */
  lastDate: string;
  /** Sets switches; what depends on them is asked again. */
  change: (patch: Partial<View>) => void;
}

/** A part of the report: a question to the dataset, and how its answer is shown. */
export interface Section<Answer> {
  id: string;
  title: Key;
  /** The switches that the answer depends on. */
  asks: readonly (keyof View)[];
  /** The switches that only its display depends on. */
  shows: readonly (keyof View)[];
  ask: (dataset: Dataset, context: Context) => Promise<Answer>;
  show: (answer: Answer, context: Context) => Child[];
}

/** The day that the report looks back from. */
export function asOfOf({ view, lastDate }: Context): string {
  return view.asOf ?? lastDate;
}
