// Values of columns as cells: exact, and dates as they were written.

import { offsetsOf } from "./zone.ts";

/** Writes a value that is there, as text or as the bytes of a text; a number that may have lost digits as itself. */
export type Cell = (value: never) => string | Uint8Array | number;

/** The same of a value of which nobody knows the type. */
export type Written = (value: unknown) => string | Uint8Array | number;

/** Units of times, as tenfold parts of a second. */
export type Digits = 0 | 3 | 6 | 9;

const DAY = 86_400;

/** Whole numbers of any size, without the sign that they were stored with. */
export const unsigned =
  (bits: number): Cell =>
  (value: number | bigint) =>
    String(BigInt.asUintN(bits, BigInt(value)));

/** A number that was stored in four bytes: as few digits as say which one it is. */
export const single: Cell = (value: number) => {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return double(short as never);
  }
  return double(value as never);
};

/** Nothing where it is no number. */
export const double: Cell = (value: number) => (Number.isNaN(value) ? "" : value);

/** A whole number of so many tenfold parts. */
export const decimal =
  (scale: number): Cell =>
  (value: number | bigint | Uint8Array) => {
    const units = value instanceof Uint8Array ? signed(value) : BigInt(value);
    const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
    const whole = digits.slice(0, digits.length - scale);
    return `${units < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
  };

/** The number in bytes, the highest first. */
function signed(bytes: Uint8Array): bigint {
  let units = 0n;
  for (const byte of bytes) units = units * 256n + BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, units);
}

/** Days since 1970. */
export const date: Cell = (day: number) => dayText(day) ?? String(day);

/** Time since 1970, in parts of a second, on the clock that it was written by; `after` says which. */
export const timestamp =
  (digits: Digits, after = ""): Cell =>
  (value: number | bigint) =>
    moment(value, digits) + after;

/** The same, counted in UTC, on the clock of a zone: with its offset, so that no moment is lost. */
export function zoned(digits: Digits, timeZone: string): Cell {
  if (/^(UTC|GMT|Etc\/UTC|Z|[+-]00:?00)$/i.test(timeZone)) return timestamp(digits, "Z");
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(timeZone);
  const pairs = fixed
    ? Float64Array.of(0, (fixed[1] === "-" ? -60 : 60) * (Number(fixed[2]) * 60 + Number(fixed[3])))
    : offsetsOf(timeZone);
  const unit = 10n ** BigInt(digits);
  return (value: number | bigint) => {
    const offset = offsetAt(pairs, Number(floored(BigInt(value), unit)));
    const minutes = Math.round(Math.abs(offset) / 60);
    const two = (number: number) => String(number).padStart(2, "0");
    const after = `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    return moment(BigInt(value) + BigInt(offset) * unit, digits) + after;
  };
}

function offsetAt(pairs: Float64Array, seconds: number): number {
  let [low, high] = [0, pairs.length / 2];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((pairs[2 * middle] as number) <= seconds) low = middle;
    else high = middle;
  }
  return pairs[2 * low + 1] as number;
}

/** Time since midnight. */
export const time =
  (digits: Digits): Cell =>
  (value: number | bigint) =>
    moment(value, digits).slice(11);

function moment(value: number | bigint, digits: Digits): string {
  let [seconds, part] = [Number(value), 0];
  if (digits > 0) {
    const unit = 10 ** digits;
    // Of those that are too large to be exact as they are, the seconds are exact.
    seconds = Number.isSafeInteger(seconds)
      ? Math.floor(seconds / unit)
      : Number(floored(BigInt(value), BigInt(unit)));
    part = Number.isSafeInteger(Number(value))
      ? Number(value) - seconds * unit
      : Number(BigInt(value) - BigInt(seconds) * BigInt(unit));
  }
  const day = Math.floor(seconds / DAY);
  const of = dayText(day);
  // No such date; whoever reads it says so.
  if (of === null) return String(value);
  const rest = seconds - day * DAY;
  const [hour, minute, second] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60];
  const text = `${of} ${TWO[hour]}:${TWO[minute]}:${TWO[second]}`;
  return part > 0 ? `${text}.${String(part).padStart(digits, "0")}` : text;
}

const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/** Days that were written already: there are few of them, and many rows. */
const days = new Map<number, string>();
const MOST_DAYS = 4096;

function dayText(day: number): string | null {
  const known = days.get(day);
  if (known !== undefined) return known;
  const at = new Date(day * DAY * 1000);
  if (Number.isNaN(at.getTime())) return null;
  const text = at.toISOString().slice(0, -14);
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, text);
  return text;
}

function floored(value: bigint, by: bigint): bigint {
  const whole = value / by;
  return value < 0n && whole * by !== value ? whole - 1n : whole;
}

/** Text, or the bytes of one. */
export const text: Cell = (value: Uint8Array | string) => value;

/** An id of 16 bytes. */
export const uuid: Cell = (bytes: Uint8Array) =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** True or false, and whole numbers. */
export const plain: Cell = (value: boolean | number | bigint) => String(value);
