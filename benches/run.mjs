// The main job against DuckDB-wasm: an order file picked in a browser → RFM scores and segments, monthly cohorts,
// value with direct referrals. Both are started before anything is timed, run in turn in one browser, and must
// give one answer, which is also computed here by the plainest means.
//
//   node benches/run.mjs [--rows 1000000] [--runs 5] [--random-ids] [--only siyu|duckdb] [--quick]
//
// Fails on a wrong answer, and, unless --quick, where Siyu needs more than TARGET times DuckDB-wasm's time.
import { mkdirSync, statSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "../tools/browser.mjs";
import { Advice, exists, main, root, run } from "../tools/lib.mjs";
import { serve } from "../tools/serve.mjs";
import { differences } from "./compare.mjs";
import { solve } from "./oracle.mjs";

const TARGET = 0.15;
/** Above this the plain computation does not fit into one string. */
const MOST_ROWS_SOLVED = 2_000_000;
const RIVALS = ["duckdb", "siyu"];

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
  const rows = Number(values.rows ?? (quick ? 20_000 : 1_000_000));
  const runs = Number(values.runs ?? (quick ? 1 : 5));
  if (!(Number.isInteger(rows) && rows > 0)) throw new Advice("--rows takes a whole number above 0.");
  if (!(Number.isInteger(runs) && runs > 0)) throw new Advice("--runs takes a whole number above 0.");
  if (only !== undefined && !RIVALS.includes(only)) throw new Advice(`--only takes ${RIVALS.join(" or ")}.`);
  return { rows, runs, quick, randomIds: values["random-ids"], rivals: only === undefined ? RIVALS : [only] };
}

function makeRows({ rows, randomIds }) {
  const folder = join(root, "target", "bench-data");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `orders-${rows}${randomIds ? "-random-ids" : ""}.csv`);
  const arguments_ = ["--rows", String(rows), "--out", path, ...(randomIds ? ["--random-ids"] : [])];
  run("cargo", ["run", "--quiet", "--release", "--example", "sample_shop", "--", ...arguments_]);
  return path;
}

async function openPage(browser, url, rival, path) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", error => console.error(`${rival}: ${error.message}`));
  await page.goto(`${url}benches/page/index.html?${rival}`);
  await page.waitForFunction(() => document.title === "ready");
  await page.locator("#file").setInputFiles(path);
  await page.evaluate(() => globalThis.bench.start());
  return page;
}

/** Runs the rivals in turn, who goes first changing from round to round. */
async function race(pages, { runs, rivals }, expected) {
  const times = Object.fromEntries(rivals.map(rival => [rival, []]));
  let wanted = expected;
  let wrong = [];
  for (let round = 0; round < runs; round++) {
    for (const rival of round % 2 === 0 ? rivals : [...rivals].reverse()) {
      await pages[rival].bringToFront();
      const details = round === 0;
      const { ms, answer } = await pages[rival].evaluate(options => globalThis.bench.run(options), {
        details,
      });
      times[rival].push(ms);
      wanted ??= { name: rival, answer };
      const compared = details ? wanted.answer : { ...wanted.answer, scores: answer.scores, top: answer.top };
      wrong = wrong.concat(differences(compared, answer, `${wanted.name} and ${rival}`));
    }
  }
  return { times, wrong };
}

function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median: Math.round(median), min: Math.round(sorted[0]), runs: times.map(Math.round) };
}

async function bench() {
  const request = readArguments();
  if (request.rivals.includes("siyu") && !exists("pkg/dist/index.js")) {
    throw new Advice(
      "The package is not built yet: run “npm run build”, or “npm run bench”, which builds it.",
    );
  }
  const path = makeRows(request);
  const expected = request.rows <= MOST_ROWS_SOLVED ? { name: "plain", answer: solve(path) } : null;
  if (expected === null)
    console.log("Too many rows for the plain computation: the rivals are compared alone.");
  const server = await serve(root);
  let browser;
  try {
    browser = await launch();
    const pages = {};
    for (const rival of request.rivals) pages[rival] = await openPage(browser, server.url, rival, path);
    const { times, wrong } = await race(pages, request, expected);
    report(request, { times, wrong, bytes: statSync(path).size, browser: browser.version() });
  } finally {
    await browser?.close();
    await server.close();
  }
}

function report(request, { times, wrong, bytes, browser }) {
  const { rows, runs, quick, randomIds, rivals } = request;
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    browser: `Chromium ${browser}`,
    date: new Date().toISOString().slice(0, 10),
  };
  const results = Object.fromEntries(rivals.map(rival => [rival, summary(times[rival])]));
  const ratio = rivals.length === 2 ? results.siyu.median / results.duckdb.median : null;
  const ids = randomIds ? ", random ids" : "";
  console.log(
    `\n${rows.toLocaleString("en")} rows, ${(bytes / 1e6).toFixed(1)} MB${ids}: picked file → RFM, cohorts, LTV`,
  );
  console.log(`${machine.cores} × ${machine.cpu}, ${machine.browser}, ${machine.date}\n`);
  console.log(
    `${"".padEnd(14)}${"median ms".padStart(10)}${"min ms".padStart(10)}${"M rows/s".padStart(10)}`,
  );
  for (const [rival, { median, min }] of Object.entries(results)) {
    const speed = (rows / 1e3 / median).toFixed(2);
    console.log(
      `${rival.padEnd(14)}${String(median).padStart(10)}${String(min).padStart(10)}${speed.padStart(10)}`,
    );
  }
  if (ratio !== null)
    console.log(`${"ratio".padEnd(14)}${ratio.toFixed(3).padStart(10)}   (target ${TARGET})`);
  const same = wrong.length === 0;
  const shown = wrong.slice(0, 20).map(line => `  ${line}`);
  console.log(same ? "All answers are equal." : `${wrong.length} differences:\n${shown.join("\n")}`);
  console.log(
    JSON.stringify({ bench: "analyse", rows, bytes, runs, randomIds, ...results, ratio, same, ...machine }),
  );
  if (!same) process.exitCode = 1;
  if (!quick && ratio !== null && ratio > TARGET) {
    console.error(`Siyu needed ${ratio.toFixed(3)} times DuckDB-wasm's time; the target is ${TARGET}.`);
    process.exitCode = 1;
  }
}

await main(bench);
