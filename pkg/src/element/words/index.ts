// All words of the report. A section's words stand in a file of their own, both languages in it; a key that one of
// them lacks does not compile.

import * as cohorts from "./cohorts.ts";
import * as common from "./common.ts";
import * as customers from "./customers.ts";
import * as data from "./data.ts";
import * as names from "./names.ts";
import * as overview from "./overview.ts";
import * as repurchase from "./repurchase.ts";
import * as segments from "./segments.ts";
import * as today from "./today.ts";
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

const zh: Record<Key, string> = {
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

/** The name of a text. */
export type Key = keyof typeof en;

/** A language that the report speaks. */
export type Lang = "zh" | "en";

export const CATALOGUES: Record<Lang, Record<Key, string>> = { zh, en };
