// The form of columns: what it makes of the first rows of every layout, and choices that are kept for the next file.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../tools/lib.mjs";
import { accessible, WITH_AXE } from "./axe.mjs";
import { format, openFiles, ready, report, rows as rowsOf, start, tile } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.close());

/** The form, with the first rows in sight. */
async function formOf(page, name) {
  await page.locator("#file").setInputFiles(format(name));
  const form = page.locator("siyu-columns").first();
  await form.waitFor();
  const rows = form.locator("siyu-first-rows");
  if ((await rows.count()) === 0) await form.getByText("The first rows, as they would be read").click();
  await rows.waitFor();
  return form;
}

/** Opens every fold of the form. */
async function unfold(form) {
  const closed = form.locator("details:not([open]) > summary");
  for (let left = await closed.count(); left > 0; left -= 1) await closed.first().click();
  await form.locator("siyu-saved").getByRole("textbox").waitFor();
}

for (const name of readdirSync(join(root, "tests/formats")).filter(name => /\.(csv|tsv)$/.test(name))) {
  test(`the first rows of ${name}`, async () => {
    const { page, seen, close } = await ready(site, { ...WITH_AXE, viewport: { width: 390, height: 900 } });
    const form = await formOf(page, name);
    const first = form.locator("siyu-first-rows");
    const result = first.locator("tbody tr td").first();
    // Either rows with what becomes of each, or, where nobody is named, what to do about it.
    await result.or(first.getByText("Nothing can be read yet")).first().waitFor();
    for (const row of await first.locator("tbody tr").all()) {
      assert.match(await row.locator("td").first().innerText(), /^[✓–✗] \S/u);
    }
    // Ids stand there as they are read, without what keeps spreadsheets from taking them for numbers.
    assert.doesNotMatch(`${await first.innerText()} ${await form.locator("td code").allInnerTexts()}`, /="/);
    // How sure each column is stands there in words, with the number for who asks.
    const assigned = form.locator("form > table tbody tr", { has: page.locator("td:nth-child(3) span") });
    assert.ok((await assigned.count()) >= 3, name);
    for (const row of await assigned.all()) {
      const words = row.locator("td").last().locator("span[title]");
      assert.match(await words.innerText(), /^(✓ sure|≈ likely|\? please check)$/);
      assert.match(await words.getAttribute("title"), /^\d+%$/);
    }
    const unnamed = form.getByText("No column names the customer");
    assert.equal(await unnamed.count(), /pinduoduo|Detail|amazon|tmall/.test(name) ? 1 : 0);
    await unfold(form);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name);
    await accessible(page, name);
    assert.deepEqual(seen.errors, []);
    await close();
  });
}

test("a change shows in the first rows, is undone, kept, and proposed for the next file", async () => {
  const { page, seen, close } = await ready(site);
  const text = day =>
    `Order ID,Customer ID,Household,Paid At,Amount\n1,A,H,2024-01-0${day},10\n2,B,H,2024-01-0${day},20\n`;
  const file = (name, day) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text(day)) });
  await openFiles(page, file("may.csv", 1));
  const form = page.locator("#data siyu-columns");
  const customers = form.locator("siyu-first-rows tbody tr td:nth-child(3)");
  await form.getByLabel("Customer", { exact: true }).selectOption("Household");
  await customers.getByText("H", { exact: true }).first().waitFor();
  assert.deepEqual(await customers.allInnerTexts(), ["H", "H"]);
  await form.getByRole("button", { name: "Undo" }).click();
  await customers.getByText("B", { exact: true }).waitFor();
  await form.getByLabel("Customer", { exact: true }).selectOption("Household");
  await form.getByText("Save these choices for the next file").click();
  await form.getByRole("textbox", { name: "Name" }).fill("<b>Households</b>");
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await form.getByText("Saved.", { exact: true }).waitFor();

  await openFiles(page, file("june.csv", 2));
  await page.getByRole("button", { name: "Use “<b>Households</b>”" }).first().click();
  await page.getByText(/^\s*1 buyers? placed 2 orders/).waitFor();
  assert.deepEqual(seen.errors, []);
  await close();
});

