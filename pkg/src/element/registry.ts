// The elements that are there from the beginning.

import { defined } from "./defined.ts";
import { SiyuChart } from "./parts/chart.ts";
import { SiyuColumns } from "./parts/columns.ts";
import { SiyuFigure } from "./parts/figure.ts";
import { SiyuPeople } from "./parts/people.ts";
import { SiyuRows } from "./parts/rows.ts";
import { SiyuCohorts } from "./sections/cohorts.ts";
import { SiyuCustomers } from "./sections/customers.ts";
import { SiyuData } from "./sections/data.ts";
import { SiyuOverview } from "./sections/overview.ts";
import { SiyuRepurchase } from "./sections/repurchase.ts";
import { SiyuSegments } from "./sections/segments.ts";
import { SiyuToday } from "./sections/today.ts";
import { SiyuValue } from "./sections/value.ts";
import { SiyuReport } from "./siyu-report.ts";

const ELEMENTS: Record<string, CustomElementConstructor> = {
  "siyu-chart": SiyuChart,
  "siyu-columns": SiyuColumns,
  "siyu-figure": SiyuFigure,
  "siyu-people": SiyuPeople,
  "siyu-today": SiyuToday,
  "siyu-rows": SiyuRows,
  "siyu-overview": SiyuOverview,
  "siyu-segments": SiyuSegments,
  "siyu-value": SiyuValue,
  "siyu-cohorts": SiyuCohorts,
  "siyu-repurchase": SiyuRepurchase,
  "siyu-customers": SiyuCustomers,
  "siyu-data": SiyuData,
  // Its `dataset` is not that of other elements.
  "siyu-report": SiyuReport as unknown as CustomElementConstructor,
};

/** Defines them, where there can be any. */
export function define(): void {
  defined(ELEMENTS);
}
