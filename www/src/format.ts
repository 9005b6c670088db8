// Numbers and dates in the way of the language. What is missing is "—", never 0.

import { language, TAGS } from "./i18n.ts";

export const NONE = "—";

type Maybe = number | null | undefined;

const formats = new Map<string, Intl.NumberFormat>();

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language()} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(TAGS[language()], options);
    formats.set(key, format);
  }
  return format;
}

const isNumber = (value: Maybe): value is number => typeof value === "number" && Number.isFinite(value);

/** A whole number. */
export function int(value: Maybe): string {
  return isNumber(value) ? number({ maximumFractionDigits: 0 }).format(value) : NONE;
}

/** A number with one decimal. */
export function decimal(value: Maybe, digits = 1): string {
  return isNumber(value)
    ? number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
    : NONE;
}

/** A share of 1, in per cent. */
export function percent(value: Maybe, digits = 1): string {
  return isNumber(value)
    ? number({ style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
    : NONE;
}

/** A difference of shares or a growth, with its sign. */
export function signedPercent(value: Maybe): string {
  return isNumber(value)
    ? number({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(value)
    : NONE;
}

/** Ends of an interval of shares. */
export function interval(ends: readonly [number, number] | null): string {
  return ends === null ? NONE : `${percent(ends[0])} – ${percent(ends[1])}`;
}

let currency: string | null = null;

/** The currency that money is written in from now on; `null`: plain numbers. */
export function setCurrency(code: string | null): void {
  currency = null;
  if (code === null || !/^[A-Za-z]{3}$/.test(code)) return;
  currency = code.toUpperCase();
}

function moneyOptions(): Intl.NumberFormatOptions {
  return currency === null ? {} : { style: "currency", currency, currencyDisplay: "narrowSymbol" };
}

/** Money to the cent. */
export function money(value: Maybe): string {
  return isNumber(value)
    ? number({ ...moneyOptions(), minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value)
    : NONE;
}

/** Money in three digits or so, with the language's word for thousands, 万, millions. */
export function moneyShort(value: Maybe): string {
  if (!isNumber(value)) return NONE;
  if (Math.abs(value) < 1000) {
    return number({ ...moneyOptions(), minimumFractionDigits: 0, maximumFractionDigits: 0 }).format(value);
  }
  return number({
    ...moneyOptions(),
    notation: "compact",
    minimumFractionDigits: 0,
    maximumSignificantDigits: 3,
  }).format(value);
}

/** A count in three digits or so, for axes. */
export function short(value: number): string {
  return number({ notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

/** Bytes in the unit that suits them. */
export function bytes(value: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const unit = units[power] ?? "byte";
  const digits = power === 0 ? 0 : 1;
  return number({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(
    value / 1000 ** power,
  );
}

/** A civil date given as `YYYY-MM-DD`. */
export function date(text: string | null | undefined): string {
  if (!text) return NONE;
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time)) return text;
  return new Intl.DateTimeFormat(TAGS[language()], { dateStyle: "medium", timeZone: "UTC" }).format(time);
}

/** The day so many days after a `YYYY-MM-DD`. */
export function daysAfter(text: string, days: number): string {
  return new Date(Date.parse(`${text}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
