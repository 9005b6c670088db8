// What the fuzzers of the package share: how many cases, from which seed. A fixed number in the tests; for hours of
// looking: `SIYU_FUZZ_SECONDS=3600 SIYU_FUZZ_SEED=7 node --test tests/node/….test.mjs`.
import { Chance } from "./made.mjs";

export const SEED = Number(process.env.SIYU_FUZZ_SEED ?? 20_240_618);
const SECONDS = Number(process.env.SIYU_FUZZ_SECONDS ?? 0);

/** Runs `check` with one seed after the other, `cases` of them or for as long as is asked for. */
export async function forSeeds(cases, check) {
  const end = performance.now() + SECONDS * 1000;
  for (let n = 0; SECONDS > 0 ? performance.now() < end : n < cases; n++) {
    const seed = SEED + n;
    try {
      await check(new Chance(seed * 2654435761), seed);
    } catch (error) {
      const message = `SIYU_FUZZ_SEED=${seed}: ${error?.message ?? error}`;
      throw Object.assign(new Error(message, { cause: error }), { stack: `${message}\n${error?.stack}` });
    }
  }
}

/** Bytes with one to eight damages. */
export function damaged(whole, chance, most = 8) {
  let bytes = Buffer.from(whole);
  for (let left = 1 + chance.below(most); left > 0; left--) {
    const at = chance.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + chance.size(1, 64));
    const from = chance.below(bytes.length + 1);
    switch (chance.below(6)) {
      case 0:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at, end), bytes.subarray(end)]);
        break;
      case 2:
        Buffer.from(bytes.subarray(from, from + end - at)).copy(bytes, at);
        break;
      case 3:
        if (chance.is(0.1)) bytes = bytes.subarray(0, at);
        break;
      case 4:
        // A number that is read as a length or a place.
        Buffer.from(
          chance.of([
            [0, 0, 0, 0],
            [255, 255, 255, 255],
            [255, 255, 255, 127],
            [1, 0, 0, 0],
          ]),
        ).copy(bytes, at);
        break;
      default:
        if (at < bytes.length) bytes[at] ^= 1 << chance.below(8);
    }
  }
  return new Uint8Array(bytes);
}
