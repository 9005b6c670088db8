// Finds a Chromium-family browser on this machine and starts it for tests and benches.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Advice, which } from "./lib.mjs";

export const NO_BROWSER =
  "No Chrome, Chromium or Edge was found: install one, or set SIYU_BROWSER to the path of its program.";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "msedge",
];

const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const LINUX = [
  "/usr/bin/chromium",
  "/usr/lib/chromium/chromium",
  "/snap/bin/chromium",
  "/opt/google/chrome/chrome",
];

const WINDOWS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/** The path of a browser: `SIYU_BROWSER`, then PATH, then the usual places. `null` where there is none. */
export function findBrowser() {
  const named = process.env.SIYU_BROWSER;
  if (named) {
    if (existsSync(named)) return named;
    throw new Advice(`SIYU_BROWSER names ${named}, which does not exist: correct or unset it.`);
  }
  for (const name of NAMES) {
    const found = which(name);
    if (found !== null) return found;
  }
  return usualPlaces().find(path => existsSync(path)) ?? null;
}

function usualPlaces() {
  if (process.platform === "darwin") return MAC;
  if (process.platform !== "win32") return LINUX;
  const { PROGRAMFILES, LOCALAPPDATA, "PROGRAMFILES(X86)": programs32 } = process.env;
  return [PROGRAMFILES, programs32, LOCALAPPDATA]
    .filter(Boolean)
    .flatMap(folder => WINDOWS.map(path => join(folder, path)));
}

/**
 * Starts the browser under Playwright with a fresh profile. `args` are further command-line flags; the caller
 * closes it. It makes no requests of its own, so that a test may count those of the page.
 */
export async function launch({ args = [], headless = true } = {}) {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Advice(NO_BROWSER);
  const { chromium } = await import("playwright-core");
  // Chromium's sandbox refuses to start as root, and most containers lack what it needs.
  const unsandboxed = process.getuid?.() === 0 || existsSync("/.dockerenv");
  return chromium.launch({
    executablePath,
    headless,
    chromiumSandbox: !unsandboxed,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
}
