// The whole way as a person goes it: the sample shop, a retailer's year, an export of Taobao; in both languages, on
// a phone and on a desk. Nothing that axe calls serious may stand anywhere on it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { accessible, WITH_AXE } from "./axe.mjs";
import { format, openFiles, published, ready, report, start, tile, visit } from "./page.mjs";

const WORDS = {
  en: {
    sample: "Try the sample shop",
    verify: "How to verify it yourself",
    settings: "Settings",
    segments: "Segment convention",
    orders: "Orders",
    clear: "Clear everything",
    cleared: "Everything was cleared",
    value: "Customer value",
  },
  zh: {
    sample: "试用示例店铺",
    verify: "如何自行验证",
    settings: "设置",
    segments: "分层方式",
    orders: "订单数",
    clear: "全部清除",
    cleared: "已全部清除",
    value: "客户价值",
  },
};

let site;
let folder;
let retailer;
before(async () => {
  site = await start();
  folder = mkdtempSync(join(tmpdir(), "siyu-"));
  const bytes = published("uci_online_retail.csv.gz");
  if (bytes === null) return;
  retailer = join(folder, "retail.csv");
  writeFileSync(retailer, bytes);
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const lang of ["en", "zh"]) {
  for (const width of [390, 1440]) {
    const words = WORDS[lang];
    const options = { lang, ...WITH_AXE, viewport: { width, height: 900 } };

    describe(`${lang}, ${width} px`, () => {
      test("the sample shop: look, switch, go back, clear", async () => {
        const { page, seen, close } = await ready(site, options);
        await page.getByText(words.verify).click();
        await accessible(page, "start");
        await page.getByRole("link", { name: words.sample }).click();
        await report(page);
        await accessible(page, "report");
        assert.ok(await fits(page), "the page scrolls sideways");

        await page.getByRole("navigation").getByRole("link", { name: words.value }).click();
        await page.waitForFunction(() => location.hash.startsWith("#value"));

        const settings = page.getByRole("button", { name: words.settings });
        if (width < 1000) await settings.click();
        await page.getByLabel(words.segments).selectOption("grid");
        await page.waitForFunction(() => location.hash.includes("segments=grid"));
        await page.getByLabel(words.segments).selectOption("rfm11");
        await page.waitForFunction(() => location.hash.includes("segments=rfm11"));
        await report(page);
        if (width < 1000) await accessible(page, "with the settings open");
        await page.goBack();
        await page.waitForFunction(() => location.hash.includes("segments=grid"));
        assert.equal(await page.getByLabel(words.segments).inputValue(), "grid");
        await page.goForward();
        await page.waitForFunction(() => location.hash.includes("segments=rfm11"));
        assert.equal(await page.getByLabel(words.segments).inputValue(), "rfm11");

        await page.getByRole("button", { name: words.clear }).click();
        await page.getByRole("status").getByText(words.cleared).waitFor();
        assert.equal(await page.evaluate(() => location.hash + location.search), "");
        assert.equal(page.workers().length, 0);
        assert.deepEqual(seen.errors, []);
        await close();
      });

      test("a retailer's year", async t => {
        if (retailer === undefined) return t.skip("the data set is not on this machine");
        const { page, seen, close } = await ready(site, options);
        await openFiles(page, retailer);
        await accessible(page, "report");
        assert.ok(await fits(page), "the page scrolls sideways");
        assert.deepEqual(seen.errors, []);
        await close();
      });

      test("an export of Taobao, then another file beside it", async () => {
        const { page, seen, close } = await ready(site, options);
        await openFiles(page, format("taobao_ExportOrderList_gb18030.csv"));
        await accessible(page, "report");
        assert.equal(await tile(page, "overview", words.orders), "3");
        await page.locator("#add").setInputFiles(format("youzan_orders_utf8.csv"));
        await page.locator("#data .facts").getByText("youzan_orders_utf8.csv").waitFor();
        await report(page);
        assert.equal(await tile(page, "overview", words.orders), "5");
        await accessible(page, "both files");
        assert.deepEqual(seen.errors, []);
        await close();
      });

      test("what could not be read", async () => {
        const { page, close } = await ready(site, options);
        const buffer = Buffer.from("No,Kto,Kiedy,Ile\n1,anna,2024-01-05,10.50\n");
        await page.locator("#file").setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer });
        await page.getByRole("alert").waitFor();
        await accessible(page, "failed");
        assert.ok(await fits(page), "the page scrolls sideways");
        await close();
      });
    });
  }
}

