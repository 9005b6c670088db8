// The installed element: as plain files under a strict policy, several times on a page, inside a shadow root, moved
// and removed, and built by Vite.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build, preview } from "vite";
import { launch } from "../../tools/browser.mjs";
import { CSV, project, serveFolder } from "./consumer.mjs";

/** No inline style, no inline script, nothing from elsewhere. */
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; connect-src 'self'";

const SECTIONS = ["today", "overview", "segments", "value", "cohorts", "repurchase", "customers", "data"];

let browser;
let consumer;
let server;
before(async () => {
  consumer = project({
    "index.html": '<!doctype html><title>x</title><script type="module" src="/main.js"></script>',
    "main.js": `import "siyu/element";
      const report = document.createElement("siyu-report");
      report.sources = { orders: ${JSON.stringify(CSV)} };
      document.body.append(report);`,
  });
  consumer.copyDist("plain/siyu");
  writeFileSync(
    join(consumer.folder, "plain/index.html"),
    '<!doctype html><html lang="en"><title>x</title><script type="module" src="./main.js"></script></html>',
  );
  writeFileSync(
    join(consumer.folder, "plain/main.js"),
    `import { SiyuReport } from "./siyu/element.js";
     import { open, SiyuError } from "./siyu/index.js";
     Object.assign(window, { SiyuReport, SiyuError, open, orders: ${JSON.stringify(CSV)}, heard: [] });
     for (const name of ["siyu-progress", "siyu-ready", "siyu-error", "siyu-export"])
       document.addEventListener(name, event => heard.push([name, event.composed]));`,
  );
  server = await serveFolder(join(consumer.folder, "plain"), {}, { "content-security-policy": STRICT });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
  consumer?.remove();
});

/** A page under the strict policy, with whatever it complains of. */
async function visit() {
  const page = await browser.newPage({ locale: "en-GB" });
  const troubles = [];
  page.on("pageerror", error => troubles.push(error.message));
  page.on("console", message => {
    if (message.type() === "error" && !/favicon/.test(message.location().url)) troubles.push(message.text());
  });
  page.setDefaultTimeout(20_000);
  await page.goto(server.url);
  await page.waitForFunction(() => window.heard !== undefined);
  return { page, troubles };
}

async function complete(page, within, sections = SECTIONS) {
  for (const id of sections)
    await page.locator(`${within} #${id}[aria-busy="false"] .body > *`).first().waitFor();
}

