// How busy the page's thread is, and how soon answers stand: an order file picked in the finished page, then its
// switches turned one after the other, each with its section in view.
//
//   node benches/responsive.mjs [--rows 1000000] [--file orders.csv] [--form parquet] [--runs 3] [--quick] [--why]
//
// With --form the file is made as Parquet or Arrow, which the page's own thread reads, and only
// read, until there is something to see.
//
// For each step: the milliseconds until the section in view shows its answer, charts included, until all sections do,
// and the longest task of the page's thread meanwhile. “cpu” is what the page's thread and the Worker computed: where
// other programs compete for the processor, time passes that is not theirs. --why names the scripts of long tasks.
// It measures and judges nothing: what a task takes depends on the machine.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "../tools/browser.mjs";
import { Advice, exists, main, root } from "../tools/lib.mjs";
import { serve } from "../tools/serve.mjs";
import { asColumns, FORMS } from "./columns.mjs";
import { makeRows } from "./data.mjs";
import { whole } from "./numbers.mjs";

/** Past this a task keeps a person waiting. */
const LONG_MS = 50;

/** Sections, and the switch turned while each is in view. */
const STEPS = [
  ["today", "asOf"],
  ["overview", "asOf"],
  ["segments", "asOf"],
  ["segments", "segments"],
  ["segments", "split"],
  ["value", "attribution"],
  ["cohorts", "period"],
  ["repurchase", "asOf"],
  ["customers", "segments"],
  ["customers", "attribution"],
];

async function readArguments() {
  const { values } = parseArgs({
    options: {
      rows: { type: "string" },
      file: { type: "string" },
      form: { type: "string" },
      runs: { type: "string" },
      quick: { type: "boolean", default: false },
      why: { type: "boolean", default: false },
    },
  });
  const { quick, why, file, form } = values;
  if (form !== undefined && !(form in FORMS)) {
    throw new Advice(`--form is one of ${Object.keys(FORMS).join(", ")}.`);
  }
  const rows = whole("rows", values.rows ?? (quick ? 20_000 : 1_000_000));
  const runs = whole("runs", values.runs ?? (quick ? 1 : 3));
  const csv = file === undefined ? await makeRows({ rows }) : resolve(file);
  if (form === undefined) return { path: csv, begin: "open", steps: STEPS, runs, why };
  return { path: await asColumns(csv, form), begin: "read", steps: [], runs, why };
}

