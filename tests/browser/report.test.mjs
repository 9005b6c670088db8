// The main job: a file in, the whole report out, in both languages.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { format, openFiles, ready, report, rows, start, tile, visit } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

describe("the sample shop", () => {
  for (const { lang, button, titles, orders } of [
    {
      lang: "en",
      button: "Try the sample shop",
      titles: [
        "Today",
        "Overview",
        "Segments",
        "Customer value",
        "Cohorts",
        "Repurchase",
        "Customers",
        "Data",
      ],
      orders: "Orders",
    },
    {
      lang: "zh",
      button: "试用示例店铺",
      titles: ["今日关注", "概览", "客户分层", "客户价值", "同期群", "复购", "客户名单", "数据"],
      orders: "订单数",
    },
  ]) {
    test(`is one click away and gives a full report (${lang})`, async () => {
      const { page, seen, close } = await ready(site, { lang });
      await page.getByRole("link", { name: button }).click();
      await report(page);
      assert.deepEqual(await page.locator("main section h2").allTextContents(), titles);
      assert.match(await tile(page, "overview", orders), /^\d\d,\d{3}$/);
      assert.equal((await rows(page, "#segments table.segments")).length >= 8, true);
      assert.ok((await rows(page, "#customers")).length >= 10);
      // Every key has words: what is left over of a missing one is its name.
      const text = await page.locator("body").innerText();
      assert.doesNotMatch(text, /\b(warning|rule|field|segments|cohorts|value|data)\.[a-z]/i);
      assert.doesNotMatch(text, /NaN|undefined|null|\{\w+\}/);
      assert.deepEqual(seen.errors, []);
      await close();
    });
  }

  test("answers again when a switch is turned, and keeps the answers when the language changes", async () => {
    const { page, close } = await visit(site, { query: "?sample=en" });
    await report(page);
    const before = await tile(page, "overview", "Orders");
    const number = text => Number(text.replaceAll(",", ""));

    await page.getByLabel("As of").fill("2024-12-31");
    await page
      .locator("#overview .tile:nth-child(2) dd")
      .first()
      .getByText(before, { exact: true })
      .waitFor({ state: "detached" });
    const earlier = await tile(page, "overview", "Orders");
    assert.ok(number(earlier) < number(before));
    assert.equal((await rows(page, "#cohorts")).length, 12);

    await page.getByLabel("Convention").selectOption("grid");
    await page.locator("#segments").getByRole("rowheader", { name: "Hibernating" }).waitFor();
    assert.equal((await rows(page, "#segments table.segments")).length, 10);
    await page.getByLabel("Convention").selectOption("rfm11");
    await page.locator("#segments").getByRole("rowheader", { name: "Dormant" }).waitFor();
    assert.equal((await rows(page, "#segments table.segments")).length, 11);

    await page.getByLabel("Referral value goes to").selectOption("pass-up");
    await page.locator("#value").getByText("the sum stays the shop's value").waitFor();
    assert.equal(await tile(page, "value", "Counted twice"), "0.00");
    assert.equal(await tile(page, "value", "Relationship value"), await tile(page, "value", "Own value"));

    await page.getByLabel("First purchase by").selectOption("quarter");
    await page.locator("#cohorts").getByRole("rowheader", { name: "2024-Q1" }).waitFor();

    await page.locator("#customers").getByRole("button", { name: "Orders" }).click();
    await page.locator('#customers th[aria-sort="descending"] #sort-frequency').waitFor();
    const orders = (await rows(page, "#customers")).map(row => Number(row[3]));
    assert.deepEqual(
      orders,
      orders.toSorted((a, b) => b - a),
    );

    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "客户分层" }).waitFor();
    await report(page);
    assert.equal(await tile(page, "overview", "订单数"), earlier);
    assert.equal(await page.getByLabel("截至日期").inputValue(), "2024-12-31");
    await page.getByRole("button", { name: "最新" }).click();
    await page
      .locator("#overview .tile:nth-child(2) dd")
      .first()
      .getByText(before, { exact: true })
      .waitFor();
    await close();
  });

  test("a date outside the data is refused in words", async () => {
    const { page, close } = await visit(site, { query: "?sample=en" });
    await report(page);
    await page.getByLabel("As of").fill("2030-01-01");
    await page.getByText("Choose a date from").waitFor();
    await close();
  });
});

test("Taobao's export in GB18030", async () => {
  const { page, seen, close } = await ready(site, { lang: "zh" });
  await openFiles(page, format("taobao_ExportOrderList_gb18030.csv"));
  assert.equal(await tile(page, "overview", "订单数"), "3");
  assert.equal(await tile(page, "overview", "购买人数"), "2");
  assert.match(await tile(page, "overview", "成交净额"), /1,514\.50$/);
  assert.match(await page.locator("#data .facts").innerText(), /淘宝 \/ 天猫[\s\S]*GB18030/);
  // Not encodable in GBK: decoded as gb18030 or not at all.
  assert.ok((await rows(page, "#customers")).some(row => row[0] === "买家㐂"));
  const aside = await page.locator("#data .identity").innerText();
  assert.equal(aside, "5 行 = 计入 3 + 不计入 2 + 无法读取 0");
  assert.deepEqual(seen.errors, []);
  await close();
});

test("Shopify's export, then a second file in its place", async () => {
  const { page, close } = await ready(site);
  await openFiles(page, format("shopify_orders_export.csv"));
  assert.equal(await tile(page, "overview", "Orders"), "2");
  assert.equal(await tile(page, "overview", "Buyers"), "1");
  assert.match(await tile(page, "overview", "Value"), /64\.98$/);
  assert.match(await page.locator("#data .facts").innerText(), /Shopify/);
  assert.equal((await rows(page, "#customers"))[0][0], "ann@example.com");

  await page.locator("#another").setInputFiles(format("youzan_orders_utf8.csv"));
  await page.getByRole("heading", { name: "youzan_orders_utf8.csv" }).waitFor();
  await report(page);
  assert.equal(await tile(page, "overview", "Orders"), "2");
  assert.match(await tile(page, "overview", "Value"), /609\.10$/);
  assert.match(await page.locator("#value").innerText(), /1 referral used/);
  await close();
});

test("orders with a referrals file beside them", async () => {
  const { page, close } = await ready(site);
  const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  const orders =
    "Order ID,Customer ID,Paid At,Amount\n1,A,2024-01-01,100\n2,B,2024-01-02,60\n3,C,2024-01-03,30\n";
  const referrals = "Referrer ID,Referred ID,At\nA,B,2024-01-01\nB,C,2024-01-02\n";
  await openFiles(page, [file("referrals.csv", referrals), file("orders.csv", orders)]);
  assert.equal(await tile(page, "value", "Own value"), "190.00");
  assert.equal(await tile(page, "value", "Referral value"), "90.00");
  assert.equal(await tile(page, "value", "Counted twice"), "90.00");
  assert.deepEqual(
    (await rows(page, "#customers")).map(row => [row[0], row.at(-1)]),
    [
      ["A", "160.00"],
      ["B", "90.00"],
      ["C", "30.00"],
    ],
  );
  await page.getByLabel("Referral value goes to").selectOption("path-equal");
  await page.locator("#value").getByText("the sum stays the shop's value").waitFor();
  assert.equal(await tile(page, "value", "Relationship value"), "190.00");
  await close();
});
