// The form of columns: what it makes of the first rows of every layout, and choices that are kept for the next file.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../tools/lib.mjs";
import { format, openFiles, ready, start } from "./page.mjs";

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

for (const name of readdirSync(join(root, "tests/formats")).filter(name => /\.(csv|tsv)$/.test(name))) {
  test(`the first rows of ${name}`, async () => {
    const { page, seen, close } = await ready(site);
    const form = await formOf(page, name);
    const first = form.locator("siyu-first-rows");
    const result = first.locator("tbody tr td").first();
    // Either rows with what becomes of each, or, where nobody is named, what to do about it.
    await result.or(first.getByText("Nothing can be read yet")).first().waitFor();
    for (const row of await first.locator("tbody tr").all()) {
      assert.match(await row.locator("td").first().innerText(), /^[✓–✗] \S/u);
    }
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
    '{"version":1,"readings":[{"name":"x","headers":["a"],"reading":{"__proto__":{}}}]}',
  ];
  for (const text of hostile) {
    const file = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(text) };
    await saved.locator("input[type=file]").setInputFiles(file);
    await saved.getByText("This file holds no saved choices.").waitFor();
    assert.equal(await saved.locator("li").count(), 0, text);
  }
  const good = JSON.stringify(
    one({ dateOrder: "dmy", mapping: { orders: { customerId: 0, refund: null } } }),
  );
  const file = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(good) };
  await saved.locator("input[type=file]").setInputFiles(file);
  await saved.locator("li").waitFor();
  assert.deepEqual(seen.errors, []);
  await close();
});