test("switches come from the address, and what it says wrongly is passed over", async () => {
  const { page, close } = await ready(site, {
    query: "#segments?segments=rfm11&attribution=nobody&asOf=1999-01-01",
  });
  await openFiles(page, format("shopify_orders_export.csv"));
  assert.equal(await page.getByLabel("Segment convention").inputValue(), "rfm11");
  assert.equal(await page.getByLabel("Referral value goes to").inputValue(), "direct");
  await close();
});

test("columns are changed in place, undone before reading and after", async () => {
  const { page, close } = await ready(site);
  const text = "Order ID,Customer ID,Household,Paid At,Amount\n1,A,H,2024-01-01,10\n2,B,H,2024-01-02,20\n";
  const file = { name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await openFiles(page, file);
  const column = page.locator("#data").getByLabel("Customer", { exact: true });
  const sample = page.locator("#data tr", { has: page.locator("#column-customerId") }).locator("code");
  const undo = page.locator("#data").getByRole("button", { name: "Undo" });
  assert.equal(await sample.innerText(), "A");
  await column.selectOption("Household");
  assert.equal(await sample.innerText(), "H");
  await undo.click();
  assert.equal(await sample.innerText(), "A");
  assert.equal(await undo.count(), 0);
  await column.selectOption("Household");
  await page.getByRole("button", { name: "Read again" }).click();
  await page.getByText(/^\s*1 buyers? placed 2 orders/).waitFor();
  await undo.click();
  await page.getByText(/^\s*2 buyers placed 2 orders/).waitFor();
  await close();
});

test("what failed or was cancelled leads back to what was open", async () => {
  const { page, close } = await ready(site);
  await openFiles(page, format("shopify_orders_export.csv"));
  await page
    .locator("#add")
    .setInputFiles({ name: "x.zip", mimeType: "x", buffer: Buffer.from("PK\x03\x04xxxx") });
  await page.getByRole("alert").waitFor();
  await page.getByRole("button", { name: "Back to shopify_orders_export.csv" }).click();
  await report(page);
  assert.equal(await tile(page, "overview", "Orders"), "2");
  await close();
});

const fits = page =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test("a link to a section, and what is read again, lead there and stay there while the sections above grow", async () => {
  const { page, seen, close } = await visit(site, { query: "?sample=en#cohorts" });
  await report(page);
  const top = id => page.locator(`#${id}`).evaluate(section => section.getBoundingClientRect().top);
  const arrives = id =>
    page
      .waitForFunction(
        () => document.querySelector("siyu-report").shadowRoot.querySelector("[busy]") === null,
      )
      .then(async () =>
        assert.ok((await top(id)) >= 0 && (await top(id)) < 200, `${id} at ${await top(id)}`),
      );
  await arrives("cohorts");
  assert.match(page.url(), /#cohorts/);

  await page.getByRole("link", { name: "Data", exact: true }).click();
  await page.getByText("Change columns or settings").click();
  await page.getByLabel("Coupon", { exact: true }).selectOption("(none)");
  await page.getByRole("button", { name: "Read again" }).click();
  await page.getByText("Read with your changes.").waitFor();
  await report(page);
  await arrives("data");
  assert.match(page.url(), /#data/);
  // Who scrolls is not taken back.
  await page.mouse.wheel(0, -3000);
  await page.waitForFunction(() => !location.hash.startsWith("#data"));
  assert.deepEqual(seen.errors, []);
  await close();
});