/** The export of Pinduoduo, which names no buyer, with a telephone number and a name for each order. */
function pinduoduo(name, receivers) {
  const text = readFileSync(format("pinduoduo_orders_utf8bom.csv"), "utf8");
  const [header, paid, cancelled] = text.split(/\r?\n/).map(line => line.trimEnd());
  const lines = receivers.map((receiver, at) => {
    const order = paid.replace("123456789012345", `12345678901235${at}`).replaceAll("-01-01", `-01-1${at}`);
    return `${order},${receiver}`;
  });
  const all = [`${header},收货姓名,收货电话`, ...lines, `${cancelled},李*,138****0001`];
  return { name, mimeType: "text/csv", buffer: Buffer.from(all.join("\r\n")) };
}

test("where nobody is named, telephone number and name are offered, taken together, kept and proposed", async () => {
  const viewport = { width: 390, height: 900 };
  const { page, seen, close } = await ready(site, { ...WITH_AXE, viewport });
  const january = ["张*,138****0001", "李*,138****0001", "张*,138****0001", "王*,"];
  await page.locator("#file").setInputFiles(pinduoduo("january.csv", january));
  let form = page.locator("siyu-columns");
  await form.getByText("No column names the customer. These could:").waitFor();
  await form.getByText("one number is often a whole household").waitFor();
  await unfold(form);
  await accessible(page, "offers");

  const customers = form.locator("siyu-first-rows tbody tr td:nth-child(3)");
  const example = form.locator("tr", { has: page.locator("#column-customerId") }).locator("code");
  const masked = form.getByText("Hidden parts (*): different people may be taken for one.");
  await form.getByRole("button", { name: "收货电话", exact: true }).click();
  assert.equal(await form.evaluate(({ shadowRoot }) => shadowRoot.activeElement.id), "column-customerId");
  await customers.getByText("138****0001", { exact: true }).first().waitFor();
  await masked.waitFor();
  await form.getByLabel("Customer and also …").selectOption("收货姓名");
  await customers.getByText("138****0001 / 李*", { exact: true }).first().waitFor();
  assert.equal(await example.innerText(), "138****0001 / 张*");
  assert.deepEqual(await customers.allInnerTexts(), [
    ...["138****0001 / 张*", "138****0001 / 李*", "138****0001 / 张*", "—", "138****0001 / 李*"],
  ]);
  // What stands in the key already cannot be chosen again.
  const more = form.getByLabel("Customer and also …");
  assert.equal(await more.count(), 2);
  assert.ok(await more.last().locator("option", { hasText: "收货电话" }).isDisabled());
  await form.getByText("2 changes not read yet").waitFor();
  await form.getByRole("button", { name: "Undo" }).click();
  await customers.getByText("138****0001", { exact: true }).first().waitFor();
  assert.equal(await example.innerText(), "138****0001");
  await form.getByRole("button", { name: "收货电话 + 收货姓名" }).click();
  await customers.getByText("138****0001 / 李*", { exact: true }).first().waitFor();
  await accessible(page, "key");
  await form.getByRole("textbox", { name: "Name" }).fill("Receivers");
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await form.getByText("Saved.", { exact: true }).waitFor();
  await form.getByRole("button", { name: "Read again" }).click();
  await report(page);
  assert.equal(await tile(page, "overview", "Buyers"), "2");
  const ids = (await rowsOf(page, "#customers")).map(([cell]) => cell.split("\n")[0]);
  assert.deepEqual(ids.sort(), ["138****0001 / 张*", "138****0001 / 李*"]);

  form = page.locator("#data siyu-columns");
  const chosen = select => select.locator("option:checked").innerText();
  assert.equal(await chosen(form.getByLabel("Customer", { exact: true })), "收货电话");
  assert.equal(await chosen(form.getByLabel("Customer and also …").first()), "收货姓名");
  await form.getByText("as chosen").first().waitFor();
  await form.getByText("Hidden parts (*)").waitFor();
  const facts = await page.locator("#data .facts").innerText();
  assert.match(facts, /Customer ids\s+2 partly hidden \(\*\)\s+1 of 2 buyers came back on another day/);
  // Without the second column the same people are one.
  await form.getByLabel("Customer and also …").first().selectOption("(none)");
  await form.getByRole("button", { name: "Read again" }).click();
  await page.getByText(/^\s*1 buyers? placed 3 orders/).waitFor();

  await page
    .locator("#another")
    .setInputFiles(pinduoduo("february.csv", ["赵*,139****0002", "钱*,139****0002"]));
  await page.getByRole("button", { name: "Use “Receivers”" }).first().click();
  await page.getByText(/^\s*2 buyers placed 2 orders/).waitFor();
  // Where nothing can be changed, the columns of the key are listed.
  await page.evaluate(() => {
    document.querySelector("siyu-report").columns = null;
  });
  await page.locator("#data").getByRole("cell", { name: "收货电话 / #19" }).waitFor();
  assert.deepEqual(seen.errors, []);
  await close();
});

