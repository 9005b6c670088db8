// Drives the built page as a person would: picks files, clicks, reads what is visible.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { launch } from "../../tools/browser.mjs";
import { root } from "../../tools/lib.mjs";
import { serve } from "../../tools/serve.mjs";

/** A browser and a server of the page; close both at the end. */
export async function start() {
  const folder = join(root, "www/dist");
  assert.ok(existsSync(join(folder, "index.html")), "the page is not built: npm run build");
  const server = await serve(folder);
  const browser = await launch();
  return {
    url: server.url,
    port: server.port,
    browser,
    server,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** A page in a fresh profile whose every request and error is recorded. `script`: a file or function run in it first. */
export async function visit(site, { query = "", lang = "en", script, ...options } = {}) {
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  const context = await site.browser.newContext({ locale, ...options });
  // Not a script element: the page's policy has no say in it.
  if (script) await context.addInitScript(typeof script === "string" ? { path: script } : script);
  const page = await context.newPage();
  const seen = { requests: [], errors: [] };
  // What has a blob: or data: address never leaves the browser.
  context.on("request", request => {
    if (/^(https?|wss?|ftp):/.test(request.url())) seen.requests.push(request.url());
  });
  page.on("websocket", socket => seen.requests.push(socket.url()));
  page.on("pageerror", error => seen.errors.push(error.message));
  page.setDefaultTimeout(20_000);
  await page.goto(site.url + query);
  return { page, seen, close: () => context.close() };
}

/** The page, ready to take files. */
export async function ready(site, options) {
  const visited = await visit(site, options);
  await visited.page.locator("#file:enabled").waitFor({ state: "attached" });
  return visited;
}

/** Picks files and waits for the whole report. */
export async function openFiles(page, files) {
  const input = (await page.locator("#another").count()) > 0 ? "#another" : "#file";
  await page.locator(input).setInputFiles(files);
  await report(page);
}

export const SECTIONS = ["today", "overview", "segments", "value", "cohorts", "repurchase", "customers"];

/** Waits until every section shows an answer. */
export async function report(page) {
  for (const id of SECTIONS) await page.locator(`#${id}[aria-busy="false"] .body > *`).first().waitFor();
  assert.equal(await page.locator('section [role="alert"]').count(), 0);
}

/** The number on a tile. */
export async function tile(page, section, label) {
  const tiles = page.locator(`#${section} .tile`);
  const labels = await tiles.locator("dt").allTextContents();
  const at = labels.indexOf(label);
  assert.ok(at >= 0, `no tile ${label} among ${labels.join(", ")}`);
  return tiles.nth(at).locator("dd").first().textContent();
}

/** The cells of a table, heading cells too, row by row. */
export async function rows(page, selector) {
  return page
    .locator(`${selector} tbody tr`)
    .evaluateAll(all => all.map(row => [...row.children].map(cell => cell.innerText.trim())));
}

/** A small file of this repository, as the formats' folder has it. */
export const format = name => join(root, "tests/formats", name);

/** A file of the published data sets: its bytes, or `null` where they are not on this machine. */
export function published(name) {
  const around = join(root, "..");
  const beside = readdirSync(around).map(entry => join(around, entry, "data"));
  const folders = [process.env.SIYU_DATA, ...beside].filter(Boolean);
  const folder = folders.find(path => existsSync(join(path, "CDNOW_master.txt")));
  if (folder === undefined || !existsSync(join(folder, name))) return null;
  const bytes = readFileSync(join(folder, name));
  return name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}
