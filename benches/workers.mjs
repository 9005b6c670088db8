// What several Workers gain: the main job with 1, 2, 4 and 8 of them, and what each thread computed meanwhile, as the
// system counts it (Linux). Other programs make the time longer, and hardly what was computed.
//
//   node benches/workers.mjs [--rows 10000000] [--runs 3]
//
// What cannot be shared is what the Worker that holds the dataset still computes when seven others help it. The
// projections assume that cores are cores of their own: two threads of one core, as cloud machines have them, wait for
// each other, and compute longer than they would.
import { cpus, loadavg } from "node:os";
import { Advice, isMain, main } from "../tools/lib.mjs";
import { differences } from "./compare.mjs";
import { makeRows } from "./data.mjs";
import { printLine, readNumbers } from "./numbers.mjs";
import { processes, threads } from "./processes.mjs";
import { summary } from "./race.mjs";
import { openPage, withBrowser } from "./rivals.mjs";

const USUAL_ROWS = 10_000_000;
const COUNTS = [1, 2, 4, 8];
const CORES = [4, 8];
/** How the system calls them, as far as it keeps names. */
const WORKER = "DedicatedWorker";

/** Per number of Workers the times, and what was computed where. */
export async function measureWorkers({ rows, runs }) {
  const load = loadavg()[0];
  const path = await makeRows({ rows });
  return withBrowser(async place => {
    const siyu = await openPage("siyu", place);
    try {
      await siyu.pick(path);
      const measured = Object.fromEntries(COUNTS.map(count => [count, []]));
      const wrong = [];
      let expected;
      for (let run = 0; run < runs; run++) {
        for (const count of run % 2 === 0 ? COUNTS : [...COUNTS].reverse()) {
          const { answer, ...one } = await runOnce(siyu, place.browser, count);
          measured[count].push(one);
          expected ??= answer;
          wrong.push(...differences(expected, answer, `${count} Workers`));
        }
      }
      return print({ rows, runs, load, measured, wrong, same: wrong.length === 0 });
    } finally {
      await siyu.close();
    }
  });
}

/** One run: first the file is read, then the Worker that holds the dataset is asked, which so is known. */
async function runOnce({ page, process: shown }, browser, count) {
  await page.bringToFront();
  await page.evaluate(count => globalThis.bench.rival.prepare(count), count);
  const look = async () => ({
    threads: (shown !== null && threads(shown)) || new Map(),
    others: othersMs(await processes(browser), shown),
  });
  const before = await look();
  const reading = await page.evaluate(async workers => {
    const began = performance.now();
    await globalThis.bench.rival.read(globalThis.bench.file(), { workers, keep: true });
    return performance.now() - began;
  }, count);
  const between = await look();
  const { asking, answer } = await page.evaluate(async () => {
    const began = performance.now();
    const answer = await globalThis.bench.rival.ask();
    return { asking: performance.now() - began, answer };
  });
  const after = await look();
  await page.evaluate(() => globalThis.bench.rival.tidy());
  return { ms: reading + asking, reading, answer, cpu: computed(before, between, after, count, shown) };
}

/** What the processes computed that do not show the page: the browser reads the file for it. */
function othersMs(all, shown) {
  const seconds = all.filter(({ id }) => id !== shown).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  return seconds * 1e3;
}

/** Milliseconds of processor time by who took them; `null` where the system does not tell. */
function computed(before, between, after, count, shown) {
  const since = (from, id) => after.threads.get(id).ms - (from.threads.get(id)?.ms ?? 0);
  const [workers, rest] = [[], []];
  for (const [id, { name }] of after.threads) (name === WORKER ? workers : rest).push(id);
  if (workers.length < count) return null;
  const holder = workers.reduce((most, id) => (since(between, id) > since(between, most) ? id : most));
  const helpers = workers.filter(id => id !== holder).map(id => since(before, id));
  // Workers that wait for the next run have computed next to nothing.
  helpers.sort((a, b) => b - a);
  const sum = ids => ids.reduce((ms, id) => ms + since(before, id), 0);
  return {
    holder: since(before, holder),
    helpers: helpers.slice(0, count - 1),
    page: sum(rest.filter(id => id === shown)),
    rest: sum(rest.filter(id => id !== shown)),
    others: after.others - before.others,
  };
}

