// The words of the page, and those of the report that it shares, in the language of the moment.

import { type Language, languageOf } from "siyu/element";
import * as words from "./words.ts";

export type Lang = "zh" | "en";

const LANGUAGES: Record<Lang, Language> = {
  zh: languageOf("zh", words.zh),
  en: languageOf("en", words.en),
};

/** The tags that `lang` attributes take. */
export const TAGS: Record<Lang, string> = { zh: LANGUAGES.zh.tag, en: LANGUAGES.en.tag };

let current: Lang = "en";

export function language(): Lang {
  return current;
}

export function setLanguage(lang: Lang): void {
  current = lang;
}

/** How the language of the moment writes. */
export const speak = (): Language => LANGUAGES[current];

/** The words of a key of the page or of the report; numbers are written in the language's way. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  return speak().t(key, values);
}

/** The words for a code that the package gives, or the code itself. */
export function named(group: string, code: string): string {
  return speak().named(group, code);
}

/** As [`named`], with values; `null` where the code is unknown. */
export function told(group: string, code: string, values: Record<string, string | number>): string | null {
  return speak().told(group, code, values);
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