test("reads sources by itself and tells of it, under a strict policy", async () => {
  const { page, troubles } = await visit();
  await page.evaluate(() => {
    const report = new SiyuReport();
    report.sources = { orders };
    document.body.append(report);
  });
  await complete(page, "siyu-report");
  await page.locator("siyu-report canvas").first().waitFor();
  const heard = await page.evaluate(() => heard);
  assert.deepEqual(heard.at(-1), ["siyu-ready", true]);
  assert.ok(heard.some(([name, composed]) => name === "siyu-progress" && composed));
  // Bars have the width of their number: variables are set without style attributes.
  const width = await page
    .locator("#segments .bar")
    .first()
    .evaluate(bar => bar.getBoundingClientRect().width);
  assert.ok(width > 1);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("tells of what it could not read, in words and as an event", async () => {
  const { page } = await visit();
  const [code, same] = await page.evaluate(async () => {
    const report = new SiyuReport();
    report.sources = { orders: "" };
    const failed = new Promise(done => report.addEventListener("siyu-error", done));
    document.body.append(report);
    const { error } = (await failed).detail;
    return [error.code, error instanceof SiyuError];
  });
  assert.deepEqual([code, same], ["empty-file", true]);
  await page.getByRole("alert").getByText("The file is empty").waitFor();
  await page.close();
});

test("two on a page speak and look each in its own way, one of them inside a shadow root", async () => {
  const { page, troubles } = await visit();
  await page.evaluate(async () => {
    const dataset = await open({ orders });
    const one = Object.assign(new SiyuReport(), { id: "one", lang: "zh-CN", theme: "dark", dataset });
    const host = document.createElement("div");
    host.id = "two";
    const two = Object.assign(new SiyuReport(), { dataset });
    two.setAttribute("part", "overview");
    two.style.setProperty("--siyu-accent", "rgb(1, 2, 3)");
    host.attachShadow({ mode: "open" }).append(two);
    document.body.append(one, host);
  });
  await complete(page, "#one");
  await complete(page, "#two", ["overview"]);
  assert.equal(await page.locator("#one h2").first().innerText(), "今日关注");
  assert.deepEqual(await page.locator("#two h2").allInnerTexts(), ["Overview"]);
  const color = (where, property) =>
    page
      .locator(where)
      .first()
      .evaluate((element, name) => getComputedStyle(element)[name], property);
  assert.notEqual(
    await color("#one section", "backgroundColor"),
    await color("#two section", "backgroundColor"),
  );
  assert.equal(
    await page
      .locator("#two section")
      .first()
      .evaluate(element => getComputedStyle(element).getPropertyValue("--accent")),
    "rgb(1, 2, 3)",
  );
  // A switch of one is not a switch of the other.
  await page.locator("#one").getByLabel("近 30 天").check({ force: true });
  assert.ok(await page.locator("#two").getByLabel("Everything").isChecked());
  assert.deepEqual(troubles, []);
  await page.close();
});

test("moved, removed and put back, it shows the same; removed for good, it lets go", async () => {
  const { page, troubles } = await visit();
  await page.evaluate(() => {
    window.report = new SiyuReport();
    report.sources = { orders };
    document.body.append(report);
  });
  await complete(page, "siyu-report");
  await page.evaluate(() => {
    const box = document.createElement("div");
    document.body.append(box);
    box.append(report);
  });
  await complete(page, "siyu-report");
  assert.equal(page.workers().length, 1);
  await page.evaluate(async () => {
    report.remove();
    await Promise.resolve();
  });
  await page.waitForFunction(() => report.dataset === null);
  await page.evaluate(() => document.body.append(report));
  await complete(page, "siyu-report");
  await page.locator("siyu-report canvas").first().waitFor();
  assert.equal(await page.evaluate(() => heard.filter(([name]) => name === "siyu-ready").length), 2);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("its switches are set and told of, and say nothing of the data", async () => {
  const { page, troubles } = await visit();
  await page.evaluate(() => {
    window.views = [];
    window.report = new SiyuReport();
    report.addEventListener("siyu-view", ({ detail }) => {
      if (detail.cause === "switch") views.push(detail.view);
    });
    report.view = { segments: "grid", attribution: "nobody", asOf: "1999-01-01", more: "x" };
    report.sources = { orders };
    document.body.append(report);
  });
  await complete(page, "siyu-report");
  assert.deepEqual(await page.evaluate(() => report.view), { segments: "grid" });
  await page.getByLabel("Referral value goes to").selectOption("pass-up");
  await complete(page, "siyu-report");
  assert.deepEqual(await page.evaluate(() => views), [{ segments: "grid", attribution: "pass-up" }]);
  await page.evaluate(() => {
    report.view = {};
  });
  assert.equal(await page.getByLabel("Segment convention").inputValue(), "octants");
  assert.equal(await page.evaluate(() => views.length), 1);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("columns are corrected, and what it reads by itself is read anew", async () => {
  const { page, troubles } = await visit();
  await page.evaluate(() => {
    window.report = new SiyuReport();
    report.sources = {
      orders: "Order ID,Customer ID,Household,Paid At,Amount\n1,A,H,2024-01-01,10\n2,B,H,2024-01-02,20\n",
    };
    document.body.append(report);
  });
  await complete(page, "siyu-report");
  await page.getByLabel("Customer", { exact: true }).selectOption("Household");
  await page.getByRole("button", { name: "Read again" }).click();
  await page.waitForFunction(() => report.dataset?.report.orders.customers === 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(() => report.dataset?.report.orders.customers === 2);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("figures hand out their numbers, to whoever listens first", async () => {
  const { page } = await visit();
  await page.evaluate(() => {
    const report = new SiyuReport();
    report.sources = { orders };
    document.body.append(report);
  });
  await complete(page, "siyu-report");
  const exported = page.evaluate(
    () =>
      new Promise(done => {
        document.addEventListener("siyu-export", async event => {
          event.preventDefault();
          done([event.detail.name, await event.detail.blob.text()]);
        });
      }),
  );
  await page.getByRole("button", { name: /CSV: When did/ }).click();
  const [name, text] = await exported;
  assert.equal(name, "value-by-month.csv");
  assert.equal(text.replace("\ufeff", ""), "Month,Value,Orders\r\n2024-01,30,2\r\n2024-02,30.5,1\r\n");
  await page.close();
});

test("an empty Vite project, built", async () => {
  const quiet = { root: consumer.folder, configFile: false, logLevel: "error" };
  await build({ ...quiet, build: { chunkSizeWarningLimit: 600 } });
  const built = await preview({ ...quiet, preview: { port: 0, host: "127.0.0.1" } });
  const page = await browser.newPage();
  try {
    await page.goto(built.resolvedUrls.local[0]);
    await complete(page, "siyu-report");
    await page.locator("siyu-report canvas").first().waitFor();
  } finally {
    await page.close();
    await built.close();
  }
});