test("what the customers' ids look like is said, and from which day on others stand for them", async () => {
  const { page, seen, close } = await ready(site);
  const lines = ["Order ID,Customer ID,Paid At,Amount"];
  for (let one = 0; one < 101; one += 1) {
    for (const day of [1, 2]) {
      lines.push(`a${one}-${day},138000${10_000 + one},2024-01-0${day},10`);
      lines.push(`b${one}-${day},${one}@example.com,2024-03-0${day},10`);
    }
  }
  const buffer = Buffer.from(lines.join("\n"));
  await openFiles(page, { name: "orders.csv", mimeType: "text/csv", buffer });
  const facts = await page.locator("#data .facts").innerText();
  assert.match(facts, /Customer ids\s+101 phone numbers · 101 e-mail addresses\n202 of 202 buyers came back/);
  assert.match(facts, /since Mar 1, 2024 nobody from before: probably replaced/);
  await page.getByRole("button", { name: "中文" }).click();
  const said = await page.locator("#data .facts").innerText();
  assert.match(
    said,
    /客户 ID\s+101 个手机号 · 101 个邮箱\n202 位购买者中有 202 位后来又在其他日期购买\n2024年3月1日起不再有/,
  );
  assert.deepEqual(seen.errors, []);
  await close();
});

test("choices from a file are believed only as far as they are understood", async () => {
  const { page, seen, close } = await ready(site);
  const form = await formOf(page, "youzan_orders_utf8.csv");
  await form.getByText("Save these choices for the next file").click();
  const saved = form.locator("siyu-saved").last();
  const one = reading => ({ version: 1, readings: [{ name: "x", headers: ["a"], reading }] });
  const hostile = [
    "not JSON",
    "[]",
    JSON.stringify({ ...one({}), more: 1 }),
    JSON.stringify({ version: 2, readings: [] }),
    JSON.stringify(one({ wasm: "https://example.com/x.wasm" })),
    JSON.stringify(one({ mapping: { orders: { customerId: { a: 1 } } } })),
    JSON.stringify(one({ dateOrder: "ymd" })),
    JSON.stringify(one({ mapping: { orders: { customerId: [] } } })),
    JSON.stringify(one({ mapping: { orders: { customerId: [0, null] } } })),
    JSON.stringify(one({ mapping: { orders: { customerId: [0, [1]] } } })),
    JSON.stringify(one({ mapping: { orders: { customerId: [0, 1, 2, 3, 4, 5] } } })),
    JSON.stringify(one({ mapping: { orders: { paidAt: [0, 1] } } })),
    '{"version":1,"readings":[{"name":"x","headers":["a"],"reading":{"__proto__":{}}}]}',
  ];
  for (const text of hostile) {
    const file = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(text) };
    await saved.locator("input[type=file]").setInputFiles(file);
    await saved.getByText("This file holds no saved choices.").waitFor();
    assert.equal(await saved.locator("li").count(), 0, text);
  }
  for (const [at, customerId] of [0, "a", ["a", 1, 2, 3, 4]].entries()) {
    const good = { ...one({ dateOrder: "dmy", mapping: { orders: { customerId, refund: null } } }) };
    good.readings[0].name = `good ${at}`;
    const buffer = Buffer.from(JSON.stringify(good));
    await saved.locator("input[type=file]").setInputFiles({ name: "x.json", mimeType: "", buffer });
    await saved.locator("li", { hasText: `good ${at}` }).waitFor();
  }
  assert.deepEqual(seen.errors, []);
  await close();
});