/** Runs in the page before it. */
function watch() {
  const seen = { tasks: [], frames: [] };
  new PerformanceObserver(list => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver(list => {
    for (const frame of list.getEntries()) {
      const scripts = frame.scripts.map(
        ({
          duration,
          invoker,
          sourceFunctionName,
          sourceURL,
          sourceCharPosition,
          forcedStyleAndLayoutDuration,
        }) =>
          `${Math.round(duration)} ms ${invoker} ${sourceFunctionName} ${sourceURL.split("/").pop()}:${sourceCharPosition}` +
          ` (layout ${Math.round(forcedStyleAndLayoutDuration)})`,
      );
      const end = frame.startTime + frame.duration;
      const rendering = frame.renderStart > 0 ? end - frame.renderStart : 0;
      seen.frames.push({ startTime: frame.startTime, duration: frame.duration, rendering, scripts });
    }
  }).observe({ type: "long-animation-frame", buffered: true });

  const report = () => document.querySelector("siyu-report");
  const sectionOf = name => report()?.renderRoot.querySelector(`[data-name="${name}"]`);
  const isReady = host => {
    const section = host.renderRoot.querySelector("section");
    if (section?.getAttribute("aria-busy") !== "false") return false;
    // A chart in sight is drawn.
    const charts = [...host.renderRoot.querySelectorAll("siyu-chart")].filter(chart => {
      const { top, bottom } = chart.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    return charts.every(chart => chart.getAttribute("aria-busy") !== "true");
  };
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const until = async condition => {
    while (!condition()) await frame();
    await frame();
    return performance.now();
  };
  // Where a step begins and ends, for the trace.
  const mark = name => performance.mark(`siyu ${name}`).startTime;
  const rest = () => new Promise(done => setTimeout(done, 700));
  const all = () => {
    const hosts = [...(report()?.renderRoot?.querySelectorAll("[data-name]") ?? [])];
    return hosts.length > 0 && hosts.every(isReady);
  };
  const days = (text, by) => new Date(Date.parse(text) + by * 864e5).toISOString().slice(0, 10);
  const turned = new Map();
  const turn = (name, key) => {
    const times = (turned.get(key) ?? 0) + 1;
    turned.set(key, times);
    const scope = key === "period" || key === "split" ? sectionOf(name) : report();
    const id = { asOf: "as-of", segments: "bar-segments", attribution: "bar-attribution" }[key] ?? key;
    const control = scope.renderRoot.getElementById(id);
    if (control === null) return false;
    // Each time another answer: one that was given before is no news.
    if (key === "asOf") control.value = days(control.max, -30 * times);
    else {
      const values = [...control.options].map(option => option.value);
      control.value = values[(values.indexOf(control.value) + 1) % values.length];
    }
    control.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const since = start => {
    const tasks = seen.tasks.filter(task => task.startTime + task.duration >= start);
    const frames = seen.frames.filter(({ startTime, duration }) => startTime + duration >= start);
    return { tasks: tasks.map(({ duration }) => Math.round(duration)), frames };
  };

  window.responsive = {
    async read() {
      const start = mark("start");
      const first = (await until(() => report()?.renderRoot?.querySelector("[data-name]"))) - start;
      mark("first");
      mark("end");
      return { first: null, all: first, ...since(start) };
    },
    async open() {
      await until(() => report()?.renderRoot?.querySelector("[data-name]"));
      const start = mark("start");
      await until(all);
      const end = mark("first");
      await rest();
      mark("end");
      return { first: null, all: end - start, ...since(start) };
    },
    async step(name, key) {
      sectionOf(name).scrollIntoView({ behavior: "instant" });
      await rest();
      await until(all);
      const start = mark("start");
      if (!turn(name, key)) return null;
      await frame();
      await until(() => isReady(sectionOf(name)));
      const first = mark("first") - start;
      const whole = (await until(all)) - start;
      await rest();
      mark("end");
      return { first, all: whole, ...since(start) };
    },
  };
}

/** What threads did between marks, from a trace of the browser. */
async function traced(browser, act) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const includedCategories = ["toplevel", "blink.user_timing"];
  const traceConfig = { includedCategories, excludedCategories: ["*"] };
  await session.send("Tracing.start", { traceConfig, transferMode: "ReportEvents" });
  const result = await act();
  const complete = new Promise(resolve => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return { result, cpu: cpuOf(events) };
}

function cpuOf(events) {
  const marks = Object.fromEntries(
    events.filter(({ name }) => name.startsWith("siyu ")).map(event => [event.name.slice(5), event]),
  );
  const { start, first, end } = marks;
  if (!(start && first && end)) return null;
  const tasks = events.filter(
    ({ ph, name, pid, ts, dur }) =>
      ph === "X" && name === "ThreadControllerImpl::RunTask" && pid === start.pid && ts + dur >= start.ts,
  );
  const page = tasks.filter(({ tid, ts }) => tid === start.tid && ts <= end.ts);
  const workers = new Set(
    events
      .filter(
        ({ name, pid, args }) =>
          name === "thread_name" && pid === start.pid && /Worker thread/.test(args.name),
      )
      .map(({ tid }) => tid),
  );
  const answering = tasks.filter(({ tid, ts }) => (tid === start.tid || workers.has(tid)) && ts <= first.ts);
  return {
    longest: Math.max(0, ...page.map(({ tdur = 0 }) => tdur)) / 1000,
    first: answering.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000,
  };
}

const round = value => (value === null ? "" : String(Math.round(value)));

async function bench() {
  const { path, begin, steps, runs, why } = await readArguments();
  if (!exists("www/dist/index.html")) throw new Advice("The page is not built yet: run “npm run build”.");
  const server = await serve(join(root, "www/dist"));
  const browser = await launch();
  const results = new Map();
  const note = (title, result) => {
    if (result === null) return;
    results.set(title, [...(results.get(title) ?? []), result]);
    if (!why) return;
    for (const { duration, rendering, scripts } of result.frames.filter(
      ({ duration }) => duration > LONG_MS,
    )) {
      console.log(`${title}: a frame of ${round(duration)} ms, ${round(rendering)} of them rendering`);
      for (const script of scripts) console.log(`    ${script}`);
    }
  };
  try {
    for (let at = 0; at < runs; at++) {
      const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
      await context.addInitScript(watch);
      const page = await context.newPage();
      page.setDefaultTimeout(300_000);
      await page.goto(server.url);
      await page.locator("#file:enabled").waitFor({ state: "attached" });
      const opened = await traced(browser, async () => {
        const done = page.evaluate(step => window.responsive[step](), begin);
        await page.locator("#file").setInputFiles(path);
        return done;
      });
      note(begin, { ...opened.result, cpu: opened.cpu });
      for (const [section, key] of steps) {
        const step = ([name, turned]) => window.responsive.step(name, turned);
        const { result, cpu } = await traced(browser, () => page.evaluate(step, [section, key]));
        note(`${section}: ${key}`, result && { ...result, cpu });
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  print(results);
}

function print(results) {
  const least = values => Math.min(...values.filter(value => value !== null));
  const titles = ["in view", "cpu", "all", "longest task", "cpu"];
  console.log(`\n${"Least of the runs, ms".padEnd(26)}${titles.map(title => title.padStart(13)).join("")}`);
  for (const [title, all] of results) {
    const numbers = [
      all[0].first === null ? null : least(all.map(({ first }) => first)),
      least(all.map(({ cpu }) => cpu?.first ?? null)),
      least(all.map(result => result.all)),
      least(all.map(({ tasks }) => Math.max(0, ...tasks))),
      least(all.map(({ cpu }) => cpu?.longest ?? null)),
    ];
    console.log(`${title.padEnd(26)}${numbers.map(number => round(number).padStart(13)).join("")}`);
  }
}

await main(bench);
