// The main job against DuckDB-wasm: an order file picked in a browser → RFM scores and segments, monthly cohorts,
// value with direct referrals. Both are started before anything is timed, run in turn in one browser, and must
// give one answer, which is also computed here by the plainest means: for the timed file, and before that for files
// with every flaw that their rows can have, so that it is known that both do the whole job.
// The others are shown and not judged. They know that nothing is wrong with the file: `duckdb-clean`, shorter SQL;
// `bytes`, JavaScript tuned by hand for it; `papaparse`, the usual way in JavaScript. `read` only reads it.
//
//   node benches/run.mjs [--rows 1000000] [--runs 5] [--random-ids] [--only siyu,duckdb,…] [--quick]
//
// Fails on a wrong answer, and, unless --quick, where Siyu needs more than its target times DuckDB-wasm's time.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "../tools/browser.mjs";
import { Advice, exists, main, root, run } from "../tools/lib.mjs";
import { serve } from "../tools/serve.mjs";
import { differences } from "./compare.mjs";
import { flawed } from "./flaws.mjs";
import { peakMegabytes, renderers } from "./memory.mjs";
import { solve } from "./oracle.mjs";

/** Siyu's time ÷ DuckDB-wasm's. */
const target = ({ rows, randomIds }) => (randomIds ? 0.2 : rows >= 10_000_000 ? 0.1 : 0.15);
/** Above this the plain computation does not fit into one string. */
const MOST_ROWS_SOLVED = 2_000_000;
const ROWS_WITH_FLAWS = 20_000;
const RIVALS = ["duckdb", "siyu", "duckdb-clean", "bytes", "papaparse", "read"];
/** Those that do the whole job, and so must know every part of the answer. */
const WHOLE = ["duckdb", "siyu"];
const FOLDER = join(root, "target", "bench-data");

function readArguments() {
  const { values } = parseArgs({
    options: {
      rows: { type: "string" },
      runs: { type: "string" },
      only: { type: "string" },
      "random-ids": { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
    },
  });
  const { quick, only } = values;
  const rows = Number(values.rows ?? (quick ? ROWS_WITH_FLAWS : 1_000_000));
  const runs = Number(values.runs ?? (quick ? 1 : 5));
  const rivals = only?.split(",") ?? RIVALS;
  if (!(Number.isInteger(rows) && rows > 0)) throw new Advice("--rows takes a whole number above 0.");
  if (!(Number.isInteger(runs) && runs > 0)) throw new Advice("--runs takes a whole number above 0.");
  if (rivals.some(rival => !RIVALS.includes(rival)))
    throw new Advice(`--only takes one or several of ${RIVALS.join(",")}.`);
  return { rows, runs, quick, randomIds: values["random-ids"], rivals };
}

function makeRows({ rows, randomIds }) {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `orders-${rows}${randomIds ? "-random-ids" : ""}.csv`);
  const arguments_ = ["--rows", String(rows), "--out", path, ...(randomIds ? ["--random-ids"] : [])];
  run("cargo", ["run", "--quiet", "--release", "--example", "sample_shop", "--", ...arguments_]);
  return path;
}

/** Small files with flaws: amounts stand by the line in one, and for the whole order in the other. */
function makeFlawed() {
  const text = readFileSync(makeRows({ rows: ROWS_WITH_FLAWS, randomIds: false }), "utf8");
  return [false, true].map(repeated => {
    const path = join(FOLDER, `orders-with-flaws${repeated ? "-repeated" : ""}.csv`);
    writeFileSync(path, flawed(text, { repeated }));
    return path;
  });
}

async function openPage(browser, url, rival) {
  const others = await renderers(browser);
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", error => console.error(`${rival}: ${error.message}`));
  await page.goto(`${url}benches/page/index.html?${rival}`);
  await page.waitForFunction(() => document.title === "ready");
  await page.evaluate(() => globalThis.bench.start());
  // An empty page may have had a process of its own, which need not be gone yet.
  const processes = (await renderers(browser)).filter(id => !others.includes(id));
  return { page, processes };
}

/** The most that any of these processes has held. */
const highest = processes => Math.max(...processes.map(peakMegabytes)) || null;

const analyse = ({ page }, details) => page.evaluate(options => globalThis.bench.run(options), { details });

/** How an answer differs from the expected one. Parts that were not asked for are not missed. */
function wrongIn({ answer, rival, details }, expected) {
  const asked = key => (WHOLE.includes(rival) ? details || !["scores", "top"].includes(key) : key in answer);
  const wanted = Object.entries(expected.answer).filter(([key]) => asked(key));
  return differences(Object.fromEntries(wanted), answer, `${expected.name} and ${rival}`);
}

/** Whether all do the whole job: the same answer, and the same account of each row, for files with flaws. */
async function checkFlaws(pages, rivals) {
  const wrong = [];
  for (const path of makeFlawed()) {
    const expected = { name: `${path.split("/").at(-1)}: plain`, answer: solve(path) };
    for (const rival of rivals.filter(rival => WHOLE.includes(rival))) {
      await pages[rival].page.locator("#file").setInputFiles(path);
      const { answer } = await analyse(pages[rival], true);
      wrong.push(...wrongIn({ answer, rival, details: true }, expected));
    }
  }
  return wrong;
}

