// A call of `open` in the core, begun the same way by every Worker that has a share in it.

import { Opening } from "./core.ts";
import type { Counts, PlainOptions } from "./protocol.ts";
import { zoneOffsets } from "./zone.ts";

/** `seed` keys the dictionaries' hash, so that no file can be made to collide in it. */
export function newOpening(options: PlainOptions, counts: Counts, seed: number): Opening {
  const { encoding: _, ...rest } = options;
  return new Opening(withoutZone(rest), zoneOf(options), counts, seed);
}

/** The caller names a zone; its offsets are between the two sides of this package. */
export function withoutZone({ timeZone: _, ...options }: PlainOptions): PlainOptions {
  return options;
}

/** The offsets of the zone that the options name. */
export function zoneOf({ timeZone }: PlainOptions): Float64Array | undefined {
  return timeZone === undefined || timeZone === null ? undefined : zoneOffsets(timeZone);
}
