// Numbers and dates in the way of a language. What is missing is "—", never 0.

export const NONE = "—";

export type Maybe = number | null | undefined;

const isNumber = (value: Maybe): value is number => typeof value === "number" && Number.isFinite(value);

/** The ways in which one language, and one currency, write. All are bound: they can be taken apart. */
export class Formats {
  readonly #tag: string;
  readonly #money: Intl.NumberFormatOptions;
  readonly #known = new Map<string, Intl.NumberFormat>();
  readonly #dates = new Map<string, Intl.DateTimeFormat>();

  /** `tag`: as `Intl` takes it. `currency`: three letters, or `null` for plain numbers. */
  constructor(tag: string, currency: string | null) {
    this.#tag = tag;
    const code = currency !== null && /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : null;
    this.#money = code === null ? {} : { style: "currency", currency: code, currencyDisplay: "narrowSymbol" };
  }

  #number(options: Intl.NumberFormatOptions, value: number): string {
    const key = JSON.stringify(options);
    let format = this.#known.get(key);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.#tag, options);
      this.#known.set(key, format);
    }
    // A hyphen is no minus.
    return format.format(value).replace("-", "−");
  }

  /** A whole number. */
  readonly int = (value: Maybe): string =>
    isNumber(value) ? this.#number({ maximumFractionDigits: 0 }, value) : NONE;

  /** A number with so many decimals. */
  readonly decimal = (value: Maybe, digits = 1): string =>
    isNumber(value)
      ? this.#number({ minimumFractionDigits: digits, maximumFractionDigits: digits }, value)
      : NONE;

  /** A share of 1, in per cent. */
  readonly percent = (value: Maybe, digits = 1): string =>
    isNumber(value)
      ? this.#number(
          {
            style: "percent",
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
          },
          value,
        )
      : NONE;

  /** A difference of shares or a growth, with its sign. */
  readonly signedPercent = (value: Maybe): string =>
    isNumber(value)
      ? this.#number({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" }, value)
      : NONE;

  /** Ends of an interval of shares. */
  readonly interval = (ends: readonly [number, number] | null): string =>
    ends === null ? NONE : `${this.percent(ends[0])} – ${this.percent(ends[1])}`;

  /** Money to the cent. */
  readonly money = (value: Maybe): string =>
    isNumber(value)
      ? this.#number({ ...this.#money, minimumFractionDigits: 2, maximumFractionDigits: 2 }, value)
      : NONE;

  /** Money in three digits, with the language's word for thousands, 万, millions. */
  readonly moneyShort = (value: Maybe): string => this.#compact(value, this.#money, 3);

  /** Money on an axis: without the digits that are all 0. */
  readonly moneyAxis = (value: Maybe): string => this.#compact(value, this.#money, 1);

  /** A count on an axis. */
  readonly short = (value: Maybe): string => this.#compact(value, {}, 1);

  #compact(value: Maybe, kind: Intl.NumberFormatOptions, least: number): string {
    if (!isNumber(value)) return NONE;
    // Below the language's first word for a power of ten nothing is cut away.
    const words = this.#tag.startsWith("zh") ? 10_000 : 1000;
    const few: Intl.NumberFormatOptions =
      Math.abs(value) < words
        ? { minimumFractionDigits: 0, maximumFractionDigits: 0 }
        : { notation: "compact", minimumSignificantDigits: least, maximumSignificantDigits: 3 };
    return this.#number({ ...kind, ...few }, value);
  }

  /** Bytes in the unit that suits them. */
  readonly bytes = (value: number): string => {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
    const unit = units[power] ?? "byte";
    const digits = power === 0 ? 0 : 1;
    return this.#number(
      {
        style: "unit",
        unit,
        unitDisplay: "short",
        maximumFractionDigits: digits,
      },
      value / 1000 ** power,
    );
  };

  /** A civil date given as `YYYY-MM-DD`. */
  readonly date = (text: string | null | undefined): string =>
    this.#date(text, `${text}T00:00:00Z`, { dateStyle: "medium" });

  /** A month given as `YYYY-MM`, with its year. */
  readonly month = (text: string | null | undefined): string =>
    this.#date(text, `${text}-01T00:00:00Z`, { year: "numeric", month: "short" });

  /** A month given as `YYYY-MM`, without its year. */
  readonly monthOnly = (text: string): string => this.#date(text, `${text}-01T00:00:00Z`, { month: "short" });

  #date(text: string | null | undefined, iso: string, options: Intl.DateTimeFormatOptions): string {
    if (!text) return NONE;
    const time = Date.parse(iso);
    if (Number.isNaN(time)) return text;
    const key = JSON.stringify(options);
    let format = this.#dates.get(key);
    if (format === undefined) {
      format = new Intl.DateTimeFormat(this.#tag, { ...options, timeZone: "UTC" });
      this.#dates.set(key, format);
    }
    return format.format(time);
  }
}

const DAY = 86_400_000;
const time = (text: string) => Date.parse(`${text}T00:00:00Z`);

/** The day so many days after a `YYYY-MM-DD`. */
export function daysAfter(text: string, days: number): string {
  return new Date(time(text) + days * DAY).toISOString().slice(0, 10);
}

/** How many days lie from one `YYYY-MM-DD` to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((time(to) - time(from)) / DAY);
}
