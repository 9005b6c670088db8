// An IANA time zone as numbers that the core can use: it has no zone database, the platform has.

import { badOption } from "./errors.ts";

const FROM = Date.UTC(1970, 0, 1) / 1000;
const UNTIL = Date.UTC(2040, 0, 1) / 1000;
/** Shorter than any time for which a zone has kept an offset. */
const STEP = 7 * 86_400;

/** The offsets of the zone that the options name, see `offsetsOf`. */
export function zoneOffsets(timeZone: unknown): Float64Array {
  try {
    if (typeof timeZone !== "string") throw new RangeError();
    return offsetsOf(timeZone);
  } catch {
    const shown = String(timeZone).slice(0, 40);
    throw badOption("timeZone", `timeZone must be an IANA name like Asia/Shanghai, not “${shown}”.`);
  }
}

/**
 * A zone's offsets from 1970 to 2040 as pairs, one after the other: seconds since 1970 UTC from which an offset
 * holds, and the offset in seconds east. A RangeError where there is no such zone.
 */
export function offsetsOf(timeZone: string): Float64Array {
  const offsetAt = offsetIn(timeZone);
  const pairs = [FROM, offsetAt(FROM)];
  let before = offsetAt(FROM);
  for (let at = FROM; at < UNTIL; at += STEP) {
    const after = offsetAt(at + STEP);
    if (after !== before) {
      let [low, high] = [at, at + STEP];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offsetAt(middle) === before) low = middle;
        else high = middle;
      }
      pairs.push(high, after);
      before = after;
    }
  }
  return Float64Array.from(pairs);
}

function offsetIn(timeZone: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return seconds => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(seconds * 1000)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
  };
}
