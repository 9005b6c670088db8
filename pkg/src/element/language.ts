// Words, numbers and dates of one language and one currency. Every element has its own, so that two on a page may
// speak differently. Catalogues hold `{name}` for a value and `{name|one|many}` for a word that follows a number.

import { Formats } from "./formats.ts";
import { CATALOGUES, type Key, type Lang } from "./words/index.ts";

/** The tag that `Intl` and the `lang` attribute take. */
const TAGS: Record<Lang, string> = { zh: "zh-CN", en: "en" };

/** What stands in the place of `{name}`. */
export type Values = Record<string, string | number>;

/** A language as the report speaks it. All members are bound: `const { t, int } = language` works. */
export class Language extends Formats {
  readonly lang: Lang;
  /** For `lang` attributes and `Intl`. */
  readonly tag: string;
  readonly #more: Readonly<Record<string, string>>;

  /** `more`: words of the surroundings, beside the report's. */
  constructor(lang: Lang, currency: string | null = null, more: Readonly<Record<string, string>> = {}) {
    super(TAGS[lang], currency);
    this.lang = lang;
    this.tag = TAGS[lang];
    this.#more = more;
  }

  /** The words of a key; numbers are written in the language's way. */
  readonly t = (key: Key, values: Values = {}): string => this.#filled(this.#word(key) ?? key, values);

  /** The words for a code that the package gives, or the code itself where there are none. */
  readonly named = (group: string, code: string): string => this.#word(`${group}.${code}`) ?? code;

  /** As `named`, with values; `null` where the code is unknown. */
  readonly told = (group: string, code: string, values: Values = {}): string | null => {
    const words = this.#word(`${group}.${code}`);
    return words === undefined ? null : this.#filled(words, values);
  };

  /** Sentences one after the other; Chinese has no blank between them. */
  readonly sentences = (...parts: (string | null | false)[]): string =>
    parts.filter(part => part !== null && part !== false).join(this.lang === "zh" ? "" : " ");

  #word(key: string): string | undefined {
    return this.#more[key] ?? CATALOGUES[this.lang][key];
  }

  #filled(words: string, values: Values): string {
    return words.replace(
      /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
      (whole, name: string, one?: string, many?: string) => {
        const value = values[name];
        if (value === undefined) return whole;
        if (one !== undefined && many !== undefined) return value === 1 ? one : many;
        return typeof value === "number" ? this.int(value) : value;
      },
    );
  }
}

/** The language spoken for a tag such as `zh-Hans-CN`. */
export function langOf(tag: string): Lang {
  return tag.toLowerCase().startsWith("zh") ? "zh" : "en";
}
