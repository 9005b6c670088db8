// The main job against DuckDB: an order file picked in a browser → RFM scores and segments, monthly cohorts, value
// with direct referrals. All are started before anything is timed, run in turn, and must give one answer, which is also
// computed here by the plainest means: for the timed file, and before that for files with every flaw that their rows
// can have, so that it is known that those do the whole job who say so: `siyu`, `duckdb` (DuckDB-wasm) and `native`
// (DuckDB as a library, with two threads, over the same file on the disk), with SQL as it is usually written, and
// `duckdb-tuned` and `native-tuned`, with SQL tuned by hand for exactly this job.
// The others know that nothing is wrong with the file: `duckdb-clean` and `native-clean`, shorter SQL; `bytes`,
// JavaScript tuned by hand for it; `papaparse`, the usual way in JavaScript. `read` only reads it.
//
//   node benches/run.mjs [--rows 1000000] [--runs 5] [--random-ids] [--workers N] [--only siyu,duckdb,…]
//   node benches/run.mjs --all [--runs 5]    1 M rows, 10 M, 10 M with random ids, changed options, Workers
//   node benches/run.mjs --quick             all of that in miniature, nothing of it judged
//
// Ends with the targets and whether they hold. Fails on a wrong answer, and, unless --quick, on a missed target.
import { statSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { Advice, exists, main } from "../tools/lib.mjs";
import { measureAnswers } from "./answers.mjs";
import { makeRows } from "./data.mjs";
import { printLine, whole } from "./numbers.mjs";
import { solve } from "./oracle.mjs";
import { checkFlaws, race, summary } from "./race.mjs";
import { openRival, RIVALS, WHOLE, withBrowser } from "./rivals.mjs";
import { LARGE, printTargets, targetsOfAnswers, targetsOfRace } from "./targets.mjs";
import { measureWorkers } from "./workers.mjs";

/** Above this the plain computation does not fit into one string. */
const MOST_ROWS_SOLVED = 2_000_000;
const QUICK_ROWS = 20_000;
/** Runs in which it is seen how busy the page's thread is. */
const WATCHED = 3;

function readArguments() {
  const { values } = parseArgs({
    options: {
      rows: { type: "string" },
      runs: { type: "string" },
      only: { type: "string" },
      workers: { type: "string" },
      "random-ids": { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
    },
  });
  const { quick, all, only } = values;
  const rivals = only?.split(",") ?? RIVALS;
  if (rivals.some(rival => !RIVALS.includes(rival)))
    throw new Advice(`--only takes one or several of ${RIVALS.join(",")}.`);
  if (all && (quick || values.rows !== undefined || values["random-ids"]))
    throw new Advice("--all stands for itself: it has rows of its own.");
  return {
    rows: whole("rows", values.rows ?? (quick ? QUICK_ROWS : 1_000_000)),
    runs: whole("runs", values.runs ?? (quick ? 1 : 5)),
    workers: values.workers === undefined ? undefined : whole("workers", values.workers, 64),
    ...{ quick, all, rivals, randomIds: values["random-ids"] },
  };
}

/** What is to be done, in turn. */
function plan({ rows, randomIds, all, quick }) {
  if (all) {
    return [
      { race: { rows: 1_000_000, randomIds: false } },
      { race: { rows: LARGE, randomIds: false } },
      { race: { rows: LARGE, randomIds: true } },
      { answers: { rows: 4_000_000 } },
      { workers: { rows: LARGE } },
    ];
  }
  if (!quick) return [{ race: { rows, randomIds } }];
  return [
    { race: { rows, randomIds: false } },
    { race: { rows, randomIds: true } },
    { answers: { rows } },
    // Enough for a part for each of two.
    { workers: { rows: 400_000 } },
  ];
}

/** Those that can take part, and why the others cannot. */
async function openRivals(names, place) {
  const [rivals, absent] = [{}, {}];
  for (const name of names) {
    try {
      rivals[name] = await openRival(name, place);
    } catch (error) {
      if (!(error instanceof Advice)) throw error;
      absent[name] = error.message;
    }
  }
  return { rivals, absent };
}

/** How busy the page's thread is while Siyu works; `null` where that cannot be seen. */
async function watched(siyu, runs) {
  await siyu.page.bringToFront();
  if (!(await siyu.page.evaluate(() => globalThis.bench.provesItself()))) return null;
  const seen = { task: 0, gap: 0, runs };
  for (let run = 0; run < runs; run++) {
    const { blocked } = await siyu.run({ watch: true });
    seen.task = Math.max(seen.task, blocked.task);
    seen.gap = Math.max(seen.gap, blocked.gap);
  }
  return seen;
}

async function runRace(request, { rows, randomIds }, { flaws }) {
  const { runs, quick, workers } = request;
  const load = loadavg()[0];
  const path = await makeRows({ rows, randomIds });
  const tenth = rows >= LARGE || quick ? await makeRows({ rows: rows / 10 }) : null;
  const solved = rows <= MOST_ROWS_SOLVED ? { name: "plain", answer: solve(path) } : undefined;
  if (solved === undefined)
    console.log("Too many rows for the plain computation: the rivals are compared with each other.");
  return withBrowser(async ({ browser, url }) => {
    const place = { browser, url, workers };
    // In pages of their own: dates of another millennium make tables of a hundred megabytes.
    const flawed = flaws ? await flawsIn(request.rivals, place) : [];
    const { rivals, absent } = await openRivals(request.rivals, place);
    try {
      const { times, failures, wrong } = await race(rivals, path, { runs, large: rows >= LARGE, solved });
      const names = Object.keys(rivals).filter(rival => !(rival in failures));
      const peaks = {};
      for (const rival of names) peaks[rival] = await rivals[rival].peak();
      const results = Object.fromEntries(names.map(rival => [rival, summary(times[rival])]));
      const raced = { results, peaks, failures: { ...absent, ...failures }, wrong: [...flawed, ...wrong] };
      if ("siyu" in results) {
        raced.thread = await watched(rivals.siyu, quick ? 1 : WATCHED);
        if (tenth !== null && !randomIds) {
          const { siyu } = (await race({ siyu: rivals.siyu }, tenth, { runs })).times;
          raced.smaller = { rows: rows / 10, ...summary(siyu) };
        }
      }
      const facts = { rows, randomIds, runs, workers, bytes: statSync(path).size, load };
      printRace(facts, raced, machine(browser.version()));
      return { targets: targetsOfRace({ rows, randomIds, quick }, raced), same: isSame(raced) };
    } finally {
      await closeAll(rivals);
    }
  });
}

/** What those who do the whole job make of files with flaws, where that is wrong. */
async function flawsIn(names, place) {
  const { rivals } = await openRivals(
    names.filter(name => WHOLE.includes(name)),
    place,
  );
  try {
    return await checkFlaws(rivals);
  } finally {
    await closeAll(rivals);
  }
}

async function closeAll(rivals) {
  for (const rival of Object.values(rivals)) await rival.close();
}

const isSame = ({ wrong, failures }) => wrong.length === 0 && !("siyu" in failures);

function machine(browser) {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    browser: `Chromium ${browser}`,
    date: new Date().toISOString().slice(0, 10),
  };
}

function printRace({ rows, randomIds, runs, workers, bytes, load }, raced, place) {
  const { results, peaks, failures, wrong } = raced;
  const facts = `${(bytes / 1e6).toFixed(1)} MB${randomIds ? ", random ids" : ""}${workers ? `, --workers ${workers}` : ""}`;
  console.log(`\n${rows.toLocaleString("en")} rows, ${facts}: picked file → RFM, cohorts, LTV`);
  console.log(
    `${place.cores} × ${place.cpu}, ${place.browser}, ${place.date}, load before ${load.toFixed(2)}\n`,
  );
  const line = cells => cells.map((cell, at) => (at === 0 ? cell.padEnd(14) : cell.padStart(11))).join("");
  console.log(line(["", "min ms", "median ms", "max ms", "M rows/s", "peak MB", "siyu ÷ it"]));
  const numbers = {};
  for (const [rival, { median, min, runs }] of Object.entries(results)) {
    const over = results.siyu ? results.siyu.min / min : null;
    numbers[rival] = { ...roundAll({ median, min, runs }), peakMb: peaks[rival] };
    const times = [min, median, Math.max(...runs)].map(ms => String(Math.round(ms)));
    const pace = (rows / 1e3 / min).toFixed(2);
    console.log(line([rival, ...times, pace, String(peaks[rival] ?? ""), over?.toFixed(3) ?? ""]));
  }
  for (const [rival, why] of Object.entries(failures)) console.log(`${rival} failed: ${why}`);
  const shown = wrong.slice(0, 20).map(difference => `  ${difference}`);
  console.log(
    wrong.length === 0 ? "\nAll answers are equal." : `\n${wrong.length} differences:\n${shown.join("\n")}`,
  );
  const said = { bench: "analyse", rows, bytes, runs, randomIds, workers, load, rivals: numbers, failures };
  printLine({ ...said, same: isSame(raced), ...place });
}

const roundAll = ({ median, min, runs }) => ({
  ...{ median: Math.round(median), min: Math.round(min), runs: runs.map(Math.round) },
});

async function bench() {
  const request = readArguments();
  if (!exists("pkg/dist/index.js")) {
    throw new Advice(
      "The package is not built yet: run “npm run build”, or “npm run bench”, which builds it.",
    );
  }
  const { quick } = request;
  const load = loadavg()[0];
  const targets = [];
  let same = true;
  for (const [at, step] of plan(request).entries()) {
    if (step.race) {
      const raced = await runRace(request, step.race, { flaws: at === 0 });
      targets.push(...raced.targets);
      same &&= raced.same;
    } else if (step.answers) {
      const asked = await measureAnswers({ ...step.answers, runs: request.runs });
      targets.push(...targetsOfAnswers(asked));
      same &&= asked.same;
    } else {
      const measured = await measureWorkers({ ...step.workers, runs: Math.min(request.runs, 3) });
      same &&= measured.same;
    }
  }
  const reached = printTargets(targets, { judged: !quick, load });
  if (!same || (!quick && !reached)) process.exitCode = 1;
}

await main(bench);
