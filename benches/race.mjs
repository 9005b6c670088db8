// Rivals over one file, in turn, who goes first changing from round to round; each answer is compared with what is
// expected, and where nothing is, with that of the first who did the whole job.
import { say } from "../tools/lib.mjs";
import { differences } from "./compare.mjs";
import { makeFlawed } from "./data.mjs";
import { solve } from "./oracle.mjs";
import { WHOLE } from "./rivals.mjs";

const ROWS_WITH_FLAWS = 20_000;
/** Those that are shown and judge nothing, and take half a minute and more for a large file: once is enough. */
const SLOW = ["papaparse", "bytes"];

/** How an answer differs from the expected one. Parts that were not asked for are not missed. */
function wrongIn({ answer, rival, details }, expected) {
  const asked = key => (WHOLE.includes(rival) ? details || !["scores", "top"].includes(key) : key in answer);
  const wanted = Object.entries(expected.answer).filter(([key]) => asked(key));
  return differences(Object.fromEntries(wanted), answer, `${expected.name} and ${rival}`);
}

/** Whether all do the whole job: the same answer, and the same account of each row, for files with flaws. */
export async function checkFlaws(rivals, rows = ROWS_WITH_FLAWS) {
  const wrong = [];
  for (const path of await makeFlawed(rows)) {
    const expected = { name: `${path.split("/").at(-1)}: plain`, answer: solve(path) };
    for (const rival of Object.keys(rivals).filter(rival => WHOLE.includes(rival))) {
      await rivals[rival].pick(path);
      const { answer } = await rivals[rival].run({ details: true });
      wrong.push(...wrongIn({ answer, rival, details: true }, expected));
    }
  }
  return wrong;
}

/** The times of every rival, who failed and why, and what was wrong in the answers. With `large` the slow run once. */
export async function race(rivals, path, { runs, large = false, solved }) {
  const names = Object.keys(rivals);
  const times = Object.fromEntries(names.map(rival => [rival, []]));
  const [failures, wrong] = [{}, []];
  let expected = solved;
  for (const rival of names) await rivals[rival].pick(path);
  for (let round = 0; round < runs; round++) {
    for (const rival of round % 2 === 0 ? names : [...names].reverse()) {
      if (rival in failures || (large && round > 0 && SLOW.includes(rival))) continue;
      // In the end: who they are is no part of the job, and takes memory of its own.
      const details = round === runs - 1;
      try {
        const { ms, answer } = await rivals[rival].run({ details });
        times[rival].push(ms);
        if (large) say(`round ${round + 1} of ${runs}: ${rival} ${Math.round(ms)} ms`);
        if (WHOLE.includes(rival)) expected ??= { name: rival, answer };
        if (details && expected !== undefined) expected.answer = { ...answer, ...expected.answer };
        if (expected !== undefined) wrong.push(...wrongIn({ answer, rival, details }, expected));
      } catch (error) {
        // Too many rows for somebody's memory are a result, too.
        failures[rival] = error.message;
        if (large) say(`round ${round + 1} of ${runs}: ${rival} failed`);
      }
    }
  }
  return { times, failures, wrong };
}

/** The least and the middle one of some times. */
export function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median, min: sorted[0], runs: times };
}
