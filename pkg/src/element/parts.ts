// The sections of the report, in their order, and the names that the attribute `part` takes.

import { html } from "lit";
import type { Content } from "./section.ts";
import type { ReportState } from "./state.ts";
import type { Key } from "./words/index.ts";

export interface Part {
  /** The name in links. */
  name: string;
  title: Key;
  /** `alone`: without the bar around. */
  show: (state: ReportState, alone: boolean) => Content;
}

/** Which parts of the sections can be styled from outside. */
const EXPORTED = "section, title, figure, figure-title, table, tile";

export const PARTS: readonly Part[] = [
  {
    name: "today",
    title: "today.title",
    show: (state, alone) =>
      html`<siyu-today data-name="today" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-today>`,
  },
  {
    name: "overview",
    title: "overview.title",
    show: (state, alone) =>
      html`<siyu-overview data-name="overview" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-overview>`,
  },
  {
    name: "segments",
    title: "segments.title",
    show: (state, alone) =>
      html`<siyu-segments data-name="segments" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-segments>`,
  },
  {
    name: "value",
    title: "value.title",
    show: (state, alone) =>
      html`<siyu-value data-name="value" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-value>`,
  },
  {
    name: "cohorts",
    title: "cohorts.title",
    show: (state, alone) =>
      html`<siyu-cohorts data-name="cohorts" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-cohorts>`,
  },
  {
    name: "repurchase",
    title: "repurchase.title",
    show: (state, alone) =>
      html`<siyu-repurchase data-name="repurchase" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-repurchase>`,
  },
  {
    name: "customers",
    title: "customers.title",
    show: (state, alone) =>
      html`<siyu-customers data-name="customers" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-customers>`,
  },
  {
    name: "data",
    title: "data.title",
    show: (state, alone) =>
      html`<siyu-data data-name="data" exportparts=${EXPORTED} .state=${state} .alone=${alone}></siyu-data>`,
  },
];

/** Sections under the names of the measures behind them. */
const ALSO: Record<string, string> = { rfm: "segments", ltv: "value" };

/** The one part that an attribute names; `null`: all of them. */
export function partOf(attribute: string | null): Part | null {
  const name = ALSO[attribute ?? ""] ?? attribute;
  return PARTS.find(part => part.name === name) ?? null;
}
