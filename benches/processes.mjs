// What the system tells of a page's process (Linux): the most memory that it has held, and how long each of its threads
// has computed.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The processes of a browser: `id`, `type`, and `cpuTime` in seconds. */
export async function processes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo;
}

const MARK = "which process";

/**
 * The process that shows a page, as a trace of the browser names it; null where that is none of its processes. The new
 * ones of a list would not do: an empty page may have had one of its own, which holds nothing.
 */
export async function processOf(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const traceConfig = { includedCategories: ["blink.user_timing"], excludedCategories: ["*"] };
  await session.send("Tracing.start", { traceConfig, transferMode: "ReportEvents" });
  await page.evaluate(mark => performance.mark(mark), MARK);
  const complete = new Promise(resolve => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const pids = events.filter(({ name }) => name === MARK).map(({ pid }) => pid);
  const shown = (await processes(browser)).filter(({ id, type }) => type === "renderer" && pids.includes(id));
  return shown.length === 1 ? shown[0].id : null;
}

const OFTEN_MS = 100;

/**
 * Keeps the peak of a process that forgets it: Chromium sets back what the system keeps of its processes, first after a
 * minute and then from time to time. `most` gives the highest that was told until now; null where nothing was.
 */
export function watchPeak(pid) {
  let highest = null;
  const look = () => {
    const peak = pid === null ? null : peakMegabytes(pid);
    if (peak !== null) highest = Math.max(highest ?? 0, peak);
  };
  look();
  const timer = setInterval(look, OFTEN_MS);
  return {
    most() {
      look();
      return highest;
    },
    end: () => clearInterval(timer),
  };
}

/** The peak of a process's resident memory in MB, as the system keeps it; null where it is not told. */
export function peakMegabytes(pid) {
  try {
    const [, kilobytes] = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/);
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return null;
  }
}

/** The threads of a process by number: name, and the milliseconds that they have computed; null where not told. */
export function threads(pid) {
  const folder = `/proc/${pid}/task`;
  if (!existsSync(`${folder}/${pid}/schedstat`)) return null;
  const found = new Map();
  for (const id of readdirSync(folder)) {
    try {
      const name = readFileSync(`${folder}/${id}/comm`, "utf8").trim();
      const [nanoseconds] = readFileSync(`${folder}/${id}/schedstat`, "utf8").split(" ");
      found.set(Number(id), { name, ms: Number(nanoseconds) / 1e6 });
    } catch {
      // It has ended since it was listed.
    }
  }
  return found;
}
