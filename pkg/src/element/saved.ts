// Readings that are kept for files with the same headers. What is kept are headers and choices, never a row. It comes
// from storage that anybody may have written to, or from a file, so it is believed only as far as it is understood.

import { FIELDS, KEYED, MOST_KEYS, type Reading, SETTINGS, type Setting } from "./reading.ts";
import { KEY } from "./saved-key.ts";

/** A reading, and the files it is for. */
export interface Saved {
  name: string;
  headers: string[];
  reading: Reading;
}

const VERSION = 1;
const [MOST, LONGEST_NAME, MOST_HEADERS, LONGEST_HEADER] = [100, 80, 1000, 400];

/** Where they are kept. */
export type Keeping = Pick<Storage, "getItem" | "setItem">;

/** What is kept; what is not understood is left out. */
export function kept(keeping: Keeping): Saved[] {
  try {
    return understood(keeping.getItem(KEY) ?? "") ?? [];
  } catch {
    return [];
  }
}

/** Keeps these in the place of all; false where there is no room. */
export function keep(keeping: Keeping, all: readonly Saved[]): boolean {
  try {
    keeping.setItem(KEY, written(all));
    return true;
  } catch {
    return false;
  }
}

/** Puts one among others; of one name there is one. */
export function withSaved(all: readonly Saved[], one: Saved): Saved[] {
  return [one, ...all.filter(({ name }) => name !== one.name)].slice(0, MOST);
}

/** Those for files with these headers, in whatever order. */
export function fitting(all: readonly Saved[], headers: readonly string[]): Saved[] {
  const sorted = (texts: readonly string[]) => [...texts].sort().join("\n");
  const wanted = sorted(headers);
  return all.filter(one => sorted(one.headers) === wanted);
}

/** As a file. */
export function written(all: readonly Saved[]): string {
  return JSON.stringify({ version: VERSION, readings: all }, null, 2);
}

/** From a file; `null` for anything else than {@link written} gives. */
export function understood(text: string): Saved[] | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(given, ["version", "readings"]) || given.version !== VERSION) return null;
  const { readings } = given;
  if (!Array.isArray(readings) || readings.length > MOST || !readings.every(isSaved)) return null;
  return readings;
}

function isSaved(given: unknown): given is Saved {
  if (!isObject(given, ["name", "headers", "reading"])) return false;
  const { name, headers, reading } = given;
  return (
    isText(name, LONGEST_NAME) &&
    name.trim() !== "" &&
    Array.isArray(headers) &&
    headers.length <= MOST_HEADERS &&
    headers.every(header => isText(header, LONGEST_HEADER)) &&
    isReading(reading)
  );
}

function isReading(given: unknown): given is Reading {
  if (!isObject(given, ["mapping", "sheet", ...Object.keys(SETTINGS)])) return false;
  const { mapping = {}, sheet = "", ...settings } = given;
  if (!isText(sheet, LONGEST_HEADER) || !isObject(mapping, ["orders"])) return false;
  const { orders = {} } = mapping;
  if (!isObject(orders, FIELDS)) return false;
  return (
    Object.entries(orders).every(([field, columns]) => columns === null || isColumns(columns, field)) &&
    Object.entries(settings).every(([setting, value]) =>
      (SETTINGS[setting as Setting] as readonly unknown[]).includes(value),
    )
  );
}

/** Whether something names a column, or the columns of a key. */
function isColumns(given: unknown, field: string): boolean {
  if (Array.isArray(given) && field === KEYED)
    return given.length > 0 && given.length <= MOST_KEYS && given.every(column => isColumns(column, ""));
  return (
    isText(given, LONGEST_HEADER) ||
    (Number.isInteger(given) && (given as number) >= 0 && (given as number) < MOST_HEADERS)
  );
}

function isText(given: unknown, longest: number): given is string {
  return typeof given === "string" && given.length <= longest;
}

/** Whether something is an object with no other names than these. */
function isObject(given: unknown, names: readonly string[]): given is Record<string, unknown> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return false;
  return Object.keys(given).every(name => names.includes(name));
}
