// The most memory that a page's process has held, where the system tells (Linux).
import { readFileSync } from "node:fs";

/** The processes that run pages. */
export async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
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
