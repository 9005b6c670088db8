// Who takes part: pages of one browser with one rival each, and programs outside it. All are started before anything
// is timed, are given a file, and run over it as often as they are asked.
import { fork } from "node:child_process";
import { join } from "node:path";
import { launch } from "../tools/browser.mjs";
import { Advice, root } from "../tools/lib.mjs";
import { serve } from "../tools/serve.mjs";
import { installNative } from "./native/install.mjs";
import { peakMegabytes, processOf, watchPeak } from "./processes.mjs";

export const RIVALS = [
  ...["duckdb", "native", "siyu", "duckdb-tuned", "native-tuned"],
  ...["duckdb-clean", "native-clean", "bytes", "papaparse", "read"],
];
/** Those that do the whole job, and so must know every part of the answer. */
export const WHOLE = ["duckdb", "native", "siyu", "duckdb-tuned", "native-tuned"];

/** Runs `work` with a browser and the address of what is served to it. */
export async function withBrowser(work) {
  const server = await serve(root);
  let browser;
  try {
    // Without processes in reserve each page has the one that starts with it.
    browser = await launch({ args: ["--disable-features=SpareRendererForSitePerProcess"] });
    return await work({ browser, url: server.url });
  } finally {
    await browser?.close();
    await server.close();
  }
}

/** Starts one of them; `Advice` where it cannot take part. */
export async function openRival(name, place) {
  return name.startsWith("native") ? openProgram(name) : openPage(name, place);
}

/** A page of the browser, and the process that shows it. */
export async function openPage(name, { browser, url, workers }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  // Ten million rows take the slowest more than half a minute.
  page.setDefaultTimeout(0);
  page.on("pageerror", error => console.error(`${name}: ${error.message}`));
  await page.goto(`${url}benches/page/index.html?${name}`);
  await page.waitForFunction(() => document.title === "ready");
  await page.evaluate(() => globalThis.bench.start());
  const shown = await processOf(browser, page);
  const memory = watchPeak(shown);
  let peak = null;
  return {
    page,
    process: shown,
    pick: path => page.locator("#file").setInputFiles(path),
    async run({ details = false, watch = false } = {}) {
      await page.bringToFront();
      const asked = { watch, workers };
      try {
        const run = await page.evaluate(options => globalThis.bench.run(options), asked);
        peak = memory.most();
        if (details) Object.assign(run.answer, await page.evaluate(() => globalThis.bench.details()));
        await page.evaluate(options => globalThis.bench.tidy(options), asked);
        return run;
      } catch (error) {
        throw new Error(error.message.replace("page.evaluate: Error: ", "").split("\n")[0]);
      }
    },
    /** Until the end of the last run; `null` where it is not told, or where another process has shown the page meanwhile. */
    peak: async () => ((await processOf(browser, page)) === shown ? peak : null),
    close() {
      memory.end();
      return context.close();
    },
  };
}

/** A process of its own that answers one message after the other. */
async function openProgram(name) {
  const folder = installNative();
  const sql = name.split("-")[1] ?? "whole";
  const child = fork(join(root, "benches", "native", "duckdb.mjs"), [folder, sql], { stdio: "inherit" });
  const next = () =>
    new Promise((resolve, reject) => {
      const lost = () => reject(new Error("its process ended"));
      child.once("error", lost).once("exit", lost);
      child.once("message", message => {
        child.off("error", lost).off("exit", lost);
        if (message.failed === undefined) resolve(message);
        else reject(new Error(message.failed.split("\n")[0]));
      });
    });
  await next().catch(() => {
    throw new Advice("DuckDB for Node was installed and could not be started");
  });
  let path;
  return {
    async pick(picked) {
      path = picked;
    },
    run({ details = false } = {}) {
      if (!child.connected) return Promise.reject(new Error("its process ended"));
      const answer = next();
      child.send({ path, details });
      return answer;
    },
    peak: async () => peakMegabytes(child.pid),
    async close() {
      child.kill();
    },
  };
}
