// Values of columns as cells: exact, and dates as they were written.

import { zoneOffsets } from "./zone.ts";

/** Writes a value that is there. */
export type Cell = (value: never) => string;

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
export const double: Cell = (value: number) => (Number.isNaN(value) ? "" : String(value));

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
export const date: Cell = (days: number) => moment(BigInt(days) * BigInt(DAY), 0).slice(0, -9);

/** Time since 1970, in parts of a second, on the clock that it was written by; `after` says which. */
export const timestamp =
  (digits: Digits, after = ""): Cell =>
  (value: number | bigint) =>
    moment(BigInt(value), digits) + after;

/** The same, counted in UTC, on the clock of a zone: with its offset, so that no moment is lost. */
export function zoned(digits: Digits, timeZone: string): Cell {
  if (/^(UTC|GMT|Etc\/UTC|Z|[+-]00:?00)$/i.test(timeZone)) return timestamp(digits, "Z");
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(timeZone);
  const pairs = fixed
    ? Float64Array.of(0, (fixed[1] === "-" ? -60 : 60) * (Number(fixed[2]) * 60 + Number(fixed[3])))
    : zoneOffsets(timeZone);
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
    moment(BigInt(value), digits).slice(11);

function moment(value: bigint, digits: Digits): string {
  const unit = 10n ** BigInt(digits);
  const seconds = floored(value, unit);
  const at = new Date(Number(seconds) * 1000);
  // No such date; whoever reads it says so.
  if (Number.isNaN(at.getTime())) return `${value}`;
  const text = at.toISOString().slice(0, -5).replace("T", " ");
  const part = String(value - seconds * unit).padStart(digits, "0");
  return /[1-9]/.test(part) && digits > 0 ? `${text}.${part}` : text;
}

function floored(value: bigint, by: bigint): bigint {
  const whole = value / by;
  return value < 0n && whole * by !== value ? whole - 1n : whole;
}

const decoder = new TextDecoder();

/** Text in UTF-8. */
export const text: Cell = (bytes: Uint8Array | string) =>
  typeof bytes === "string" ? bytes : decoder.decode(bytes);

/** An id of 16 bytes. */
export const uuid: Cell = (bytes: Uint8Array) =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** True or false, and whole numbers. */
export const plain: Cell = (value: boolean | number | bigint) => String(value);