/** Runs the rivals in turn, who goes first changing from round to round. */
async function race(pages, path, { runs, rivals }, solved) {
  const times = Object.fromEntries(rivals.map(rival => [rival, []]));
  const [failures, wrong] = [{}, []];
  let expected = solved;
  for (const rival of rivals) await pages[rival].page.locator("#file").setInputFiles(path);
  for (let round = 0; round < runs; round++) {
    for (const rival of round % 2 === 0 ? rivals : [...rivals].reverse()) {
      await pages[rival].page.bringToFront();
      if (rival in failures) continue;
      const details = round === 0;
      let run;
      try {
        run = await analyse(pages[rival], details);
      } catch (error) {
        // Too many rows for somebody's memory are a result, too.
        failures[rival] = error.message.replace("page.evaluate: Error: ", "").split("\n")[0];
        continue;
      }
      const { ms, answer } = run;
      times[rival].push(ms);
      if (WHOLE.includes(rival)) expected ??= { name: rival, answer };
      if (expected !== undefined) wrong.push(...wrongIn({ answer, rival, details }, expected));
    }
  }
  return { times, failures, wrong };
}

async function bench() {
  const request = readArguments();
  if (request.rivals.includes("siyu") && !exists("pkg/dist/index.js")) {
    throw new Advice(
      "The package is not built yet: run “npm run build”, or “npm run bench”, which builds it.",
    );
  }
  const path = makeRows(request);
  const solved = request.rows <= MOST_ROWS_SOLVED ? { name: "plain", answer: solve(path) } : undefined;
  if (solved === undefined)
    console.log("Too many rows for the plain computation: the rivals are compared with each other.");
  const server = await serve(root);
  let browser;
  try {
    // Without processes in reserve each page has the one that starts with it.
    browser = await launch({ args: ["--disable-features=SpareRendererForSitePerProcess"] });
    const pages = {};
    for (const rival of request.rivals) pages[rival] = await openPage(browser, server.url, rival);
    const flaws = await checkFlaws(pages, request.rivals);
    const { times, failures, wrong } = await race(pages, path, request, solved);
    const peaks = request.rivals.map(rival => [rival, highest(pages[rival].processes)]);
    report(request, {
      ...{ times, failures, wrong: [...flaws, ...wrong], peaks: Object.fromEntries(peaks) },
      ...{ bytes: statSync(path).size, browser: browser.version() },
    });
  } finally {
    await browser?.close();
    await server.close();
  }
}

function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median: Math.round(median), min: Math.round(sorted[0]), runs: times.map(Math.round) };
}

function report(request, { times, failures, wrong, peaks, bytes, browser }) {
  const { rows, runs, quick, randomIds } = request;
  const rivals = request.rivals.filter(rival => !(rival in failures));
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    browser: `Chromium ${browser}`,
    date: new Date().toISOString().slice(0, 10),
  };
  const results = Object.fromEntries(
    rivals.map(rival => [rival, { ...summary(times[rival]), peakMb: peaks[rival] }]),
  );
  const over = rival =>
    rival in results && "siyu" in results ? results.siyu.median / results[rival].median : null;
  const ids = randomIds ? ", random ids" : "";
  const line = cells => cells.map((cell, at) => (at === 0 ? cell.padEnd(14) : cell.padStart(11))).join("");
  console.log(
    `\n${rows.toLocaleString("en")} rows, ${(bytes / 1e6).toFixed(1)} MB${ids}: picked file → RFM, cohorts, LTV`,
  );
  console.log(`${machine.cores} × ${machine.cpu}, ${machine.browser}, ${machine.date}\n`);
  console.log(line(["", "median ms", "min ms", "M rows/s", "peak MB", "siyu ÷ it"]));
  for (const [rival, { median, min, peakMb }] of Object.entries(results)) {
    const cells = [
      median,
      min,
      (rows / 1e3 / median).toFixed(2),
      peakMb ?? "",
      over(rival)?.toFixed(3) ?? "",
    ];
    console.log(line([rival, ...cells.map(String)]));
  }
  for (const [rival, why] of Object.entries(failures)) console.log(`${rival} failed: ${why}`);
  const same = wrong.length === 0 && !("siyu" in failures);
  const shown = wrong.slice(0, 20).map(difference => `  ${difference}`);
  console.log(same ? "\nAll answers are equal." : `\n${wrong.length} differences:\n${shown.join("\n")}`);
  // Where the whole job is too much for it, the smaller one is what is left to compare with.
  const ratio = over("duckdb") ?? over("duckdb-clean");
  console.log(
    JSON.stringify({
      bench: "analyse",
      rows,
      bytes,
      runs,
      randomIds,
      rivals: results,
      ratio,
      same,
      ...machine,
    }),
  );
  if (!same) process.exitCode = 1;
  if (!quick && ratio !== null && ratio > target(request)) {
    const most = target(request);
    console.error(`Siyu needed ${ratio.toFixed(3)} times DuckDB-wasm's time; the target is ${most}.`);
    process.exitCode = 1;
  }
}

await main(bench);
