// All words of the report. A section's words stand in a file of their own, both languages in it; a key that one of
// them lacks does not compile.

import * as cohorts from "./cohorts.ts";
import * as common from "./common.ts";
import * as customers from "./customers.ts";
import * as data from "./data.ts";
import type * as form from "./form.ts";
import * as names from "./names.ts";
import * as overview from "./overview.ts";
import * as repurchase from "./repurchase.ts";
import * as segments from "./segments.ts";
import * as today from "./today.ts";
import type * as total from "./total.ts";
import * as value from "./value.ts";

const en = {
  ...common.en,
  ...names.en,
  ...today.en,
  ...overview.en,
  ...segments.en,
  ...value.en,
  ...cohorts.en,
  ...repurchase.en,
  ...customers.en,
  ...data.en,
};

const zh: Record<keyof typeof en, string> = {
  ...common.zh,
  ...names.zh,
  ...today.zh,
  ...overview.zh,
  ...segments.zh,
  ...value.zh,
  ...cohorts.zh,
  ...repurchase.zh,
  ...customers.zh,
  ...data.zh,
};

/** The name of a text. Some texts come with what says them. */
export type Key = keyof typeof en | keyof typeof form.en | keyof typeof total.en;

/** A language that the report speaks. */
export type Lang = "zh" | "en";

export const CATALOGUES: Record<Lang, Record<string, string>> = { zh, en };

/** Adds words that have come. */
export function addWords<K extends Key>(words: Record<Lang, Record<K, string>>): void {
  Object.assign(en, words.en);
  Object.assign(zh, words.zh);
}