/** The share of the work that one Worker has to do, from what was computed, and the times on more cores. */
function shares(least) {
  const [one, most] = [least[COUNTS[0]], least[COUNTS.at(-1)]];
  if (!one.cpu || !most.cpu) return null;
  const serial = Math.min(1, most.cpu.holder / one.cpu.holder);
  const amdahl = cores => one.ms * (serial + (1 - serial) / cores);
  // What is not the Worker's own, such as waiting for the first bytes, stays.
  const waiting = Math.max(0, one.ms - one.cpu.holder);
  const busiest = count => Math.max(least[count].cpu.holder, ...least[count].cpu.helpers);
  return {
    serial,
    // A time below the half cannot be explained by what was shared.
    byTime: cpus().length > 1 ? Math.max(0, (2 * least[2].ms) / one.ms - 1) : null,
    projected: CORES.map(cores => ({ cores, amdahl: amdahl(cores), busiest: busiest(cores) + waiting })),
  };
}

function print({ rows, runs, load, measured, wrong, same }) {
  const least = Object.fromEntries(
    COUNTS.map(count => [count, measured[count].reduce((a, b) => (b.ms < a.ms ? b : a))]),
  );
  console.log(
    `\n${rows.toLocaleString("en")} rows, several Workers on ${cpus().length} cores, least of ${runs} runs, load before ${load.toFixed(2)}; s of processor time\n`,
  );
  const line = cells => cells.map((cell, at) => cell.padStart(at < 4 ? 10 : 9)).join("");
  console.log(
    `${line(["Workers", "min ms", "median ms", "reading", "holder", "page", "rest", "browser", "all"])}  helpers`,
  );
  const second = ms => (ms / 1e3).toFixed(2);
  for (const count of COUNTS) {
    const { ms, reading, cpu } = least[count];
    const { median } = summary(measured[count].map(({ ms }) => ms));
    const times = [count, Math.round(ms), Math.round(median), Math.round(reading)].map(String);
    if (cpu === null) {
      console.log(line(times));
      continue;
    }
    const { holder, helpers, page, rest, others } = cpu;
    const all = holder + helpers.reduce((sum, ms) => sum + ms, 0) + page + rest + others;
    const shown = [holder, page, rest, others, all].map(second);
    console.log(`${line([...times, ...shown])}  ${helpers.map(second).join(" ")}`.trimEnd());
  }
  const share = shares(least);
  if (share === null) console.log("\nWhat Workers compute is not told by this system.");
  else {
    const percent = value => `${(value * 100).toFixed(0)} %`;
    const byTime = share.byTime === null ? "" : `; by the times of 1 and 2 Workers ${percent(share.byTime)}`;
    console.log(`\nCannot be shared: ${percent(share.serial)} of what one Worker computes${byTime}.`);
    for (const { cores, amdahl, busiest } of share.projected) {
      console.log(
        `Projection for ${cores} cores of their own: ${Math.round(amdahl)} ms by Amdahl's law; ${Math.round(busiest)} ms by the busiest Worker.`,
      );
    }
  }
  if (!same) console.log(`Answers differ:\n${wrong.slice(0, 20).join("\n")}`);
  const said = { bench: "workers", rows, runs, load, cores: cpus().length, least, share, same };
  printLine(said);
  return said;
}

if (isMain(import.meta)) {
  await main(async () => {
    const { same } = await measureWorkers(readNumbers({ rows: USUAL_ROWS, runs: 3 }));
    if (!same) throw new Advice("Answers differ.");
  });
}
