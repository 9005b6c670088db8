// The page's words in the language of the moment. Catalogues hold `{name}` for a value and `{name|one|many}` for a
// word that follows a number.

import { int } from "./format.ts";
import { en } from "./words.en.ts";
import { zh } from "./words.zh.ts";

export type Lang = "zh" | "en";
export type Key = keyof typeof en;

const CATALOGUES: Record<Lang, Record<Key, string>> = { zh, en };

/** The tag that `Intl` and the `lang` attribute take. */
export const TAGS: Record<Lang, string> = { zh: "zh-CN", en: "en" };

let current: Lang = "en";

export function language(): Lang {
  return current;
}

export function setLanguage(lang: Lang): void {
  current = lang;
}

/** The words of a key; numbers are written in the language's way. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return CATALOGUES[current][key].replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one !== undefined && many !== undefined) return value === 1 ? one : many;
      return typeof value === "number" ? int(value) : value;
    },
  );
}

/** Sentences one after the other; Chinese has no blank between them. */
export function sentences(...parts: (string | null)[]): string {
  return parts.filter(part => part !== null).join(current === "zh" ? "" : " ");
}

/** The words for a code that the package gives, or the code itself where this page is older than the code. */
export function named(group: string, code: string): string {
  const key = `${group}.${code}`;
  return key in CATALOGUES[current] ? CATALOGUES[current][key as Key] : code;
}

/** As [`named`], with values; `null` where the code is unknown. */
export function told(group: string, code: string, values: Record<string, string | number>): string | null {
  const key = `${group}.${code}`;
  return key in CATALOGUES[current] ? t(key as Key, values) : null;
}

/** The language asked for in the address, else the first of the browser's that this page speaks. */
export function preferredLanguage(query: URLSearchParams): Lang {
  const asked = query.get("lang") ?? query.get("sample");
  if (asked === "zh" || asked === "en") return asked;
  for (const tag of navigator.languages) {
    if (tag.startsWith("zh")) return "zh";
    if (tag.startsWith("en")) return "en";
  }
  return "en";
}
