// How soon an open shop answers when an option is changed, in a browser: the middle one of several times for each
// question. A shop that was just opened must give the same answers to what was asked last.
//
//   node benches/answers.mjs [--rows 4000000] [--runs 5]     a fourth as many customers
//
// Prints the targets and fails where one is missed.
import { loadavg } from "node:os";
import { Advice, isMain, main } from "../tools/lib.mjs";
import { makeRows } from "./data.mjs";
import { printLine, readNumbers } from "./numbers.mjs";
import { summary } from "./race.mjs";
import { openPage, withBrowser } from "./rivals.mjs";
import { printTargets, targetsOfAnswers } from "./targets.mjs";

const USUAL_ROWS = 4_000_000;

/** Per question the times; and whether answers are the same as those of a shop that was just opened. */
export async function measureAnswers({ rows, runs }) {
  const load = loadavg()[0];
  const path = await makeRows({ rows });
  return withBrowser(async place => {
    const { page, pick, close } = await openPage("changes", place);
    const open = () => page.evaluate(() => globalThis.bench.rival.open(globalThis.bench.file()));
    const ask = (at, daysBack) =>
      page.evaluate(([at, daysBack]) => globalThis.bench.rival.ask(at, daysBack), [at, daysBack]);
    try {
      await pick(path);
      await page.bringToFront();
      const customers = await open();
      const names = await page.evaluate(() => globalThis.bench.rival.names());
      // Each is asked for days of its own: whatever is kept of an answer is of another one.
      const day = (at, run) => 1 + run * names.length + at;
      const times = names.map(() => []);
      const last = [];
      for (let run = 0; run < runs; run++) {
        for (const at of names.keys()) {
          const { ms, text } = await ask(at, day(at, run));
          times[at].push(ms);
          last[at] = text;
        }
      }
      await page.evaluate(() => globalThis.bench.rival.tidy());
      await open();
      const wrong = [];
      // The other way round: what an answer rests on was made for another question.
      for (const at of [...names.keys()].reverse()) {
        const { text } = await ask(at, day(at, runs - 1));
        if (text !== last[at]) wrong.push(`${names[at].change}: ${names[at].question}`);
      }
      await page.evaluate(() => globalThis.bench.rival.tidy());
      const answers = names.map((name, at) => {
        const { median, min, runs } = summary(times[at]);
        return { ...name, median, min, max: Math.max(...runs) };
      });
      return print({ rows, customers, runs, load, answers, same: wrong.length === 0, wrong });
    } finally {
      await close();
    }
  });
}

function print(measured) {
  const { rows, customers, runs, load, answers, same, wrong } = measured;
  console.log(
    `\n${rows.toLocaleString("en")} rows, ${customers.toLocaleString("en")} customers: an option changed → its answer, ${runs} runs, load before ${load.toFixed(2)}\n`,
  );
  const line = cells => cells.map((cell, at) => (at < 2 ? cell.padEnd(26) : cell.padStart(11))).join("");
  console.log(line(["changed", "asked", "median ms", "min ms", "max ms"]));
  for (const { change, question, ...times } of answers) {
    const numbers = [times.median, times.min, times.max].map(ms => ms.toFixed(ms < 10 ? 1 : 0));
    console.log(line([change, question, ...numbers]));
  }
  console.log(
    same
      ? "\nA shop just opened answers the same."
      : `\nAnswers differ from a shop just opened: ${wrong.join("; ")}.`,
  );
  printLine({ bench: "answers", ...measured });
  return measured;
}

if (isMain(import.meta)) {
  await main(async () => {
    const measured = await measureAnswers(readNumbers({ rows: USUAL_ROWS, runs: 5 }));
    const reached = printTargets(targetsOfAnswers(measured), { judged: true, load: measured.load });
    if (!measured.same) throw new Advice("Answers differ.");
    if (!reached) process.exitCode = 1;
  });
}
