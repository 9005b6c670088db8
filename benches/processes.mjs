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

/** The processes that run pages. */
export async function renderers(browser) {
  return (await processes(browser)).filter(({ type }) => type === "renderer").map(({ id }) => id);
}

/** The peak of a process's resident memory in MB; null where it is not told. */
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
